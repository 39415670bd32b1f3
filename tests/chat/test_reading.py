"""Read receipts go forward only, and never past what there is."""

import pytest

from tests.chat.people import ADA, BIKE, BORIS, NEWS, NOON, SPRING, a_sender, after, open_campaign, say
from tidings.chat import reading, timeline
from tidings.core import db
from tidings.core.errors import BadInput, NotFound
from tidings.events.catalogue import MessagesRead


def test_an_opening_is_unread_until_it_is_read(tx: db.Connection) -> None:
    open_campaign(tx, ADA)
    assert timeline.inbox(tx, ADA)[0].unread_count == 1
    assert reading.read(tx, ADA, NEWS, SPRING, NOON) == 0
    assert timeline.inbox(tx, ADA)[0].unread_count == 0


def test_a_receipt_never_goes_back_nor_past_the_end(tx: db.Connection) -> None:
    for number in range(5):
        say(tx, BORIS, ADA, BIKE, f"Number {number + 1}")
    assert reading.read(tx, ADA, BORIS, BIKE, NOON, up_to=3) == 3
    assert reading.read(tx, ADA, BORIS, BIKE, NOON, up_to=1) == 3
    assert reading.read(tx, ADA, BORIS, BIKE, NOON, up_to=10**12) == 5


def test_each_side_reads_for_itself(tx: db.Connection) -> None:
    say(tx, BORIS, ADA, BIKE, "Hello")
    say(tx, ADA, BORIS, BIKE, "Hello")
    assert timeline.inbox(tx, ADA)[0].unread_count == 0
    assert timeline.inbox(tx, BORIS)[0].unread_count == 1


def test_own_messages_are_never_unread(tx: db.Connection) -> None:
    a_sender(tx)
    open_campaign(tx, ADA)
    say(tx, ADA, NEWS, SPRING, "Yes")
    say(tx, NEWS, ADA, SPRING, "Good")
    assert timeline.inbox(tx, ADA)[0].unread_count == 1
    assert timeline.inbox(tx, NEWS)[0].unread_count == 0


def test_only_the_answer_is_unread_to_a_sender(tx: db.Connection) -> None:
    a_sender(tx)
    open_campaign(tx, ADA)
    say(tx, NEWS, ADA, SPRING, "One more thing")
    say(tx, ADA, NEWS, SPRING, "Yes")
    assert timeline.inbox(tx, NEWS)[0].unread_count == 1


def test_unread_counts_leave_the_archive_aside(tx: db.Connection) -> None:
    open_campaign(tx, ADA)
    say(tx, BORIS, ADA, BIKE, "One")
    say(tx, BORIS, ADA, BIKE, "Two")
    assert reading.unread(tx, ADA) == reading.Unread(conversation_count=2, message_count=3)
    tx.execute("update entry set archived_at = %s where topic_name = %s", (NOON, SPRING))
    assert reading.unread(tx, ADA) == reading.Unread(conversation_count=1, message_count=2)
    assert reading.unread(tx, BORIS) == reading.Unread(conversation_count=0, message_count=0)


def test_a_receipt_is_told_once(tx: db.Connection) -> None:
    open_campaign(tx, ADA)
    reading.read(tx, ADA, NEWS, SPRING, after(3))
    reading.read(tx, ADA, NEWS, SPRING, after(4))
    told = tx.execute("select payload, occurred_at from outbox").fetchall()
    assert [(line["payload"]["type"], line["occurred_at"]) for line in told] == [(MessagesRead.TYPE, after(3))]


def test_what_is_not_there_cannot_be_read(tx: db.Connection) -> None:
    with pytest.raises(NotFound):
        reading.read(tx, ADA, BORIS, BIKE, NOON)
    with pytest.raises(BadInput):
        reading.read(tx, ADA, BORIS, BIKE, NOON, up_to=-1)


def test_no_index_has_to_be_written_to_for_a_receipt(tx: db.Connection) -> None:
    # One whose columns or condition name what a receipt changes would make each receipt write to all of them.
    found = tx.execute("select indexdef from pg_indexes where tablename = 'entry' and indexdef like '%read_seq%'")
    assert found.fetchall() == []
