"""Without a mouse: somebody signs in, goes where they want, writes, launches and pauses by keys alone."""

from playwright.sync_api import Page, expect

from bench import browser
from tests.panel.conftest import Open
from tests.panel.deciding import sending
from tests.panel.place import PASSWORD, Place
from tests.panel.window import Window
from tests.waiting import until

_FOCUS = """
    () => {
        const at = document.activeElement;
        const labels = [...(at.labels ?? [])].map((label) => label.innerText);
        return [at.getAttribute("aria-label"), ...labels, at.innerText].filter(Boolean).join(" ").trim();
    }
"""
_IS_SEEN = """
    () => {
        const style = getComputedStyle(document.activeElement);
        const around = getComputedStyle(document.activeElement.parentElement);
        return [style, around].some((each) => each.outlineStyle !== "none" || each.boxShadow !== "none")
            || style.borderColor !== "rgba(0, 0, 0, 0)";
    }
"""
MOST_TABS = 80


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what has that name; each stop on the way is seen to have the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue
        assert page.evaluate(_IS_SEEN), f"nobody sees that {page.evaluate(_FOCUS)!r} has the focus"
        if name in page.evaluate(_FOCUS):
            return
    raise AssertionError(f"{name!r} is not reached by {MOST_TABS} presses of Tab")


def sign_in(seen: Window) -> Page:
    """As a publisher."""
    page = seen.go("/sign-in")
    browser.rest(page)
    tab_to(page, "E-mail")
    page.keyboard.type("publisher@example.org")
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    # The address changes before the page does: until then a key is one more letter of the password.
    page.get_by_role("heading", name="Campaigns", level=1).wait_for()
    browser.rest(page)
    return page


def test_a_campaign_is_written_and_launched_by_keys_alone(window: Open, place: Place) -> None:
    with window() as seen:
        page = sign_in(seen)
        page.keyboard.press("c")
        page.wait_for_url("**/panel/campaigns/new")
        expect(page.get_by_label("Name of the campaign")).to_be_focused()
        page.keyboard.type("By keys alone")
        tab_to(page, "From")
        page.keyboard.press("ArrowDown")
        page.get_by_role("option", name="Marketplace News").wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("combobox", name="From")).to_have_value("Marketplace News")
        tab_to(page, "Category")
        page.keyboard.type("promotions")
        page.keyboard.press("Escape")
        tab_to(page, "Text")
        page.keyboard.type("What is in your cellar?")
        page.wait_for_url("**/panel/campaigns/*/edit")
        expect(page.get_by_label("Text", exact=True)).to_be_focused()
        expect(page.get_by_role("button", name="Launch to 5")).to_be_enabled()
        tab_to(page, "Launch to 5")
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog")
        dialog.wait_for()
        tab_to(page, "Launch to 5")
        page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        campaign_id = int(page.url.split("/")[5])
        until(lambda: place.state(campaign_id) != "draft", "a launched campaign")


def test_a_campaign_is_found_and_paused_by_keys_alone(window: Open, place: Place) -> None:
    with window() as seen:
        page = sign_in(seen)
        slow = place.campaign("Slow by keys", ceiling=1)
        place.launch(slow)
        place.wait_for(slow, "running")
        page.keyboard.press("Control+k")
        page.get_by_role("dialog").wait_for()
        page.keyboard.type("Slow by")
        page.get_by_role("dialog").get_by_text("Slow by keys").wait_for()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/panel/campaigns/{slow}")
        browser.rest(page)
        tab_to(page, "Pause")
        page.keyboard.press("Enter")
        page.get_by_role("dialog").wait_for()
        page.keyboard.type("By keys.")
        page.keyboard.press("Control+Enter")
        expect(sending(page)).to_contain_text("Paused")
        assert place.send_state(slow) == "paused"


def test_a_dialog_holds_the_focus_and_gives_it_back(window: Open, place: Place) -> None:
    slow = place.campaign("Held", ceiling=1)
    place.launch(slow)
    place.wait_for(slow, "running")
    with window() as seen:
        page = seen.sign_in("publisher@example.org")
        seen.go(f"/campaigns/{slow}")
        browser.rest(page)
        tab_to(page, "Pause")
        page.keyboard.press("Enter")
        page.get_by_role("dialog").wait_for()
        for _ in range(12):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(sending(page).get_by_role("button", name="Pause")).to_be_focused()
    assert place.send_state(slow) == "running"


def test_the_first_tab_of_a_page_leads_past_the_menu(window: Open) -> None:
    with window() as seen:
        page = seen.sign_in("viewer@example.org")
        seen.go("/people")
        browser.rest(page)
        page.keyboard.press("Tab")
        assert page.evaluate(_FOCUS) == "Skip to the page"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
