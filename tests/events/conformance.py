"""What every event bus must do, as tests; a bus passes by a subclass that says which bus it is."""

import signal
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from tests.waiting import until, until_row
from tidings.core import db
from tidings.events import outbox
from tidings.events.bus import Bus, has_heard_all
from tidings.events.catalogue import BatchSent, CampaignChanged, Event, MessagePosted

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
VICTIM = Path(__file__).parent / "victim.py"


def a_batch(number: int, campaign_id: int = 1) -> BatchSent:
    return BatchSent(
        occurred_at=NOON,
        campaign_id=campaign_id,
        task_id=1,
        batch_id=number,
        from_position=0,
        done_count=1,
        left_out_count=0,
    )


def a_message(seq: int) -> MessagePosted:
    return MessagePosted(occurred_at=NOON, home_id=1, other_id=2, topic_name="listing/1", seq=seq, author_id=1)


def tell(tx: db.Connection, *events: Event) -> None:
    for event in events:
        outbox.append(tx, event)


class Reader:
    """A consumer that writes down what it was given, in the transaction of its group's position."""

    def __init__(self, name: str) -> None:
        self.name = name

    def handle(self, tx: db.Connection, events: list[Event]) -> None:
        for event in events:
            tx.execute(
                "insert into seen (reader, event_id, key, batch_id) values (%s, %s, %s, %s)",
                (self.name, event.event_id, event.key, getattr(event, "batch_id", 0)),
            )


def seen(tx: db.Connection, name: str) -> list[int]:
    found = tx.execute("select batch_id from seen where reader = %s order by number", (name,))
    return [line["batch_id"] for line in found]


def drain(bus: Bus, tx: db.Connection, group: str, limit: int = 500, *, after_a_death: bool = False) -> None:
    """Handle all that there is; after the death of a consumer of the group, once its share is free again."""
    with closing(bus.subscribe(group, ["batches"])) as subscription:
        if after_a_death:
            until(lambda: subscription.poll(tx, Reader(group).handle, limit), "the share of whoever died")
        while subscription.poll(tx, Reader(group).handle, limit):
            pass


class BusConformance:
    """The tests. A subclass gives `implementation`, as `victim.py` knows it, and the fixture `bus`."""

    implementation: str

    @pytest.fixture(autouse=True)
    def _seen(self, tx: db.Connection) -> None:
        tx.execute(
            "create table seen (number bigint generated always as identity, reader text, event_id uuid, "
            "key text, batch_id bigint)"
        )

    def victim(self, database: str, what: str) -> subprocess.Popen[str]:
        """A real process that does `what` and stands still before its commit."""
        arguments = [sys.executable, str(VICTIM), self.implementation, what, database]
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "standing still\n"
        return process

    def kill(self, process: subprocess.Popen[str], tx: db.Connection) -> None:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        gone = "select where not exists (select from pg_stat_activity where application_name = 'tidings-victim')"
        until_row(tx, gone)

    def test_two_groups_each_see_everything(self, bus: Bus, tx: db.Connection) -> None:
        tell(tx, *(a_batch(number) for number in range(20)))
        bus.relay(tx)
        drain(bus, tx, "panel")
        drain(bus, tx, "analyst")
        assert seen(tx, "panel") == seen(tx, "analyst") == list(range(20))

    def test_a_group_reads_only_its_topics(self, bus: Bus, tx: db.Connection) -> None:
        tell(tx, a_message(1), a_batch(7))
        bus.relay(tx)
        drain(bus, tx, "panel")
        assert seen(tx, "panel") == [7]

    def test_an_event_arrives_as_it_was_told(self, bus: Bus, tx: db.Connection) -> None:
        told = [
            a_message(3),
            CampaignChanged(
                occurred_at=NOON,
                campaign_id=4,
                action="launch",
                from_state="draft",
                to_state="scheduled",
                who="Ada",
                why="spring",
            ),
            a_batch(9),
        ]
        tell(tx, *told)
        bus.relay(tx)
        arrived: list[Event] = []
        with closing(bus.subscribe("all", ["interactive", "campaigns", "batches"])) as subscription:
            while subscription.poll(tx, lambda _tx, events: arrived.extend(events)):
                pass
        assert sorted(arrived, key=lambda event: event.TYPE) == sorted(told, key=lambda event: event.TYPE)

    def test_events_of_one_key_keep_their_order_over_many_relays_and_small_reads(
        self, bus: Bus, tx: db.Connection
    ) -> None:
        tell(tx, *(a_batch(number, campaign_id=number % 3) for number in range(60)))
        while bus.relay(tx, 7):
            pass
        drain(bus, tx, "panel", limit=4)
        for key in ("0", "1", "2"):
            found = tx.execute("select batch_id from seen where key = %s order by number", (key,)).fetchall()
            assert [line["batch_id"] for line in found] == list(range(int(key), 60, 3))

    def test_an_event_that_commits_late_is_not_passed_over(self, bus: Bus, tx: db.Connection, database: str) -> None:
        with db.connect("late", url=database) as late:
            with late.transaction():
                tell(late, a_batch(1))
                tell(tx, a_batch(2))
                bus.relay(tx)
                drain(bus, tx, "panel")
                assert seen(tx, "panel") == [2]
            bus.relay(tx)
            drain(bus, tx, "panel")
        assert seen(tx, "panel") == [2, 1]

    def test_an_event_of_a_transaction_that_failed_is_never_told(self, bus: Bus, tx: db.Connection) -> None:
        with pytest.raises(ZeroDivisionError), db.transaction(tx):
            tell(tx, a_batch(1))
            raise ZeroDivisionError
        tell(tx, a_batch(2))
        bus.relay(tx)
        drain(bus, tx, "panel")
        assert seen(tx, "panel") == [2]

    @pytest.mark.crash
    def test_a_relay_killed_before_its_commit_loses_and_doubles_nothing(
        self, bus: Bus, tx: db.Connection, database: str
    ) -> None:
        tell(tx, *(a_batch(number) for number in range(10)))
        bus.relay(tx, 4)
        self.kill(self.victim(database, "relay"), tx)
        while bus.relay(tx, 4):
            pass
        drain(bus, tx, "panel")
        assert seen(tx, "panel") == list(range(10))

    @pytest.mark.crash
    def test_a_consumer_killed_before_its_commit_loses_and_doubles_nothing(
        self, bus: Bus, tx: db.Connection, database: str
    ) -> None:
        tell(tx, *(a_batch(number) for number in range(10)))
        bus.relay(tx)
        self.kill(self.victim(database, "consume"), tx)
        assert seen(tx, "panel") == []
        drain(bus, tx, "panel", after_a_death=True)
        assert seen(tx, "panel") == list(range(10))

    def test_two_consumers_of_a_group_do_not_handle_one_event_both(
        self, bus: Bus, tx: db.Connection, database: str
    ) -> None:
        tell(tx, *(a_batch(number) for number in range(10)))
        bus.relay(tx)
        busy = self.victim(database, "consume")
        with closing(bus.subscribe("panel", ["batches"])) as other:
            assert other.poll(tx, Reader("panel").handle) == 0
        self.kill(busy, tx)
        drain(bus, tx, "panel", after_a_death=True)
        assert seen(tx, "panel") == list(range(10))

    def test_copies_of_an_event_carry_one_id(self, bus: Bus, tx: db.Connection, database: str) -> None:
        event = a_batch(1)
        tell(tx, event)
        self.kill(self.victim(database, "relay"), tx)
        bus.relay(tx)
        drain(bus, tx, "panel")
        found = tx.execute("select distinct event_id from seen").fetchall()
        assert [line["event_id"] for line in found] == [event.event_id]

    def test_a_handler_that_fails_leaves_the_position_and_is_asked_again(self, bus: Bus, tx: db.Connection) -> None:
        tell(tx, a_batch(1), a_batch(2))
        bus.relay(tx)

        def fail(inner: db.Connection, events: list[Event]) -> None:
            Reader("panel").handle(inner, events)
            raise psycopg.DataError("the second half cannot be written")

        with closing(bus.subscribe("panel", ["batches"])) as subscription:
            with pytest.raises(psycopg.DataError):
                subscription.poll(tx, fail)
            assert seen(tx, "panel") == []
            assert subscription.poll(tx, Reader("panel").handle) == 2
        assert seen(tx, "panel") == [1, 2]

    def test_a_consumer_that_starts_again_goes_on_where_its_group_stopped(
        self, bus: Bus, tx: db.Connection, database: str
    ) -> None:
        tell(tx, *(a_batch(number) for number in range(5)))
        bus.relay(tx)
        with closing(bus.subscribe("panel", ["batches"])) as first:
            while len(seen(tx, "panel")) < 3:
                first.poll(tx, Reader("panel").handle, 1)
        with db.connect("again", url=database) as again:
            drain(bus, again, "panel")
        assert seen(tx, "panel") == list(range(5))

    def test_lag_is_what_a_group_has_not_handled(self, bus: Bus, tx: db.Connection) -> None:
        assert bus.lag(tx, "panel") == {}
        tell(tx, *(a_batch(number, campaign_id=number) for number in range(5)))
        bus.relay(tx)
        with closing(bus.subscribe("panel", ["batches"])) as subscription:
            handled = subscription.poll(tx, Reader("panel").handle, 2)
        assert bus.lag(tx, "panel") == {"batches": 5 - handled}
        assert not has_heard_all(bus, tx, "panel")
        drain(bus, tx, "panel")
        assert bus.lag(tx, "panel") == {"batches": 0}
        assert has_heard_all(bus, tx, "panel")
        tell(tx, a_batch(9))
        assert not has_heard_all(bus, tx, "panel")

    def test_who_follows_hears_what_is_told_from_now_on_and_moves_nobodys_place(
        self, bus: Bus, tx: db.Connection
    ) -> None:
        tell(tx, a_batch(1))
        bus.relay(tx)
        follower = bus.follow(["batches", "interactive"])
        assert follower.poll(tx).events == []
        told = [a_batch(2), a_message(1), a_batch(3)]
        tell(tx, *told)
        bus.relay(tx)
        heard: list[Event] = []

        def listen() -> bool:
            found = follower.poll(tx)
            assert not found.has_gap
            heard.extend(found.events)
            return len(heard) >= len(told)

        until(listen, "all that was told")
        assert sorted(heard, key=repr) == sorted(told, key=repr)
        drain(bus, tx, "panel")
        assert seen(tx, "panel") == [1, 2, 3]

    def test_a_group_that_comes_later_reads_from_the_oldest_event_kept(self, bus: Bus, tx: db.Connection) -> None:
        tell(tx, a_batch(1))
        bus.relay(tx)
        drain(bus, tx, "panel")
        drain(bus, tx, "late")
        assert seen(tx, "late") == [1]
