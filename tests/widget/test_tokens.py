"""Whoever shows no token that holds sees nothing and is told so; with one that holds, all is there."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.panel.place import Place
from tests.waiting import until
from tests.web.showing import signed
from tests.widget import scenes
from tests.widget.conftest import Call, Open
from tests.widget.desk import Answer, Desk, fails, gives, good, never
from tests.widget.person import Window
from tests.widget.shop import SECRET, Shop
from tidings.core import clock

pytestmark = pytest.mark.patient
TEXT = "Between the two of us"
TOPIC = "listing/secret"
CANNOT = "Messages cannot be loaded."
# In which somebody who shows no good token may try so often, and each time ask for tokens and on every way.
WATCHED_MS, MOST_TRIES, MOST_ASKED = 4_000, 6, 80
# Until somebody who failed for long tries again, and is answered.
LONGEST_MS = 45_000
_SIGN_OUT = "{ const chat = document.querySelector('tidings-chat'); [chat.held, chat.token] = [chat.token, null]; }"
_SIGN_IN = "{ const chat = document.querySelector('tidings-chat'); chat.token = chat.held; }"


def bad_tokens(person: str) -> dict[str, str]:
    """What is no token of that person, though it says so."""
    now = int(clock.real_s())
    return {
        "signed with another secret": signed("another secret of thirty-two bytes or more", sub=person),
        "expired": signed(SECRET, sub=person, iat=now - 900, exp=now - 300),
        "for another audience": signed(SECRET, sub=person, aud="elsewhere"),
        "without a subject": signed(SECRET, sub=None),
        "alg none": signed(None, "none", sub=person),
        "a page of an error": "<h1>Internal Server Error</h1>",
        "nothing": "",
    }


KINDS = list(bad_tokens("x"))


def secrets(caller: Call, person: str) -> list[str]:
    """What must not be seen: who wrote, what, about what, and where."""
    [line] = caller(person).get("/v1/conversations?kind=people")["items"]
    assert line["text"] == TEXT and line["unread_count"] == 1
    return [TEXT, TOPIC, line["peer"]["name"], line["peer"]["ref"], line["id"]]


def check_nothing_is_shown(window: Window, hidden: list[str]) -> None:
    """Neither names nor texts nor counts, in the page or in what it was told."""
    drawn = window.drawn()
    assert [each for each in hidden if each in drawn] == [], drawn
    text = str(window.page.evaluate("document.querySelector('tidings-chat').shadowRoot.textContent"))
    assert not re.search(r"\d", text), text
    expect(window.chat.locator(".line, .badge, article")).to_have_count(0)
    assert window.told("tidings-unread") == []


def check_patience(desk: Desk, page: Page) -> None:
    """Whoever is refused tries again, and not all the time."""
    before = desk.socket_count, desk.total()
    page.wait_for_timeout(WATCHED_MS)
    tries, asked = desk.socket_count - before[0], desk.total() - before[1]
    assert tries <= MOST_TRIES and asked <= MOST_ASKED, (tries, asked)


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_that_does_not_hold_shows_nothing_until_there_is_one(
    window: Open, caller: Call, place: Place, shop: Shop, kind: str
) -> None:
    at = 300 + 2 * KINDS.index(kind)
    ada, bob = place.people[at : at + 2]
    caller(bob).say(ada, TOPIC, TEXT)
    hidden = secrets(caller, ada)
    with window(ada) as hers:
        desk = Desk(hers.page, shop.api)
        desk.answer = gives(bad_tokens(ada)[kind])
        page = hers.go()
        expect(hers.chat.get_by_role("alert").filter(has_text=CANNOT)).to_be_visible()
        check_patience(desk, page)
        check_nothing_is_shown(hers, hidden)
        expect(hers.chat.get_by_role("alert").filter(has_text=CANNOT)).to_be_visible()
        assert hers.told("tidings-error") or desk.asked_count, "nobody was asked at all"
        desk.answer = good(ada)
        hers.chat.get_by_role("button", name="Try again").click()
        hers.open(TEXT)
        expect(hers.bubble(TEXT)).to_be_visible()


def test_a_token_of_somebody_who_is_not_known_yet_holds_as_soon_as_they_are(
    window: Open, caller: Call, place: Place, shop: Shop
) -> None:
    bob = place.people[322]
    with window("late") as theirs:
        desk = Desk(theirs.page, shop.api)
        desk.answer = good("late")
        theirs.go()
        expect(theirs.chat.get_by_role("alert").filter(has_text=CANNOT)).to_be_visible()
        check_nothing_is_shown(theirs, [])
        scenes.add(place, {"late": "Late Latimer"})
        caller(bob).say("late", TOPIC, TEXT)
        expect(theirs.line(TEXT)).to_be_visible(timeout=LONGEST_MS)


def test_a_page_that_names_a_conversation_says_so_in_its_place(
    window: Open, caller: Call, place: Place, shop: Shop
) -> None:
    ada, bob = place.people[320:322]
    caller(bob).say(ada, TOPIC, TEXT)
    with window(ada) as hers:
        desk = Desk(hers.page, shop.api)
        desk.answer = gives(bad_tokens(ada)["expired"])
        hers.visit(to=f"person:{bob}", topic=TOPIC)
        expect(hers.chat.locator(".thread").get_by_text("You are signed out here.")).to_be_visible()
        assert TEXT not in hers.drawn()
        desk.answer = good(ada)
        expect(hers.bubble(TEXT)).to_be_visible(timeout=LONGEST_MS)


@pytest.mark.parametrize(("answer", "longest_ms"), [(fails, 15_000), (never, LONGEST_MS)])
def test_a_page_without_a_token_says_so_and_recovers_by_itself(
    window: Open, caller: Call, place: Place, shop: Shop, answer: Answer, longest_ms: int
) -> None:
    at = 330 if answer is fails else 332
    ada, bob = place.people[at : at + 2]
    caller(bob).say(ada, TOPIC, TEXT)
    hidden = secrets(caller, ada)
    with window(ada) as hers:
        desk = Desk(hers.page, shop.api)
        desk.answer = answer
        hers.visit()
        expect(hers.chat.get_by_role("alert").filter(has_text=CANNOT)).to_be_visible(timeout=longest_ms)
        check_patience(desk, hers.page)
        assert desk.asked_count == 0, "the API was asked without a token"
        check_nothing_is_shown(hers, hidden)
        desk.answer = good(ada)
        expect(hers.line(TEXT)).to_be_visible(timeout=LONGEST_MS)
        caller(bob).say(ada, TOPIC, "And by itself from now on")
        expect(hers.line("And by itself from now on")).to_be_visible()


def test_a_token_that_ends_is_renewed_and_nothing_is_lost(window: Open, caller: Call, place: Place, shop: Shop) -> None:
    ada, bob = place.people[340:342]
    his = caller(bob)
    conversation = his.say(ada, TOPIC, TEXT)
    expected = [TEXT]
    with window(ada) as hers:
        desk = Desk(hers.page, shop.api)
        desk.answer = good(ada, lasts_s=4)
        hers.go()
        hers.open(TEXT)
        # Longer than a token holds here, with all that the API adds to it.
        for number in range(6):
            his.answer(conversation, f"Tick {number}")
            expect(hers.bubble(f"Tick {number}")).to_be_visible()
            hers.write(f"Tock {number}")
            expect(hers.unsent).to_have_count(0)
            expected += [f"Tick {number}", f"Tock {number}"]
            hers.page.wait_for_timeout(3_000)
            expect(hers.stale).to_have_count(0)
        assert hers.said() == expected
        expect(hers.unsent).to_have_count(0)
        # One socket all the time, and a new token for it now and then, not all the time.
        assert desk.socket_count == 1
        assert 4 <= desk.token_count <= 60, desk.token_count
    assert his.history(TOPIC) == expected


def test_who_gets_no_new_token_is_told_since_when_and_loses_nothing(
    window: Open, caller: Call, place: Place, shop: Shop
) -> None:
    ada, bob = place.people[342:344]
    his = caller(bob)
    conversation = his.say(ada, TOPIC, TEXT)
    with window(ada) as hers:
        desk = Desk(hers.page, shop.api)
        desk.answer = good(ada, lasts_s=3)
        hers.go()
        hers.open(TEXT)
        expect(hers.bubble(TEXT)).to_be_visible()
        desk.answer = fails
        expect(hers.stale).to_be_visible(timeout=LONGEST_MS)
        his.answer(conversation, "Said meanwhile")
        hers.write("Written meanwhile")
        expect(hers.unsent).to_have_count(1)
        check_patience(desk, hers.page)
        assert hers.said() == [TEXT, "Written meanwhile"]
        desk.answer = good(ada)
        expected = [TEXT, "Said meanwhile", "Written meanwhile"]
        expect(hers.unsent).to_have_count(0, timeout=LONGEST_MS)
        expect(hers.stale).to_have_count(0, timeout=LONGEST_MS)
        until(lambda: hers.said() == expected, "both, each once")
    assert his.history(TOPIC) == expected


def test_who_signs_out_leaves_nothing_on_the_screen(window: Open, caller: Call, place: Place, shop: Shop) -> None:
    ada, bob, cleo = place.people[344:347]
    caller(bob).say(ada, TOPIC, TEXT)
    caller(bob).say(cleo, "listing/other", "For somebody else")
    hidden = secrets(caller, ada)
    with window(ada) as hers:
        desk = Desk(hers.page, shop.api)
        desk.answer = good(ada)
        page = hers.go()
        hers.open(TEXT)
        expect(hers.bubble(TEXT)).to_be_visible()
        page.evaluate(_SIGN_OUT)
        expect(hers.line(TEXT)).to_have_count(0)
        assert [each for each in hidden if each in hers.drawn()] == []
        desk.answer = good(cleo)
        page.evaluate(_SIGN_IN)
        expect(hers.line("For somebody else")).to_be_visible()
        assert [each for each in (TEXT, TOPIC) if each in hers.drawn()] == []


def test_a_token_of_somebody_else_shows_nothing_of_who_was_there_and_sends_nothing_in_their_name(
    window: Open, caller: Call, place: Place, shop: Shop
) -> None:
    """As when somebody else signs in to the marketplace in another tab."""
    ada, bob, cleo = place.people[347:350]
    his = caller(bob)
    his.say(ada, TOPIC, TEXT)
    his.say(cleo, "listing/other", "For somebody else")
    with window(ada) as hers:
        desk = Desk(hers.page, shop.api)
        desk.answer = good(ada, lasts_s=3)
        hers.go()
        hers.open(TEXT)
        expect(hers.bubble(TEXT)).to_be_visible()
        desk.answer = fails
        expect(hers.stale).to_be_visible(timeout=LONGEST_MS)
        hers.write("Only Ada says this")
        desk.answer = good(cleo)
        expect(hers.line("For somebody else")).to_be_visible(timeout=LONGEST_MS)
        until(lambda: TEXT not in hers.drawn() and "Only Ada says this" not in hers.drawn(), "nothing of hers")
        hers.page.wait_for_timeout(WATCHED_MS)
        written = [each["text"] for each in his.get("/v1/conversations")["items"] if each["topic"] == TOPIC]
        assert written == [TEXT], written
        # It is still hers to send.
        desk.answer = good(ada)
        hers.go()
        until(lambda: his.history(TOPIC) == [TEXT, "Only Ada says this"], "what she wrote, in her name")
