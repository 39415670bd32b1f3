"""What is particular to the bus inside PostgreSQL: dense positions, overlap of relays, trimming."""

from datetime import timedelta

import psycopg
import pytest

from tests.events.conformance import NOON, Reader, a_batch, a_message, tell
from tidings.core import db
from tidings.events import bus, relaying, trimming
from tidings.events.bus import LocalBus


@pytest.fixture(autouse=True)
def _seen(tx: db.Connection) -> None:
    tx.execute(
        "create table seen (number bigint generated always as identity, reader text, event_id uuid, key text,"
        " batch_id bigint)"
    )


def positions(tx: db.Connection, topic: str) -> list[int]:
    found = tx.execute("select position from bus_log where topic = %s order by position", (topic,))
    return [line["position"] for line in found]


def test_positions_are_dense_for_each_topic(tx: db.Connection) -> None:
    tell(tx, a_batch(1), a_message(1), a_batch(2), a_message(2), a_batch(3))
    while relaying.relay(tx, 2):
        pass
    assert positions(tx, "batches") == [1, 2, 3]
    assert positions(tx, "interactive") == [1, 2]


def test_what_people_do_is_relayed_before_what_campaigns_do(tx: db.Connection) -> None:
    tell(tx, *(a_batch(number) for number in range(50)), a_message(1))
    assert relaying.relay(tx, 1) == 1
    assert positions(tx, "interactive") == [1]
    assert relaying.waiting_count(tx) == 50


def test_relays_that_overlap_neither_double_nor_lose(tx: db.Connection, database: str) -> None:
    tell(tx, *(a_batch(number) for number in range(4)))
    with db.connect("other", url=database) as other:
        with tx.transaction():
            assert relaying.relay(tx, 2) == 2
            other.execute("set statement_timeout = 200")
            with pytest.raises((psycopg.errors.QueryCanceled, psycopg.errors.UniqueViolation)):
                relaying.relay(other, 2)
        while relaying.relay(other, 2):
            pass
    assert positions(tx, "batches") == [1, 2, 3, 4]
    assert relaying.waiting_count(tx) == 0


def test_positions_go_on_after_everything_was_trimmed(tx: db.Connection) -> None:
    tell(tx, a_batch(1), a_batch(2))
    relaying.relay(tx)
    trimming.trim(tx, NOON + timedelta(days=1))
    assert positions(tx, "batches") == [2]
    tell(tx, a_batch(3))
    relaying.relay(tx)
    assert positions(tx, "batches") == [2, 3]


def test_trimming_waits_for_the_slowest_group(tx: db.Connection) -> None:
    tell(tx, *(a_batch(number) for number in range(6)))
    relaying.relay(tx)
    bus.Subscription("fast", ["batches"]).poll(tx, Reader("fast").handle)
    slow = bus.Subscription("slow", ["batches"])
    slow.poll(tx, Reader("slow").handle, 2)
    assert trimming.trim(tx, NOON + timedelta(days=30)) == 2
    assert slow.poll(tx, Reader("slow").handle) == 4
    assert trimming.trim(tx, NOON + timedelta(days=30)) == 3


def test_a_group_that_was_ended_no_longer_keeps_events(tx: db.Connection) -> None:
    tell(tx, a_batch(1), a_batch(2))
    relaying.relay(tx)
    bus.Subscription("gone", ["batches"]).poll(tx, Reader("gone").handle, 1)
    tell(tx, a_batch(3))
    relaying.relay(tx)
    bus.unsubscribe(tx, "gone")
    assert trimming.trim(tx, NOON + timedelta(days=1)) == 2


def test_trimming_keeps_what_is_not_old_enough(tx: db.Connection) -> None:
    tell(tx, a_batch(1), a_batch(2))
    relaying.relay(tx)
    assert trimming.trim(tx, NOON) == 0
    assert positions(tx, "batches") == [1, 2]


def test_lag_is_what_a_group_has_not_handled(tx: db.Connection) -> None:
    tell(tx, a_batch(1), a_batch(2), a_batch(3))
    relaying.relay(tx)
    bus.Subscription("panel", ["batches"]).poll(tx, Reader("panel").handle, 1)
    assert LocalBus().lag(tx, "panel") == {"batches": 2}


def test_an_event_of_an_unknown_type_is_passed_over(tx: db.Connection) -> None:
    tell(tx, a_batch(1))
    tx.execute("update outbox set payload = jsonb_set(payload, '{type}', '\"batch.folded\"')")
    tell(tx, a_batch(2))
    relaying.relay(tx)
    bus.Subscription("panel", ["batches"]).poll(tx, Reader("panel").handle)
    assert LocalBus().lag(tx, "panel") == {"batches": 0}
    found = tx.execute("select batch_id from seen").fetchall()
    assert [line["batch_id"] for line in found] == [2]
