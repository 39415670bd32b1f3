"""Long conversations stay fast and keep their place; what was not on the screen does not count as read."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.panel.place import Place
from tests.waiting import until
from tests.widget.conftest import Call, Open
from tests.widget.person import Caller
from tests.widget.shop import Shop

MANY = 900
_PLACE = """(known) => {
    const root = document.querySelector("tidings-chat").shadowRoot;
    const scroller = root.querySelector(".scroller"), top = scroller.getBoundingClientRect().top;
    const seen = [...root.querySelectorAll("article")].filter((e) => e.getBoundingClientRect().bottom > top + 1);
    return { seq: Number(seen[0].dataset.seq), px: seen[0].getBoundingClientRect().top - top,
             count: root.querySelectorAll("article").length, first: Number(root.querySelector("article").dataset.seq),
             known: known && root.querySelector(`[data-seq="${known}"]`).getBoundingClientRect().top - top,
             last: Number([...root.querySelectorAll("article")].at(-1).dataset.seq), at: scroller.scrollTop };
}"""


def where(page: Page, known: int = 0) -> dict[str, Any]:
    """Which message is the first on the screen, and how far from its top; and how far another one is."""
    found: dict[str, Any] = page.evaluate(_PLACE, known)
    return found


def settled(page: Page) -> dict[str, Any]:
    """The same once two frames show the same: what comes on the screen gets its height when it is first painted."""
    found = where(page)
    for _ in range(60):
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        before, found = found, where(page)
        if (before["seq"], before["px"]) == (found["seq"], found["px"]):
            break
    return found


@pytest.fixture(scope="module")
def long(shop: Shop, place: Place) -> tuple[str, str]:
    """A conversation of very many messages, of many lengths; who holds it."""
    assert place.is_served()
    ada, bob = place.people[40:42]
    his = Caller(shop, bob)
    conversation = his.say(ada, "listing/long", "Message 1")
    for number in range(2, MANY + 1):
        his.answer(conversation, f"Message {number} " + "and so on " * (number % 23))
    return ada, bob


def test_a_long_conversation_is_read_up_and_down_in_its_place(window: Open, long: tuple[str, str]) -> None:
    with window(long[0]) as hers:
        page = hers.go()
        hers.line("Message").first.click()
        expect(hers.chat.locator("article").first).to_be_visible()
        most, moved = 0, 0.0
        for _ in range(400):
            before = where(page)
            if before["first"] == 1 and before["seq"] < 5:
                break
            page.evaluate(
                "document.querySelector('tidings-chat').shadowRoot.querySelector('.scroller').scrollBy(0, -700)"
            )
            here = settled(page)
            page.wait_for_timeout(60)
            there = where(page, here["seq"])
            moved = max(moved, abs(there["known"] - here["px"]))
            most = max(most, there["count"])
        assert where(page)["first"] == 1, where(page)
        assert most <= 350, most
        assert moved <= 2, moved
        for _ in range(600):
            here = where(page)
            if here["last"] == MANY and here["at"] == 0:
                break
            page.evaluate(
                "document.querySelector('tidings-chat').shadowRoot.querySelector('.scroller').scrollBy(0, 900)"
            )
            page.wait_for_timeout(40)
        assert where(page)["last"] == MANY, where(page)
        expect(hers.bubble(f"Message {MANY}")).to_be_visible()


def test_the_newest_messages_are_one_tap_away(window: Open, caller: Call, long: tuple[str, str]) -> None:
    ada, bob = long
    with window(ada) as hers:
        page = hers.go()
        hers.line("Message").first.click()
        expect(hers.chat.locator("article").first).to_be_visible()
        for _ in range(60):
            page.evaluate(
                "document.querySelector('tidings-chat').shadowRoot.querySelector('.scroller').scrollBy(0, -3000)"
            )
            page.wait_for_timeout(60)
        assert where(page)["last"] < MANY
        caller(bob).say(ada, "listing/long", "The very last")
        hers.chat.get_by_role("button", name="To the newest messages").click()
        expect(hers.bubble("The very last")).to_be_visible()
        assert where(page)["count"] <= 350


def test_only_what_was_on_the_screen_is_read(window: Open, caller: Call, place: Place) -> None:
    ada, bob = place.people[42:44]
    his = caller(bob)
    conversation = his.say(ada, "listing/unread", "Line 1")
    for number in range(2, 41):
        his.answer(conversation, f"Line {number}")

    def read() -> int:
        [theirs] = his.get("/v1/conversations")["items"]
        return int(theirs["others_read_seq"])

    with window(ada) as hers:
        page = hers.go()
        assert read() == -1 or read() == 0
        hers.line("Line 40").click()
        expect(hers.chat.locator(".new")).to_be_visible()
        until(lambda: read() > 1, "some of it read")
        page.wait_for_timeout(500)
        assert 1 < read() < 40, read()
        page.evaluate("document.querySelector('tidings-chat').shadowRoot.querySelector('.scroller').scrollTo(0, 0)")
        until(lambda: read() == 40, "all of it read")
        page.evaluate("document.querySelector('tidings-chat').open = false")
        his.answer(conversation, "Line 41")
        until(lambda: hers.told("tidings-unread")[-1]["message_count"] == 1, "a count while it is closed")
        assert read() == 40
