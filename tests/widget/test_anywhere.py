"""In whatever page, light and dark, narrow and wide, from either side: it works, and nothing that others wrote runs."""

from pathlib import Path

import orjson
import pytest
from playwright.sync_api import Page, expect

from tests.panel import checking
from tests.panel.place import Place
from tests.panel.test_hostile_words import naughty
from tests.widget.conftest import Call, Open
from tests.widget.person import PHONE, WIDE
from tests.widget.shop import Shop
from tidings.audience import importing
from tidings.core import clock

BUTTONS = [
    {"label": "Offer something", "url": "https://market.example/new"},
    {"label": "Later", "url": "https://a.example"},
]
TEXT = "Spring is here, and people near you look for bicycles.\nYour first three offers are free."


@pytest.fixture(scope="module")
def furnished(place: Place, shop: Shop) -> Place:
    """With a campaign to everybody."""
    picture = f"{shop.origin}/picture.svg"
    content = [{"locale": "en", "text": TEXT, "buttons": BUTTONS, "image_url": picture}]
    campaign = place.campaign("Bicycles", content=content, variables=[])
    place.launch(campaign)
    place.wait_for(campaign, "completed")
    return place


def talk(caller: Call, ada: str, others: list[str]) -> None:
    """Some conversations of a person."""
    for number, other in enumerate(others):
        caller(other).say(ada, f"listing/{number}", f"Hello, is it still there? I would come by on day {number}.")
    his, hers = caller(others[0]), caller(ada)
    [line] = [each for each in hers.get("/v1/conversations?kind=people")["items"] if each["topic"] == "listing/0"]
    hers.answer(line["id"], "Yes, it is.")
    hers.answer(line["id"], "It has a scratch, see https://pictures.example/scratch.jpg.")
    [theirs] = [each for each in his.get("/v1/conversations?kind=people")["items"] if each["topic"] == "listing/0"]
    his.answer(theirs["id"], "That is fine with me.")
    his.answer(
        theirs["id"], "When can I come? " + "I am free on most evenings after seven, and all day on Sunday. " * 2
    )


@pytest.mark.parametrize(
    ("size", "scheme", "lang", "at"),
    [
        (WIDE, "light", "en", 60),
        (WIDE, "dark", "en", 70),
        (PHONE, "light", "de", 80),
        (PHONE, "dark", "en", 90),
        (WIDE, "light", "ar", 100),
        (PHONE, "light", "ar", 110),
    ],
)
def test_axe_finds_nothing_and_it_is_as_wide_as_its_page(
    window: Open, caller: Call, furnished: Place, size: tuple[int, int], scheme: str, lang: str, at: int, tmp_path: Path
) -> None:
    people = furnished.people[at : at + 10]
    # Some refused it.
    ada = next(each for each in people if caller(each).get("/v1/conversations?kind=campaigns")["items"])
    others = [each for each in people if each != ada][:6]
    talk(caller, ada, others)
    name = f"{size[0]}-{scheme}-{lang}"
    with window(ada, size, scheme=scheme) as hers:
        page = hers.go(lang=lang)
        look(page, f"{name}-inbox", tmp_path)
        hers.line("When can I come?").click()
        expect(hers.bubble("When can I come?")).to_be_visible()
        expect(hers.chat.locator(".chat")).to_have_attribute("dir", "rtl" if lang == "ar" else "ltr")
        look(page, f"{name}-thread", tmp_path)
        page.keyboard.press("Escape")
        hers.chat.locator(".fold").click()
        hers.line("Spring is here").click()
        expect(hers.bubble("Spring is here").get_by_role("link")).to_have_count(2)
        hers.chat.locator(".why").click()
        expect(hers.chat.locator(".reason")).to_be_visible()
        look(page, f"{name}-campaign", tmp_path)
        hers.chat.locator(".thread header .icon").last.click()
        expect(hers.chat.locator(".panel")).to_be_visible()
        look(page, f"{name}-menu", tmp_path)


def look(page: Page, name: str, place: Path) -> None:
    """Nothing is wrong with what is seen."""
    page.wait_for_timeout(250)
    page.screenshot(path=place / f"{name}.png")
    assert checking.faults(page) == [], name
    assert checking.overflow_px(page) == 0, name
    small = page.evaluate(
        """() => [...document.querySelector("tidings-chat").shadowRoot.querySelectorAll("button, a.button, textarea")]
            .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 43.5)
            .map((each) => each.outerHTML.slice(0, 200))"""
    )
    assert small == [], small


def test_keys_alone_are_enough(window: Open, caller: Call, furnished: Place) -> None:
    ada, bob = furnished.people[120:122]
    caller(bob).say(ada, "listing/1", "Keys only")
    with window(ada) as hers:
        page = hers.go()

        def focused() -> str:
            return str(
                page.evaluate("document.querySelector('tidings-chat').shadowRoot.activeElement?.outerHTML ?? ''")
            )

        for _ in range(10):
            page.keyboard.press("Tab")
            if "Keys only" in str(
                page.evaluate("document.querySelector('tidings-chat').shadowRoot.activeElement?.innerText")
            ):
                break
        page.keyboard.press("Enter")
        expect(hers.field).to_be_focused()
        page.keyboard.type("First line")
        page.keyboard.press("Shift+Enter")
        page.keyboard.type("second line")
        page.keyboard.press("Enter")
        expect(hers.bubble("First line\nsecond line").get_by_role("img", name="Sent")).to_be_visible()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Shift+Tab")
        assert "aria-expanded" in focused(), focused()
        page.keyboard.press("Enter")
        expect(hers.chat.get_by_role("button", name="Archive", exact=True)).to_be_focused()
        page.keyboard.press("Escape")
        expect(hers.chat.locator(".panel")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(hers.line("second line")).to_be_focused()


def test_naughty_words_are_text(window: Open, caller: Call, furnished: Place) -> None:
    words = [each for each in naughty() if each.isprintable() and each.strip()][:60]
    links = [
        "javascript:alert(1)",
        "see https://a.example/<script>alert(1)</script>",
        'https://a.example/"onclick="alert(1)',
    ]
    file = furnished.house.data_dir / "naughty.ndjson"
    people = [{"external_id": f"n{number}", "name": each} for number, each in enumerate(words[:12])]
    file.write_bytes(b"\n".join(map(orjson.dumps, people)))
    with furnished.house.connect() as connection:
        assert importing.import_file(connection, file, clock.now()).rejected == 0
    ada = furnished.people[130]
    for number in range(12):
        caller(f"n{number}").say(ada, "listing/1", words[number])
    conversation = caller("n0").get("/v1/conversations?kind=people")["items"][0]["id"]
    for each in [*words, *links]:
        caller("n0").answer(conversation, each)
    with window(ada) as hers:
        page = hers.go()
        expect(hers.chat.locator(".line")).to_have_count(12)
        hers.chat.locator(".line").first.click()
        expect(hers.bubble(links[-1])).to_be_visible()
        shown = page.evaluate(
            """() => [...document.querySelector("tidings-chat").shadowRoot.querySelectorAll("article .text")]
                .map((each) => each.textContent)"""
        )
        missing = {each.strip() for each in words[20:]} - {each.strip() for each in shown}
        assert missing == set()
        hrefs = page.evaluate(
            """() => [...document.querySelector("tidings-chat").shadowRoot.querySelectorAll("a")]
                .map((each) => each.protocol)"""
        )
        assert hrefs and set(hrefs) <= {"http:", "https:"}, hrefs


# Sizes and what follows from them are the page's own business, and so are its font and scheme; all else is the chat's.
_STYLES = """() => [".chat", "h2", ".line", ".line b", ".badge", ".bubble", ".bubble .text", "textarea", ".send"]
    .map((each) => document.querySelector("tidings-chat").shadowRoot.querySelector(each))
    .map((each) => [...getComputedStyle(each)]
        .filter((name) => !/size|width|height|origin|family|scheme|inset|top|right|bottom|left|^--/.test(name))
        .map((name) => `${each.className || each.localName} ${name}: ${getComputedStyle(each).getPropertyValue(name)}`))
    .flat()"""


def test_no_style_of_a_hostile_page_reaches_it(window: Open, caller: Call, furnished: Place) -> None:
    ada, bob = furnished.people[142:144]
    caller(bob).say(ada, "listing/1", "Read me as I am")
    caller(bob).say(ada, "listing/2", "Unread")
    found = []
    with window(ada) as hers:
        for look in ("plain", "hostile"):
            page = hers.go(look=look)
            hers.open("Read me as I am")
            expect(hers.bubble("Read me as I am")).to_be_visible()
            found.append(page.evaluate(_STYLES))
    plain, hostile = found
    assert len(plain) > 1000
    assert [pair for pair in zip(plain, hostile, strict=True) if pair[0] != pair[1]] == []


def test_a_hostile_page_changes_nothing_and_two_chats_do_not_disturb_each_other(
    window: Open, caller: Call, furnished: Place
) -> None:
    ada, bob = furnished.people[140:142]
    caller(bob).say(ada, "listing/1", "Among enemies")
    with window(ada) as hers:
        page = hers.go(look="hostile", person=[ada, bob])
        expect(page.locator("tidings-chat")).to_have_count(2)
        theirs = page.locator("tidings-chat").nth(1)
        hers.open("Among enemies")
        theirs.locator(".line").filter(has_text="Among enemies").click()
        hers.write("Both here")
        expect(theirs.locator("article").filter(has_text="Both here")).to_be_visible()
        style = page.evaluate(
            """() => { const bubble = document.querySelector("tidings-chat").shadowRoot.querySelector(".bubble .text");
                const { color, fontSize, textTransform, letterSpacing, lineHeight } = getComputedStyle(bubble);
                return { color, fontSize, textTransform, letterSpacing, lineHeight }; }"""
        )
        assert style["fontSize"] == "15px", style
        assert style["textTransform"] == "none", style
        assert style["letterSpacing"] == "normal", style
        assert style["color"] != "rgb(255, 0, 0)", style
