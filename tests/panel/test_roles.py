"""Each role meets its limits in the page, told who could, and the same limits in the API behind it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from bench import browser
from tests.panel.conftest import Open
from tests.panel.deciding import sending
from tests.panel.place import Place

# What each role may do, from the page's buttons and from the API; the roles above may what those below may.
MAY_WRITE = ("author", "publisher", "administrator")
MAY_LAUNCH = ("publisher", "administrator")
MAY_SET = ("administrator",)
EVERYBODY = ("viewer", *MAY_WRITE)


@pytest.fixture(scope="module")
def running(place: Place) -> int:
    """A campaign under way that outlasts the tests."""
    made = place.campaign("Spring offers", ceiling=1)
    place.launch(made)
    place.wait_for(made, "running")
    return made


def check(button: Locator, role: str, allowed: tuple[str, ...], needed: str) -> None:
    """It can be pressed by those roles; to any other it says which role it needs."""
    if role in allowed:
        expect(button).to_be_enabled()
    else:
        expect(button).to_be_disabled()
        assert f"needs the role {needed}" in (button.get_attribute("aria-description") or "")


def told_by_api(page: Page, path: str, body: dict[str, object]) -> int:
    """What the API answers to a POST as the page would send it; its status."""
    told: int = page.evaluate(_POST, [path, body])
    return told


_POST = """
    async ([path, body]) => {
        const session = await (await fetch("/v1/session")).json();
        const headers = {
            "Content-Type": "application/json",
            "X-CSRF-Token": session.csrf_token,
            "Idempotency-Key": crypto.randomUUID(),
        };
        return (await fetch(path, { method: "POST", headers, body: JSON.stringify(body) })).status;
    }
"""


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_role_meets_its_limits_in_the_page(window: Open, place: Place, running: int, role: str) -> None:
    draft = place.campaign(f"Draft for a {role}")
    with window() as seen:
        page = seen.sign_in(f"{role}@example.org")
        seen.go(f"/campaigns/{running}")
        check(sending(page).get_by_role("button", name="Pause"), role, MAY_LAUNCH, "Publisher")
        check(sending(page).get_by_role("button", name="Stop"), role, MAY_LAUNCH, "Publisher")
        seen.go(f"/campaigns/{draft}/edit")
        expect(page.get_by_label("Text", exact=True)).to_be_editable(editable=role in MAY_WRITE)
        # Until the forecast is there, nobody can launch.
        launch = page.get_by_role("button", name="Launch to 5")
        check(launch, role, MAY_LAUNCH, "Publisher")
        check(page.get_by_role("button", name="Submit for review"), role, MAY_WRITE, "Author")
        seen.go("/settings/keys")
        browser.rest(page)
        check(page.get_by_role("button", name="New key").first, role, MAY_SET, "Administrator")
        seen.go("/people")
        browser.rest(page)
        expect(page.get_by_role("link", name="Audit log")).to_be_visible()


@pytest.mark.parametrize("role", EVERYBODY)
def test_a_role_meets_the_same_limits_in_the_api(window: Open, place: Place, running: int, role: str) -> None:
    draft = place.campaign(f"Another draft for a {role}")
    acts: list[tuple[str, dict[str, object], tuple[str, ...]]] = [
        (f"/v1/campaigns/{draft}/clones", {}, MAY_WRITE),
        (f"/v1/campaigns/{running}/tasks/send/pause", {"why": "May I?"}, MAY_LAUNCH),
        (f"/v1/campaigns/{running}/tasks/send/resume", {"why": "May I?"}, MAY_LAUNCH),
        ("/v1/senders", {"handle": f"of-{role}", "name": "Another sender"}, MAY_SET),
    ]
    with window() as seen:
        page = seen.sign_in(f"{role}@example.org")
        told = {path: told_by_api(page, path, body) for path, body, _ in acts}
    for path, _, allowed in acts:
        assert (told[path] == 403) == (role not in allowed), told
        assert role not in allowed or told[path] in (200, 201, 202), told
