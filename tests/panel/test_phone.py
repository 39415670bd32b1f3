"""On a phone: what is urgent can be done with a thumb."""

from playwright.sync_api import Locator, Page, expect

from bench import browser
from tests.panel import checking
from tests.panel.conftest import Open
from tests.panel.deciding import decide, sending
from tests.panel.place import Place
from tests.panel.window import PHONE

# A thumb needs so much, in CSS pixels (WCAG 2.2, success criterion 2.5.8: target size).
THUMB_PX = 24


def assert_fits(control: Locator) -> None:
    """It is large enough for a thumb."""
    box = control.bounding_box()
    assert box is not None, "it is not shown"
    assert min(box["width"], box["height"]) >= THUMB_PX, box


def go_by_menu(page: Page, place: str) -> None:
    """Open the menu and choose where to go."""
    menu = page.get_by_role("button", name="Menu")
    assert_fits(menu)
    menu.click()
    page.get_by_role("link", name=place, exact=True).click()
    expect(page.get_by_role("link", name=place, exact=True)).not_to_be_in_viewport()
    browser.rest(page)
    assert checking.overflow_px(page) == 0


def test_a_campaign_is_paused_and_stopped_with_a_thumb(window: Open, place: Place) -> None:
    made = place.campaign("Spring offers", ceiling=2)
    place.launch(made)
    place.wait_for(made, "running")
    with window(PHONE) as seen:
        page = seen.sign_in("publisher@example.org")
        page.get_by_role("link", name="Spring offers").click()
        page.wait_for_url(f"**/panel/campaigns/{made}")
        for label in ("Pause", "Stop"):
            assert_fits(sending(page).get_by_role("button", name=label))
        decide(page, sending(page), "Pause")
        expect(sending(page)).to_contain_text("Paused")
        decide(page, sending(page), "Stop for good")
        expect(sending(page)).to_contain_text("Stopped")
    assert place.send_state(made) == "stopped"


def test_every_place_is_reached_by_the_menu(window: Open) -> None:
    with window(PHONE) as seen:
        page = seen.sign_in("administrator@example.org")
        for name in ("Calendar", "Answers", "People", "Segments", "Lists", "Imports", "Audit log", "Settings"):
            go_by_menu(page, name)


def test_a_draft_is_written_with_a_thumb(window: Open, place: Place) -> None:
    made = place.campaign("Relist for free")
    with window(PHONE) as seen:
        page = seen.sign_in("author@example.org")
        seen.go(f"/campaigns/{made}/edit")
        page.get_by_label("Text", exact=True).fill("What a thumb wrote")
        expect(page.get_by_text("Saved", exact=True)).to_be_visible()
        submit = page.get_by_role("button", name="Submit for review")
        submit.scroll_into_view_if_needed()
        assert_fits(submit)
        assert checking.overflow_px(page) == 0
    [variant] = place.house.tell("campaign", "show", str(made))["definition"]["content"]
    assert variant["text"] == "What a thumb wrote"
