"""What is particular to the bus on Kafka: envelopes, what is put aside, brokers that are away, more partitions."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import orjson
import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_structured
from cloudevents.core.formats.json import JSONFormat
from confluent_kafka import Message

from tests.events.conformance import NOON, Reader, a_batch, a_message, drain, seen, tell
from tests.waiting import until
from tidings.core import db, kafka
from tidings.core.broker import Broker
from tidings.core.errors import BadInput, Conflict
from tidings.events import envelope, relaying
from tidings.events.bus import Bus
from tidings.events.catalogue import BATCHES, INTERACTIVE, CampaignChanged
from tidings.events.kafka import lags, names, parking, topics
from tidings.events.kafka.bus import KafkaBus
from tidings.events.kafka.relaying import Relaying

# More than a record may have.
HUGE = "x" * 2_000_000
EXAMPLE = Path(__file__).parents[2] / "examples" / "events" / "consume.py"


@pytest.fixture
def bus(kafka: str, tx: db.Connection) -> Bus:
    topics.ensure(tx)
    tx.execute(
        "create table seen (number bigint generated always as identity, reader text, event_id uuid, key text, "
        "batch_id bigint)"
    )
    return KafkaBus()


def records(topic: str, count: int) -> list[Message]:
    """What anybody reads there."""
    found: list[Message] = []
    with_group = kafka.consumer("somebody else")
    with_group.subscribe([names.on_kafka(topic)])

    def are_there() -> bool:
        found.extend(each for each in with_group.consume(10, 0.2) if each.error() is None)
        return len(found) >= count

    until(are_there, "records")
    with_group.close()
    return found


def test_a_record_is_a_cloud_event_that_another_library_reads(bus: Bus, tx: db.Connection) -> None:
    told = a_message(3)
    tell(tx, told)
    assert bus.relay(tx) == 1
    [record] = records(INTERACTIVE, 1)
    headers = dict(envelope.HEADERS)
    assert dict(record.headers() or []) == headers
    read = from_structured(KafkaMessage(headers, record.key(), record.value() or b""), JSONFormat())
    assert (read.get_id(), read.get_type(), read.get_source()) == (
        str(told.event_id),
        "tidings.message.posted",
        "tidings",
    )
    assert read.get_time() == NOON
    assert read.get_subject() == told.key == (record.key() or b"").decode()
    assert read.get_data() == {"home_id": 1, "other_id": 2, "topic_name": "listing/1", "seq": 3, "author_id": 1}
    assert envelope.read(record.value()).sequence == int(read.get_extension("sequence")) == 1


def test_the_consumer_that_others_read_first_prints_each_event_once(kafka: str, bus: Bus, tx: db.Connection) -> None:
    tell(tx, *(a_batch(number) for number in range(3)))
    with patch.object(Relaying, "_note"):
        # It arrives, and nobody notes it, so that it is produced again.
        bus.relay(tx)
    until(lambda: bus.relay(tx) == 0, "an empty outbox")
    tell(tx, a_batch(3))
    bus.relay(tx)
    assert len(records(BATCHES, 7)) == 7
    command = [sys.executable, str(EXAMPLE), kafka, "another team", names.on_kafka(BATCHES)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as consumer:
        assert consumer.stdout is not None
        lines = [consumer.stdout.readline() for _ in range(4)]
        consumer.terminate()
    assert [orjson.loads(line.split(" ", 3)[3])["batch_id"] for line in lines] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "value", [None, b"", b"null", b"[]", b"{}", b"\xff", b'{"type": 1}', b'{"specversion": "1.0"}']
)
def test_what_is_no_event_of_ours_is_told_from_one(value: bytes | None) -> None:
    with pytest.raises(BadInput):
        envelope.read(value)


def test_what_people_do_goes_first(bus: Bus, tx: db.Connection) -> None:
    tell(tx, *(a_batch(number) for number in range(20)), a_message(1))
    assert bus.relay(tx, 1) == 1
    assert len(records(INTERACTIVE, 1)) == 1


def test_an_event_that_kafka_never_takes_is_put_aside_and_holds_nothing_up(bus: Bus, tx: db.Connection) -> None:
    change = CampaignChanged(
        occurred_at=NOON, campaign_id=1, action="pause", from_state="a", to_state="b", who="Ada", why=HUGE
    )
    tell(tx, change, a_batch(1))
    until(lambda: bus.relay(tx) == 0, "an empty outbox")
    drain(bus, tx, "panel")
    assert seen(tx, "panel") == [1]
    [aside] = parking.parked(tx)
    assert aside["event_id"] == change.event_id and "large" in aside["reason"].lower()
    tx.execute("""update parked set payload = payload || '{"why": "shorter"}'""")
    assert parking.replay(tx, [aside["id"]]) == 1
    assert parking.parked(tx) == []
    assert bus.relay(tx) == 1


def test_a_record_that_cannot_be_read_is_put_aside_and_holds_nothing_up(bus: Bus, tx: db.Connection) -> None:
    producer = kafka.producer()
    producer.produce(names.on_kafka(BATCHES), value=b"{not an event", key="1")
    assert producer.flush(10) == 0
    tell(tx, a_batch(5))
    bus.relay(tx)
    drain(bus, tx, "panel")
    assert seen(tx, "panel") == [5]
    [aside] = parking.parked(tx)
    assert aside["topic"] == BATCHES and "no event of Tidings" in aside["reason"]
    assert parking.replay(tx, [aside["id"]]) == 0
    assert parking.parked(tx) == []


def test_more_partitions_keep_the_order_of_keys(bus: Bus, tx: db.Connection) -> None:
    drain(bus, tx, "panel")
    tell(tx, *(a_batch(number, campaign_id=number % 10) for number in range(100)))
    bus.relay(tx)
    admin = kafka.admin()
    changes = topics.plan(admin, {BATCHES: 13})
    assert [(change.topic, change.from_count, change.to_count) for change in changes] == [(BATCHES, 6, 13)]
    with closing(bus.subscribe("panel", [BATCHES])) as subscription:
        # It waits for the group, which works meanwhile; one that is not at work would never let it.
        while subscription.poll(tx, Reader("panel").handle):
            pass
        # A relay that is at work lets go of it when it is taken away.
        relaying.lease().hold(tx)
        topics.apply(tx, admin, changes)
        assert topics.plan(admin, {BATCHES: 13}) == []
        tell(tx, *(a_batch(number, campaign_id=number % 10) for number in range(100, 200)))
        until(lambda: bus.relay(tx) == 0, "an empty outbox")
        handle = Reader("panel").handle
        until(lambda: len(seen(tx, "panel")) == 200 or subscription.poll(tx, handle) < 0, "all of it", seconds=60)
    for key in range(10):
        found = tx.execute("select batch_id from seen where key = %s order by number", (str(key),)).fetchall()
        assert [line["batch_id"] for line in found] == list(range(key, 200, 10))


def test_a_group_that_is_behind_is_named_instead_of_raising_partitions(
    bus: Bus, tx: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    drain(bus, tx, "panel")
    tell(tx, a_batch(1))
    bus.relay(tx)
    monkeypatch.setattr(topics, "LONGEST_WAIT_S", 0.3)
    admin = kafka.admin()
    with pytest.raises(Conflict, match=r"panel \(batches\)"):
        topics.apply(tx, admin, topics.plan(admin, {BATCHES: 9}))
    assert topics.plan(admin, {BATCHES: 9})[0].from_count == 6


def test_partitions_are_not_taken_away(bus: Bus) -> None:
    with pytest.raises(Conflict, match="takes none away"):
        topics.plan(kafka.admin(), {BATCHES: 2})


@pytest.mark.parametrize("given", [{"nothing": 3}, {BATCHES: 0}, {BATCHES: 5000}])
def test_a_wish_that_makes_no_sense_is_refused(given: dict[str, int]) -> None:
    with pytest.raises(BadInput):
        topics.wanted(given)


def test_lag_says_who_is_behind_where_and_who_has_nothing_to_do(bus: Bus, tx: db.Connection) -> None:
    tell(tx, *(a_batch(number, campaign_id=number) for number in range(12)))
    bus.relay(tx)
    drain(bus, tx, "panel")
    tell(tx, *(a_batch(number, campaign_id=number) for number in range(12, 20)))
    bus.relay(tx)
    found = lags.look(tx, kafka.admin())
    assert sum(place.waiting_count for place in found.places) == 8
    assert found.groups == [lags.Group("panel", 0, 0, len(found.places))]
    with closing(bus.subscribe("panel", [BATCHES])) as subscription:
        while subscription.poll(tx, Reader("panel").handle):
            pass
        assert lags.look(tx, kafka.admin()).groups == [lags.Group("panel", 1, 0, 0)]


@pytest.fixture
def mortal(broker: Broker) -> Iterator[Broker]:
    """The broker, which is back for the others whatever was done to it."""
    yield broker
    broker.restart_if_dead()
    broker._await()


@pytest.mark.patient
def test_a_broker_that_is_killed_loses_nothing_and_all_goes_on(bus: Bus, tx: db.Connection, mortal: Broker) -> None:
    tell(tx, *(a_batch(number) for number in range(5)))
    bus.relay(tx)
    drain(bus, tx, "panel")
    tell(tx, *(a_batch(number) for number in range(5, 10)))
    with closing(bus.subscribe("panel", [BATCHES])) as subscription:
        assert subscription.poll(tx, Reader("panel").handle) == 0
        mortal._process.send_signal(signal.SIGKILL)  # type: ignore[union-attr]
        mortal._process.wait()  # type: ignore[union-attr]
        assert bus.relay(tx) == 0
        assert subscription.poll(tx, Reader("panel").handle) == 0
        assert tx.execute("select count(*) as count from outbox").fetchone() == {"count": 5}
        assert mortal.restart_if_dead()
        until(lambda: bus.relay(tx) == 5, "the outbox carried on", seconds=60)
        until(lambda: subscription.poll(tx, Reader("panel").handle) and len(seen(tx, "panel")) == 10, "all", seconds=60)
    assert seen(tx, "panel") == list(range(10))


@pytest.mark.patient
def test_who_follows_is_told_now_and_then_while_the_broker_is_away(
    bus: Bus, tx: db.Connection, mortal: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower = bus.follow([BATCHES])
    assert not follower.poll(tx).has_gap
    mortal._process.send_signal(signal.SIGKILL)  # type: ignore[union-attr]
    mortal._process.wait()  # type: ignore[union-attr]
    until(lambda: follower.poll(tx).has_gap, "a gap")
    assert not follower.poll(tx).has_gap, "it is told now and then, not all the time"
    assert mortal.restart_if_dead()
    mortal._await()
    tell(tx, a_batch(1))
    until(lambda: bus.relay(tx), "relayed", seconds=60)

    def is_heard() -> bool:
        """The event itself, or that there was something which was not heard."""
        found = follower.poll(tx)
        return bool(found.events) or found.has_gap

    until(is_heard, "what is told, or a gap", seconds=60)


def test_parked_values_are_kept_as_they_were(bus: Bus, tx: db.Connection) -> None:
    producer = kafka.producer()
    value = orjson.dumps({"specversion": "1.0", "source": "somebody", "type": "tidings.batch.sent"})
    producer.produce(names.on_kafka(BATCHES), value=value)
    assert producer.flush(10) == 0
    drain(bus, tx, "panel")
    assert tx.execute("select value from parked").fetchall() == [{"value": value}]
