"""The inbox page by page, and the history of a conversation."""

import pytest

from tests.chat.people import (
    ADA,
    BIKE,
    BORIS,
    NEWS,
    SHOP,
    SPRING,
    SPRING_CONTENT,
    a_sender,
    another_sender,
    open_campaign,
    say,
)
from tidings.chat import timeline
from tidings.chat.model import TOP
from tidings.core import db
from tidings.core.errors import NotFound


def test_an_inbox_is_newest_first(tx: db.Connection) -> None:
    open_campaign(tx, ADA, minutes=2)
    say(tx, BORIS, ADA, BIKE, "Hello", 1)
    say(tx, BORIS, ADA, "listing/9", "And this?", 3)
    assert [entry.topic_name for entry in timeline.inbox(tx, ADA)] == ["listing/9", SPRING, BIKE]


@pytest.mark.parametrize("owner", [ADA, NEWS])
def test_pages_of_an_inbox_lose_and_double_nothing_even_at_one_instant(tx: db.Connection, owner: int) -> None:
    a_sender(tx)
    for number in range(11):
        say(tx, ADA, NEWS, f"order/{number}", "Where is it?", number % 2)
    pages: list[str] = []
    cursor = TOP
    while page := timeline.inbox(tx, owner, 3, cursor):
        pages += [entry.topic_name for entry in page]
        cursor = page[-1].cursor
    assert len(pages) == 11
    assert set(pages) == {f"order/{number}" for number in range(11)}


def test_a_senders_inbox_holds_only_what_was_answered(tx: db.Connection) -> None:
    a_sender(tx)
    open_campaign(tx, *range(ADA, 100))
    assert timeline.inbox(tx, NEWS) == []
    say(tx, BORIS, NEWS, SPRING, "Tell me more", 5)
    say(tx, NEWS, ADA, SPRING, "Are you there?", 6)
    [entry] = timeline.inbox(tx, NEWS)
    assert (entry.peer_id, entry.last_body, entry.unread_count) == (BORIS, "Tell me more", 1)


@pytest.mark.parametrize(("first", "second"), [(NEWS, SHOP), (SHOP, NEWS)])
def test_an_inbox_between_senders_holds_what_was_answered_whichever_of_them_began(
    tx: db.Connection, first: int, second: int
) -> None:
    a_sender(tx)
    another_sender(tx)
    say(tx, first, second, BIKE, "Hello")
    assert [len(timeline.inbox(tx, owner)) for owner in (first, second)] == [0, 1]
    say(tx, second, first, BIKE, "Hello", minutes=1)
    assert [len(timeline.inbox(tx, owner)) for owner in (first, second)] == [1, 1]


def test_history_begins_with_the_opening(tx: db.Connection) -> None:
    a_sender(tx)
    open_campaign(tx, ADA)
    say(tx, ADA, NEWS, SPRING, "Yes", 1)
    say(tx, NEWS, ADA, SPRING, "Good", 2)
    said = timeline.history(tx, NEWS, ADA, SPRING)
    assert [(message.seq, message.author_id, message.body) for message in said] == [
        (0, NEWS, None),
        (1, ADA, "Yes"),
        (2, NEWS, "Good"),
    ]
    assert (said[0].content_id, said[0].values) == (SPRING_CONTENT, ["Ada", None])


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
def test_pages_of_a_history_lose_and_double_nothing(tx: db.Connection, size: int) -> None:
    a_sender(tx)
    open_campaign(tx, ADA)
    for number in range(5):
        say(tx, ADA, NEWS, SPRING, f"Number {number + 1}")
    seqs: list[int] = []
    before = timeline.LAST
    while page := timeline.history(tx, ADA, NEWS, SPRING, size, before):
        seqs = [message.seq for message in page] + seqs
        before = page[0].seq
    assert seqs == [0, 1, 2, 3, 4, 5]


def test_a_conversation_that_is_not_there_has_no_history(tx: db.Connection) -> None:
    with pytest.raises(NotFound):
        timeline.history(tx, ADA, BORIS, BIKE)
