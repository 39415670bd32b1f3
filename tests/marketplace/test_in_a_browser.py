"""The example's shop in a real Chromium: two people write to each other, and every page fits and can be used."""

import pytest
from playwright.sync_api import Browser, expect

from bench import browser as browsers
from tests.marketplace.market import Market
from tests.marketplace.window import LONGEST_MS, PHONE, WIDE, message, window, write
from tests.panel import checking
from tests.waiting import until

pytestmark = pytest.mark.beside
PAGES = (
    "/",
    "/?q=coat",
    "/?q=nothing+like+it",
    "/listings/1",
    "/listings/5",
    "/sell",
    "/mine",
    "/messages",
    "/sellers/luca",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_every_page_fits_and_axe_finds_nothing_serious(
    browser: Browser, market: Market, size: tuple[int, int], scheme: str
) -> None:
    with window(browser, market, "ines", size, scheme=scheme) as page:
        for path in PAGES:
            page.goto(market.address + path)
            browsers.rest(page)
            assert checking.overflow_px(page) == 0, path
            assert checking.faults(page) == [], path


def test_a_word_of_eighty_letters_stays_inside_a_phone(browser: Browser, market: Market) -> None:
    with market.visitor("yusuf") as yusuf:
        told = {
            "kind": "lamp",
            "colour": "teal",
            "title": "W" * 80,
            "text": "W" * 900,
            "euros": "99999",
            "condition": "good",
        }
        place = yusuf.post("/sell", data=told).url.path
    with window(browser, market, "yusuf", PHONE) as page:
        for path in ("/", place, "/mine", f"{place}/edit"):
            page.goto(market.address + path)
            assert checking.overflow_px(page) == 0, path


def test_the_corner_makes_one_somebody_else(browser: Browser, market: Market) -> None:
    with window(browser, market, "ines") as page:
        page.get_by_label("You are Inês Ferreira").click()
        expect(page.get_by_text("there are no passwords")).to_be_visible()
        page.get_by_role("link", name="Tomek Zając Kraków").click()
        expect(page.get_by_label("You are Tomek Zając")).to_be_visible()
        page.get_by_label("You are Tomek Zając").click()
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="A second window as Clara Neumann").click()
        expect(opened.value.get_by_label("You are Clara Neumann")).to_be_visible()
        page.reload()
        expect(page.get_by_label("You are Tomek Zając")).to_be_visible()


def test_the_menu_closes_by_escape_and_gives_the_focus_back(browser: Browser, market: Market) -> None:
    with window(browser, market, "ines") as page:
        page.get_by_label("You are Inês").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("there are no passwords")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_text("there are no passwords")).to_be_hidden()
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_an_edit_tells_how_long_the_search_took(browser: Browser, market: Market) -> None:
    with window(browser, market, "luca") as page:
        page.goto(f"{market.address}/mine")
        page.get_by_label("Edit Cactus in bloom").click()
        page.get_by_label("Title").fill("Cactus, flowering")
        page.get_by_role("button", name="Save").click()
        row = page.get_by_role("listitem").filter(has_text="Cactus, flowering")
        expect(row.get_by_text("In the search after")).to_be_visible()


def test_a_buyer_writes_to_a_seller_who_sees_a_badge_and_answers(browser: Browser, market: Market) -> None:
    with window(browser, market, "ines", PHONE) as ines, window(browser, market, "hugo") as hugo:
        hugo.goto(f"{market.address}/")
        ines.goto(f"{market.address}/listings/5")
        ines.get_by_role("link", name="Message the seller").click()
        write(ines, "Is the coat warm?")
        expect(hugo.locator("#unread")).to_have_text("1", timeout=LONGEST_MS)
        hugo.get_by_role("link", name="Messages").click()
        hugo.get_by_text("Is the coat warm?").first.click()
        write(hugo, "As an oven.")
        expect(message(ines, "As an oven.")).to_be_visible(timeout=LONGEST_MS)
        until(lambda: hugo.locator("#unread").is_hidden(), "the badge gone", seconds=20)


def test_an_offer_in_the_chat_leads_to_where_it_is_accepted(browser: Browser, market: Market) -> None:
    with window(browser, market, "paula") as paula, window(browser, market, "leonie") as leonie:
        paula.goto(f"{market.address}/listings/17")
        paula.get_by_label("Or make an offer").fill("40")
        paula.get_by_role("button", name="Offer").click()
        expect(paula.get_by_role("heading", name="You offered €40")).to_be_visible()
        leonie.goto(f"{market.address}/messages")
        leonie.get_by_text("I offer €40").first.click()
        with leonie.context.expect_page() as opened:
            leonie.get_by_role("link", name="/offers/").click()
        opened.value.get_by_role("button", name="Accept €40").click()
        expect(opened.value.get_by_text("Accepted", exact=True)).to_be_visible()
        expect(message(paula, "I accept your offer of €40.")).to_be_visible(timeout=LONGEST_MS)
