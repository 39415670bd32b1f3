"""An open page tells the truth: while bars move, while two decide at once, while parts of Tidings are away."""

import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bench import browser
from tests.panel.conftest import Open
from tests.panel.deciding import decide, sending
from tests.panel.place import Place
from tidings.core import db


@pytest.fixture
def running(place: Place) -> Iterator[int]:
    """A campaign under way, slow enough to last for the test."""
    made = place.campaign("Spring offers", ceiling=3)
    place.launch(made)
    place.wait_for(made, "running")
    yield made
    place.house.tell("campaign", "stop", str(made), "--why", "the test is over")


def test_bars_move_by_themselves_in_the_list_and_on_the_campaigns_page(window: Open, running: int) -> None:
    with window() as seen:
        page = seen.sign_in("viewer@example.org")
        bar = page.get_by_role("progressbar", name="Sending of Spring offers").first
        before = float(bar.get_attribute("aria-valuenow") or 0)
        expect(bar).not_to_have_attribute("aria-valuenow", str(int(before)))
        seen.go(f"/campaigns/{running}")
        browser.rest(page)
        got = sending(page).get_by_text(" of 600")
        first = got.inner_text()
        expect(got).not_to_have_text(first)


def test_pause_and_resume_show_what_took_effect(window: Open, place: Place, running: int) -> None:
    with window() as seen:
        page = seen.sign_in("publisher@example.org")
        seen.go(f"/campaigns/{running}")
        decide(page, sending(page), "Pause")
        expect(sending(page)).to_contain_text("Paused")
        assert place.send_state(running) == "paused"
        decide(page, sending(page), "Resume")
        expect(sending(page)).to_contain_text("Running")
        expect(page.get_by_text("The prices are wrong.").first).to_be_visible()


def test_what_changed_the_pace_of_all_campaigns_stands_among_what_changed_this_one(
    window: Open, place: Place, running: int
) -> None:
    place.house.tell("account", "set", "ceiling", "900")
    place.house.tell("campaign", "ceiling", str(running), "2", "--why", "The shop is full.")
    try:
        with window() as seen:
            page = seen.sign_in("viewer@example.org")
            seen.go(f"/campaigns/{running}")
            changed = page.get_by_role("list", name="What was changed").get_by_role("listitem")
            expect(changed).to_have_count(2)
            expect(changed.first).to_contain_text("Ceiling of the account: 10,000/s → 900/s")
            expect(changed.last).to_contain_text("Ceiling set to 2/s")
            expect(changed.last).to_contain_text("The shop is full.")
    finally:
        place.house.tell("account", "set", "ceiling", "10000")


def test_two_who_pause_at_once_both_see_it_paused(window: Open, place: Place, running: int) -> None:
    with window() as one, window() as other:
        pages = [one.sign_in("publisher@example.org"), other.sign_in("administrator@example.org")]
        for page in pages:
            page.goto(f"{place.address}/panel/campaigns/{running}")
            sending(page).get_by_role("button", name="Pause").click()
            page.get_by_role("dialog").get_by_label("Why").fill("Stop it at once.")
        for page in pages:
            # Without waiting for the dialog: whoever is second may have been told already that it is paused.
            page.evaluate("document.querySelector('[role=dialog] form')?.requestSubmit()")
        for page in pages:
            expect(sending(page)).to_contain_text("Paused")
            expect(page.get_by_role("dialog")).to_be_hidden()
    assert place.send_state(running) == "paused"


def test_a_service_that_restarts_is_said_to_be_away_and_the_page_goes_on(
    window: Open, place: Place, running: int
) -> None:
    with window() as seen:
        page = seen.sign_in("viewer@example.org")
        seen.go(f"/campaigns/{running}")
        browser.rest(page)
        place.house.kill("api", signal.SIGSTOP)
        # What the page itself asks now hangs; a new stream is refused or hangs as well.
        place.house.kill("api", signal.SIGKILL)
        first = sending(page).get_by_text(" of 600").inner_text()
        expect(sending(page).get_by_text(" of 600")).not_to_have_text(first, timeout=20_000)
        expect(page.get_by_text("Tidings does not answer")).to_be_hidden(timeout=20_000)


def test_a_database_that_is_slow_delays_a_page_and_breaks_nothing(window: Open, place: Place, running: int) -> None:
    with window() as seen:
        page = seen.sign_in("viewer@example.org")
        with place.house.connect() as connection, db.transaction(connection):
            connection.execute("lock table campaign in access exclusive mode")
            page.goto(f"{place.address}/panel/campaigns?q=Spring", wait_until="commit")
            page.wait_for_timeout(1500)
            expect(page.get_by_role("progressbar", name="Sending of Spring offers")).to_have_count(0)
        expect(page.get_by_role("progressbar", name="Sending of Spring offers").first).to_be_visible()
