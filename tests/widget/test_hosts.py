"""Pages of every making have the chat: made with React, or moving it, or telling it early, or storing nothing."""

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocket, expect

from tests.panel.place import Place
from tests.waiting import until
from tests.widget.conftest import Call, Open
from tests.widget.person import PHONE, Window
from tests.widget.shop import Shop

# They wait for networks that are away, as long as people would.
pytestmark = pytest.mark.patient

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "frontend" / "node_modules"
# The element is made and told before anybody has said what it is.
EARLY = """
const chat = document.createElement("tidings-chat");
chat.url = "%(api)s";
chat.token = async () => (await fetch(`/token${location.search}`)).text();
chat.titleOf = (topic) => `A story of ${topic}`;
chat.to = "person:%(bob)s";
chat.topic = "listing/early";
document.body.append(chat);
await new Promise((resolve) => setTimeout(resolve, 300));
await Promise.all([import("%(api)s/widget/tidings-chat.js"), import("%(api)s/widget/tidings-chat.js?twice")]);
"""
# As a browser does whose owner forbids pages to keep anything.
FORBIDDEN = """
window.touched = 0;
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() {
    window.touched += 1;
    throw new DOMException("The page may keep nothing", "SecurityError");
  } });
}
"""
# In which a chat that is gone would have asked for something.
WATCHED_MS = 2_000


@pytest.fixture(scope="module")
def react(shop: Shop, place: Place, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where a page made with React is."""
    assert place.is_served()
    work = tmp_path_factory.mktemp("react") / "page"
    shutil.copytree(Path(__file__).parent / "react", work)
    (work / "node_modules").symlink_to(MODULES)
    node, rolldown = str(ROOT / "bin" / "node"), str(MODULES / ".bin" / "rolldown")
    command = [node, "node", rolldown, "-c", "rolldown.config.mjs"]
    built = subprocess.run(command, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert built.returncode == 0, built.stdout
    shop.add("/react", '<div id="root"></div>', (work / "page.js").read_text(encoding="utf-8"), is_chat_known=True)
    return "/react"


def sockets_of(page: Page) -> list[WebSocket]:
    """Those that a page opens from now on."""
    found: list[WebSocket] = []
    page.on("websocket", lambda made: found.append(made))
    return found


def count_open(page: Page, sockets: list[WebSocket]) -> int:
    """How many of them are open."""
    # What happened in the page is noted while it is asked.
    page.evaluate("0")
    return sum(not each.is_closed() for each in sockets)


def press(window: Window, name: str) -> None:
    """A button of the page, not of the chat."""
    window.page.locator("#root").get_by_role("button", name=name).click()


def test_react_shows_it_takes_it_away_and_shows_it_again(window: Open, caller: Call, place: Place, react: str) -> None:
    ada, bob = place.people[:2]
    his = caller(bob)
    conversation = his.say(ada, "listing/1", "From before")
    with window(ada) as hers:
        sockets = sockets_of(hers.page)
        page = hers.go(react)
        expect(page.locator("#unread")).to_have_text("1 unread")
        hers.open("From before")
        expect(page.locator("#shown")).to_have_text("a conversation")
        expect(page.locator("#unread")).to_have_text("0 unread")
        hers.write("Written in between")
        expect(hers.bubble("Written in between").get_by_role("img", name="Sending")).to_have_count(0)
        press(hers, "Take it away")
        expect(page.locator("tidings-chat")).to_have_count(0)
        until(lambda: count_open(page, sockets) == 0, "its socket closed")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.wait_for_timeout(WATCHED_MS)
        assert asked == []
        his.answer(conversation, "While it was not there")
        press(hers, "Put it there")
        expect(hers.line("While it was not there")).to_be_visible()
        expect(page.locator("#unread")).to_have_text("1 unread")
        hers.open("While it was not there")
        his.answer(conversation, "And now")
        expect(hers.bubble("And now")).to_be_visible()
        assert hers.said() == ["From before", "Written in between", "While it was not there", "And now"]
        assert count_open(page, sockets) == 1


def test_what_react_tells_it_takes_effect_and_nothing_begins_anew(
    window: Open, caller: Call, place: Place, react: str
) -> None:
    ada, bob = place.people[2:4]
    caller(bob).say(ada, "listing/lamp", "It is a lamp")
    with window(ada) as hers:
        sockets = sockets_of(hers.page)
        page = hers.go(react)
        expect(hers.line("listing/lamp")).to_be_visible()
        press(hers, "With titles")
        expect(hers.line("A lamp with a story")).to_be_visible()
        press(hers, "In German")
        expect(hers.chat.get_by_role("heading", name="Nachrichten")).to_be_visible()
        press(hers, "In German")
        for _ in range(5):
            press(hers, "Draw again")
        expect(page.locator("#drawn")).to_have_text("5")
        press(hers, "Close it")
        expect(hers.chat).to_be_hidden()
        caller(bob).say(ada, "listing/lamp", "It shines")
        expect(page.locator("#unread")).to_have_text("2 unread")
        press(hers, "Open it")
        page.get_by_label("To whom").fill(bob)
        press(hers, "Write to them")
        expect(hers.bubble("It shines")).to_be_visible()
        hers.write("I take it")
        expect(hers.bubble("I take it").get_by_role("img", name="Sent")).to_be_visible()
        assert len(sockets) == 1
    assert caller(bob).history("listing/lamp") == ["It is a lamp", "It shines", "I take it"]


def test_it_goes_on_where_it_is_moved(window: Open, caller: Call, place: Place) -> None:
    ada, bob = place.people[4:6]
    his = caller(bob)
    conversation = his.say(ada, "listing/1", "Before the move")
    with window(ada) as hers:
        sockets = sockets_of(hers.page)
        page = hers.go()
        hers.open("Before the move")
        page.evaluate("document.body.append(document.querySelector('tidings-chat'))")
        hers.open("Before the move")
        his.answer(conversation, "After the move")
        expect(hers.bubble("After the move")).to_be_visible()
        until(lambda: count_open(page, sockets) == 1, "one socket, not two")


def test_the_same_person_twice_in_a_page_writes_once_and_is_counted_in_both(
    window: Open, caller: Call, place: Place
) -> None:
    ada, bob = place.people[10:12]
    caller(bob).say(ada, "listing/1", "To both of you")
    with window(ada) as hers:
        page = hers.go(person=[ada, ada])
        other = page.locator("tidings-chat").nth(1)
        expect(other.locator(".badge")).to_contain_text("1")
        hers.open("To both of you")
        expect(other.locator(".badge")).to_have_count(0)
        other.locator(".line").first.click()
        hers.context.set_offline(True)
        for each in ("One", "Two"):
            hers.write(each)
        expect(hers.unsent).to_have_count(2)
        hers.context.set_offline(False)
        expect(hers.unsent).to_have_count(0)
        expected = ["To both of you", "One", "Two"]
        for chat in (hers.chat, other):
            expect(chat.locator("article .text")).to_have_text(expected)
    assert caller(bob).history("listing/1") == expected


def test_a_page_in_a_language_that_it_does_not_speak_has_english_the_right_way_round(
    window: Open, caller: Call, place: Place
) -> None:
    ada, bob = place.people[12:14]
    caller(bob).say(ada, "listing/1", "From left to right")
    with window(ada) as hers:
        page = hers.go(lang="he")
        page.evaluate("document.documentElement.dir = 'rtl'")
        hers.open("From left to right")
        found = page.evaluate(
            """() => { const chat = document.querySelector("tidings-chat").shadowRoot.querySelector(".chat");
                return [chat.lang, chat.dir, getComputedStyle(chat).direction]; }"""
        )
        assert found[0].startswith("en") and found[1:] == ["ltr", "ltr"], found


def test_a_page_that_tells_it_everything_before_it_is_loaded_and_loads_it_twice(
    window: Open, caller: Call, place: Place, shop: Shop
) -> None:
    ada, bob = place.people[14:16]
    caller(bob).say(ada, "listing/early", "Told in time")
    shop.add("/early", "<p>Nothing yet</p>", EARLY % {"api": shop.api, "bob": bob}, is_chat_known=False)
    with window(ada) as hers:
        sockets = sockets_of(hers.page)
        page = hers.visit("/early")
        expect(hers.bubble("Told in time")).to_be_visible()
        hers.write("Heard in time")
        expect(hers.bubble("Heard in time").get_by_role("img", name="Sent")).to_be_visible()
        expect(hers.chat.locator(".thread .topic")).to_have_text("A story of listing/early")
        page.evaluate("api => import(`${api}/widget/tidings-chat.js?again`)", shop.api)
        caller(bob).say(ada, "listing/early", "And after it")
        expect(hers.bubble("And after it")).to_be_visible()
        assert hers.said() == ["Told in time", "Heard in time", "And after it"]
        assert len(sockets) == 1


def test_a_page_that_may_store_nothing_has_all_but_what_outlives_it(window: Open, caller: Call, place: Place) -> None:
    ada, bob = place.people[16:18]
    caller(bob).say(ada, "listing/1", "Nothing is kept")
    with window(ada, PHONE) as hers:
        hers.page.add_init_script(FORBIDDEN)
        page = hers.go()
        hers.open("Nothing is kept")
        hers.field.press_sequentially("Half a")
        hers.chat.get_by_role("button", name="Back").click()
        hers.open("Nothing is kept")
        expect(hers.field).to_have_value("Half a")
        hers.context.set_offline(True)
        hers.write("Written without a network")
        expect(hers.unsent).to_have_count(1)
        hers.context.set_offline(False)
        expect(hers.unsent).to_have_count(0)
        assert hers.said() == ["Nothing is kept", "Written without a network"]
        assert page.evaluate("window.touched") > 0, "it did not even try to store"
