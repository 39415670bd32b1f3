"""Writing a message: what both sides see of it, and what is refused."""

import pytest

from tests.chat.people import (
    ADA,
    BIKE,
    BORIS,
    NEWS,
    NOON,
    SPRING,
    SPRING_CONTENT,
    a_sender,
    after,
    open_campaign,
    say,
)
from tidings.chat import archiving, posting, timeline
from tidings.core import db
from tidings.core.errors import BadInput, Conflict, NotFound
from tidings.events import bus, relaying
from tidings.events.catalogue import Event, MessagePosted


def test_a_message_is_in_both_inboxes_and_unread_in_one(tx: db.Connection) -> None:
    say(tx, BORIS, ADA, BIKE, "Is it still there?", 1)
    [ada] = timeline.inbox(tx, ADA)
    [boris] = timeline.inbox(tx, BORIS)
    assert (ada.last_body, ada.unread_count) == (boris.last_body, 1) == ("Is it still there?", 1)
    assert boris.unread_count == 0


def test_an_answer_marks_the_opening_answered_once(tx: db.Connection) -> None:
    a_sender(tx)
    open_campaign(tx, ADA)
    say(tx, ADA, NEWS, SPRING, "Yes please", 5)
    say(tx, ADA, NEWS, SPRING, "And soon", 9)
    [entry] = timeline.inbox(tx, ADA)
    assert (entry.answered_at, entry.last_message_at) == (after(5), after(9))
    assert (entry.unread_count, entry.last_seq) == (0, 2)


def test_a_senders_second_message_is_no_answer(tx: db.Connection) -> None:
    a_sender(tx)
    open_campaign(tx, ADA)
    say(tx, NEWS, ADA, SPRING, "One more thing", 5)
    [entry] = timeline.inbox(tx, ADA)
    assert entry.answered_at is None
    assert entry.unread_count == 2


def test_a_message_without_an_opening_is_no_answer(tx: db.Connection) -> None:
    a_sender(tx)
    say(tx, ADA, NEWS, "order/77", "Where is it?")
    assert timeline.inbox(tx, ADA)[0].answered_at is None


def test_a_new_message_takes_the_conversation_out_of_both_archives(tx: db.Connection) -> None:
    say(tx, ADA, BORIS, BIKE, "Hello", 1)
    archiving.archive(tx, ADA, BORIS, BIKE, after(2))
    archiving.archive(tx, BORIS, ADA, BIKE, after(2))
    assert timeline.inbox(tx, ADA) == timeline.inbox(tx, BORIS) == []
    say(tx, BORIS, ADA, BIKE, "Hello again", 3)
    assert len(timeline.inbox(tx, ADA)) == len(timeline.inbox(tx, BORIS)) == 1


def test_a_clock_that_went_back_does_not_bury_a_conversation(tx: db.Connection) -> None:
    say(tx, ADA, BORIS, BIKE, "Hello", 10)
    say(tx, BORIS, ADA, BIKE, "Hello yourself", 4)
    assert timeline.inbox(tx, ADA)[0].last_message_at == after(10)


def test_a_posted_message_is_told_without_its_text(tx: db.Connection) -> None:
    say(tx, BORIS, ADA, BIKE, "A secret", 1)
    relaying.relay(tx)
    told: list[Event] = []
    bus.Subscription("hub", ["interactive"]).poll(tx, lambda _tx, events: told.extend(events))
    assert told == [
        MessagePosted(
            occurred_at=after(1),
            event_id=told[0].event_id,
            home_id=ADA,
            other_id=BORIS,
            topic_name=BIKE,
            seq=1,
            author_id=BORIS,
        )
    ]
    assert "A secret" not in str(tx.execute("select payload from bus_log").fetchall())


def test_a_message_that_fails_leaves_nothing(tx: db.Connection) -> None:
    with pytest.raises(ZeroDivisionError), db.transaction(tx):
        posting.post(tx, ADA, BORIS, BIKE, "Hello", NOON)
        raise ZeroDivisionError
    for table in ("entry", "message", "outbox"):
        assert tx.execute(db.sql(f"select from {table}")).fetchone() is None


@pytest.mark.parametrize("body", ["", " \n\t ", "x" * 4001, "a\x00b", "a\ud800b"])
def test_a_text_that_is_none_is_refused(tx: db.Connection, body: str) -> None:
    with pytest.raises(BadInput):
        say(tx, ADA, BORIS, BIKE, body)
    assert tx.execute("select from entry").fetchone() is None


def test_the_longest_text_is_kept_whole(tx: db.Connection) -> None:
    text = "ü" * 4000
    say(tx, ADA, BORIS, BIKE, f"  {text}  ")
    assert timeline.inbox(tx, BORIS)[0].last_body == text


def test_a_sender_that_does_not_exist_cannot_be_written_to(tx: db.Connection) -> None:
    with pytest.raises(NotFound):
        say(tx, ADA, -99, "order/77", "Anybody?")
    with pytest.raises(BadInput):
        say(tx, ADA, 0, "order/77", "Anybody?")


def test_a_single_opening_reads_like_a_campaigns(tx: db.Connection) -> None:
    a_sender(tx)
    with db.transaction(tx):
        posting.open_with_content(tx, ADA, NEWS, "test/12-1", SPRING_CONTENT, ["Ada"], NOON)
    [said] = timeline.history(tx, ADA, NEWS, "test/12-1")
    assert (said.seq, said.author_id, said.content_id, said.values) == (0, NEWS, SPRING_CONTENT, ["Ada"])
    assert timeline.inbox(tx, ADA)[0].unread_count == 1
    with pytest.raises(Conflict):
        posting.open_with_content(tx, ADA, NEWS, "test/12-1", SPRING_CONTENT, ["Ada"], NOON)
