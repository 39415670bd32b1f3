"""A block holds from the moment it is acknowledged."""

import threading
import time

import pytest

from tests.chat.people import ADA, BIKE, BORIS, NEWS, NOON, SPRING, SPRING_CONTENT, a_sender, say
from tests.chat.test_conversations import wait_until_blocked
from tests.waiting import until_row
from tidings.chat import blocking, posting, timeline, topics
from tidings.core import db, queries
from tidings.core.errors import Conflict


def test_neither_side_of_a_block_writes(tx: db.Connection) -> None:
    blocking.block(tx, ADA, BORIS, NOON)
    with pytest.raises(Conflict, match="takes no messages"):
        say(tx, BORIS, ADA, BIKE, "Hello?")
    with pytest.raises(Conflict, match="unblock"):
        say(tx, ADA, BORIS, BIKE, "Hello?")
    assert timeline.inbox(tx, ADA) == []


def test_an_unblocked_peer_writes_again(tx: db.Connection) -> None:
    blocking.block(tx, ADA, BORIS, NOON)
    blocking.block(tx, ADA, BORIS, NOON)
    assert blocking.blocked_peers(tx, ADA) == [BORIS]
    blocking.unblock(tx, ADA, BORIS)
    assert say(tx, BORIS, ADA, BIKE, "Hello") == 1


def test_a_blocked_sender_cannot_open_a_conversation(tx: db.Connection) -> None:
    a_sender(tx)
    blocking.block(tx, ADA, NEWS, NOON)
    with pytest.raises(Conflict):
        posting.open_with_content(tx, ADA, NEWS, "test/1", SPRING_CONTENT, [], NOON)


def test_a_block_is_acknowledged_only_after_messages_on_their_way(tx: db.Connection, database: str) -> None:
    """A message that began before the block may land, but never after the block was acknowledged."""
    order: list[str] = []

    def block() -> None:
        with db.connect("blocker", url=database) as connection:
            blocking.block(connection, ADA, BORIS, NOON)
            order.append("acknowledged")

    with db.connect("writer", url=database) as writer:
        with db.transaction(writer):
            posting.post(writer, BORIS, ADA, BIKE, "Just before", NOON)
            thread = threading.Thread(target=block)
            thread.start()
            wait_until_blocked(tx)
            order.append("committed")
        thread.join()
    assert order == ["committed", "acknowledged"]


def test_a_block_waits_for_a_campaigns_statement_that_began_before(tx: db.Connection, database: str) -> None:
    ended_at: list[float] = []

    def send() -> None:
        with db.connect("sender", url=database) as sender:
            sender.execute("select pg_sleep(0.5)")
            ended_at.append(time.monotonic())

    thread = threading.Thread(target=send)
    thread.start()
    until_row(tx, "select from pg_stat_activity where query like '%pg_sleep(0.5)%' and pid <> pg_backend_pid()")
    blocking.block(tx, ADA, NEWS, NOON)
    acknowledged_at = time.monotonic()
    thread.join()
    assert acknowledged_at >= ended_at[0] - 0.05


def test_the_engine_sees_who_blocked_its_sender(tx: db.Connection) -> None:
    blocking.block(tx, ADA, NEWS, NOON)
    blocking.block(tx, BORIS, ADA, NOON)
    text = (
        "with claimed as (select %(members)s::bigint[] as members), "
        f"{queries.compose('chat', 'blocked')} select id from blocked"
    )
    found = db.rows(tx, text, members=[ADA, BORIS], peer_id=NEWS, topic=topics.number(SPRING))
    assert [line["id"] for line in found] == [ADA]
