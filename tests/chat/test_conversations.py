"""Two participants and a topic have one conversation, whoever begins it and whenever."""

import threading

import pytest

from tests.chat.people import ADA, BIKE, BORIS, CHLOE, NEWS, NOON, SPRING, a_sender, open_campaign, say
from tests.waiting import until_row
from tidings.chat import conversations, posting
from tidings.core import db
from tidings.core.errors import Conflict, NotFound


def test_either_side_finds_the_same_conversation(tx: db.Connection) -> None:
    say(tx, BORIS, ADA, BIKE, "Is it still there?")
    assert conversations.get(tx, ADA, BORIS, BIKE) == conversations.get(tx, BORIS, ADA, BIKE)
    assert say(tx, ADA, BORIS, BIKE, "It is.") == 2


def test_another_topic_is_another_conversation(tx: db.Connection) -> None:
    say(tx, ADA, BORIS, BIKE, "The bike?")
    assert conversations.find(tx, ADA, BORIS, "listing/9") is None
    assert conversations.find(tx, ADA, CHLOE, BIKE) is None
    with pytest.raises(NotFound, match="listing/9"):
        conversations.get(tx, ADA, BORIS, "listing/9")


def test_both_writing_at_the_same_moment_end_in_one_conversation(tx: db.Connection, database: str) -> None:
    """The first stands still before its commit, so that the second surely meets an entry it cannot see."""
    began = threading.Event()
    numbers: dict[int, int] = {}

    def second() -> None:
        with db.connect("second", url=database) as connection, db.transaction(connection):
            began.set()
            numbers[ADA] = posting.post(connection, ADA, BORIS, BIKE, "From Ada", NOON)

    with db.connect("first", url=database) as first:
        with db.transaction(first):
            numbers[BORIS] = posting.post(first, BORIS, ADA, BIKE, "From Boris", NOON)
            thread = threading.Thread(target=second)
            thread.start()
            began.wait()
            wait_until_blocked(tx)
        thread.join()
    assert numbers == {BORIS: 1, ADA: 2}
    entries = tx.execute("select owner_id, last_seq from entry order by owner_id").fetchall()
    assert [tuple(entry.values()) for entry in entries] == [(ADA, 2), (BORIS, 2)]


def test_many_writers_number_their_messages_without_gap_or_double(tx: db.Connection, database: str) -> None:
    def write(author: int, peer: int) -> None:
        with db.connect("writer", url=database) as connection:
            for number in range(25):
                say(connection, author, peer, BIKE, f"{author} says {number}")

    threads = [threading.Thread(target=write, args=pair) for pair in [(ADA, BORIS), (BORIS, ADA)] * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = tx.execute("select seq from message order by seq").fetchall()
    assert [line["seq"] for line in found] == list(range(1, 101))


def test_a_campaigns_topic_can_be_answered_but_not_begun(tx: db.Connection) -> None:
    a_sender(tx)
    with pytest.raises(Conflict):
        say(tx, ADA, NEWS, SPRING, "Hello?")
    assert tx.execute("select from entry").fetchone() is None
    open_campaign(tx, ADA)
    assert say(tx, ADA, NEWS, SPRING, "Tell me more") == 1


def wait_until_blocked(tx: db.Connection) -> None:
    """Return when some session waits for a lock."""
    until_row(tx, "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
