"""The network goes on one side, or on both, or the service does: all that was written stands once, in one order."""

import signal
from functools import partial

import pytest
from playwright.sync_api import Error, expect

from tests.panel.place import Place
from tests.waiting import until
from tests.widget.conftest import Call, Open
from tests.widget.person import Window
from tests.widget.wire import Loss, Network, Wire

pytestmark = pytest.mark.patient
TURNS = 4
FIRST = "Is it still there?"
# Longer than a chat waits for an answer.
HANGS_S = 26
# Until somebody who failed for long tries again, and is answered.
LONGEST_MS = 45_000


def open_both(hers: Window, his: Window) -> None:
    """Both look at the conversation that he began."""
    for each in (hers, his):
        each.go()
        each.open(FIRST)
        expect(each.bubble(FIRST)).to_be_visible()


def write_in_turns(hers: Window, his: Window, lasts_s: float) -> tuple[list[str], list[str]]:
    """Each writes again and again for so long; what she and what he wrote."""
    mine, theirs = ([f"{name} {number}" for number in range(TURNS)] for name in ("Hers", "His"))
    for one, other in zip(mine, theirs, strict=True):
        hers.write(one)
        his.write(other)
        hers.page.wait_for_timeout(lasts_s * 1000 / TURNS)
    return mine, theirs


def until_the_same(caller: Call, topic: str, *windows: Window) -> list[str]:
    """Wait until all is sent and every window shows what the API has on either side; what that is."""
    for each in windows:
        expect(each.unsent).to_have_count(0, timeout=LONGEST_MS)
        expect(each.stale).to_have_count(0, timeout=LONGEST_MS)
    known = caller(windows[0].person).history(topic)
    for each in windows:
        until(partial(_shows, each, known), f"{known} in the window of {each.person}")
        assert caller(each.person).history(topic) == known
    return known


def _shows(window: Window, texts: list[str]) -> bool:
    return window.said() == texts


def by(name: str, texts: list[str]) -> list[str]:
    """Those that one of them wrote."""
    return [each for each in texts if each.startswith(f"{name} ")]


@pytest.mark.parametrize(("way", "away_s"), [(Network, 4), (Wire, 4), (Network, 60)])
def test_who_was_away_and_who_was_not_end_with_the_same(
    window: Open, caller: Call, place: Place, way: type[Network | Wire], away_s: float
) -> None:
    ada, bob = place.people[200:202]
    topic = f"listing/{way.__name__}-{away_s}"
    caller(bob).say(ada, topic, FIRST)
    with window(ada) as hers, window(bob) as his:
        network = way(hers.page)
        for each in (hers, his):
            each.go(to=f"person:{bob if each is hers else ada}", topic=topic)
            expect(each.bubble(FIRST)).to_be_visible()
        network.drop()
        mine, theirs = write_in_turns(hers, his, away_s)
        expect(hers.stale).to_be_visible()
        expect(hers.unsent).to_have_count(TURNS)
        expect(his.unsent).to_have_count(0)
        assert hers.said() == [FIRST, *mine]
        assert his.said() == [FIRST, *theirs]
        network.restore()
        assert until_the_same(caller, topic, hers, his) == [FIRST, *theirs, *mine]


def test_both_were_away(window: Open, caller: Call, place: Place) -> None:
    ada, bob = place.people[202:204]
    caller(bob).say(ada, "listing/1", FIRST)
    with window(ada) as hers, window(bob) as his:
        networks = [Network(each.page) for each in (hers, his)]
        open_both(hers, his)
        for each in networks:
            each.drop()
        mine, theirs = write_in_turns(hers, his, 2)
        for one, own in ((hers, mine), (his, theirs)):
            expect(one.unsent).to_have_count(TURNS)
            assert one.said() == [FIRST, *own]
        for each in networks:
            each.restore()
        known = until_the_same(caller, "listing/1", hers, his)
    assert len(known) == 1 + 2 * TURNS, known
    assert (by("Hers", known), by("His", known)) == (mine, theirs)


def test_a_service_that_hangs_for_longer_than_anybody_waits_repeats_nothing(
    window: Open, caller: Call, place: Place
) -> None:
    ada, bob = place.people[204:206]
    caller(bob).say(ada, "listing/2", FIRST)
    with window(ada) as hers, window(bob) as his:
        open_both(hers, his)
        assert place.house.kill("api", signal.SIGSTOP) == 1
        try:
            mine, theirs = write_in_turns(hers, his, HANGS_S)
            expect(hers.unsent).to_have_count(TURNS)
        finally:
            place.house.kill("api", signal.SIGCONT)
        known = until_the_same(caller, "listing/2", hers, his)
    assert len(known) == 1 + 2 * TURNS, known
    assert (by("Hers", known), by("His", known)) == (mine, theirs)


def test_all_of_tidings_was_away(window: Open, caller: Call, place: Place) -> None:
    ada, bob = place.people[206:208]
    caller(bob).say(ada, "listing/3", FIRST)
    with window(ada) as hers, window(bob) as his:
        open_both(hers, his)
        place.house.end()
        mine, theirs = write_in_turns(hers, his, 2)
        for one, own in ((hers, mine), (his, theirs)):
            expect(one.stale).to_be_visible()
            assert one.said() == [FIRST, *own]
        place.house.begin()
        until(place.is_served, "the API")
        known = until_the_same(caller, "listing/3", hers, his)
    assert len(known) == 1 + 2 * TURNS, known
    assert (by("Hers", known), by("His", known)) == (mine, theirs)


def test_what_arrived_and_was_not_answered_stands_once(window: Open, caller: Call, place: Place) -> None:
    ada, bob = place.people[208:210]
    caller(bob).say(ada, "listing/4", FIRST)
    with window(ada) as hers, window(bob) as his:
        loss = Loss(hers.page)
        open_both(hers, his)
        # Twice the same, so that one must not be taken for the other.
        hers.write("Yes")
        hers.write("Yes")
        expect(his.bubble("Yes")).to_have_count(2, timeout=LONGEST_MS)
        assert until_the_same(caller, "listing/4", hers, his) == [FIRST, "Yes", "Yes"]
    assert len(loss.lost) >= 2, loss.lost


def test_what_was_sent_and_what_was_only_typed_outlive_a_page_that_is_loaded_again(
    window: Open, caller: Call, place: Place
) -> None:
    ada, bob = place.people[210:212]
    caller(bob).say(ada, "listing/5", FIRST)
    with window(ada) as hers, window(bob) as his:
        network = Network(hers.page)
        open_both(hers, his)
        network.drop()
        hers.write("Yes, it is.")
        hers.field.press_sequentially("And it has")
        with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
            hers.page.reload()
        network.restore()
        hers.go()
        hers.open("listing/5")
        expect(hers.field).to_have_value("And it has")
        hers.field.press("End")
        hers.field.press_sequentially(" a bell.")
        hers.field.press("Enter")
        assert until_the_same(caller, "listing/5", hers, his) == [FIRST, "Yes, it is.", "And it has a bell."]
        hers.go()
        hers.open("listing/5")
        expect(hers.field).to_have_value("")


def test_a_page_that_comes_again_while_nobody_answers_keeps_what_was_written(
    window: Open, caller: Call, place: Place
) -> None:
    ada, bob = place.people[212:214]
    caller(bob).say(ada, "listing/6", FIRST)
    with window(ada) as hers, window(bob) as his:
        wire = Wire(hers.page)
        open_both(hers, his)
        wire.drop()
        hers.write("One")
        hers.write("Two")
        expect(hers.unsent).to_have_count(2)
        hers.go()
        expect(hers.chat.get_by_text("Messages cannot be loaded.")).to_be_visible()
        his.write("Are you there?")
        expect(his.bubble("Are you there?").get_by_role("img", name="Sent")).to_be_visible()
        wire.restore()
        # Without a touch: whoever looks at the inbox only has it sent, too.
        expect(his.bubble("Two")).to_be_visible(timeout=LONGEST_MS)
        hers.open("listing/6")
        assert until_the_same(caller, "listing/6", hers, his) == [FIRST, "Are you there?", "One", "Two"]


def test_what_one_person_only_typed_is_shown_to_no_other(window: Open, caller: Call, place: Place) -> None:
    ada, bob, cleo = place.people[214:217]
    for each in (ada, cleo):
        caller(bob).say(each, "listing/7", FIRST)
    with window(ada) as hers:
        hers.go()
        hers.open(FIRST)
        hers.field.press_sequentially("Between you and me")
        hers.person = cleo
        hers.go()
        hers.open(FIRST)
        expect(hers.field).to_have_value("")
        hers.person = ada
        hers.go()
        hers.open(FIRST)
        expect(hers.field).to_have_value("Between you and me")
