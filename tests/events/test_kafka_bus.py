"""What is particular to the bus on Kafka: envelopes, what is put aside, brokers that are away, more partitions."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

import orjson
import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_structured
from cloudevents.core.formats.json import JSONFormat
from confluent_kafka import Message
from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType

from tests.events.conformance import NOON, Reader, a_batch, a_message, drain, seen, tell
from tests.waiting import until
from tidings.core import broker as broker_module
from tidings.core import db, kafka
from tidings.core.broker import Broker
from tidings.core.errors import BadInput, Conflict
from tidings.events import envelope, relaying
from tidings.events.bus import Bus, LocalBus, has_heard_all
from tidings.events.catalogue import BATCHES, INTERACTIVE, CampaignChanged
from tidings.events.kafka import lags, names, parking, topics
from tidings.events.kafka import relaying as relaying_on_kafka
from tidings.events.kafka.bus import KafkaBus

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
    assert envelope.read(record.value()).sequence == int(read.get_extension("sequence")) > 0


def test_the_consumer_that_others_read_first_prints_each_event_once(kafka: str, bus: Bus, tx: db.Connection) -> None:
    tell(tx, *(a_batch(number) for number in range(3)))
    with patch.object(relaying_on_kafka, "_note"):
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


def test_a_topic_that_was_made_anew_is_read_from_its_beginning(bus: Bus, tx: db.Connection) -> None:
    tell(tx, *(a_batch(number) for number in range(5)))
    bus.relay(tx)
    drain(bus, tx, "panel")
    admin = kafka.admin()
    for future in admin.delete_topics([names.on_kafka(BATCHES)]).values():
        future.result(30)
    until(lambda: names.on_kafka(BATCHES) not in admin.list_topics(timeout=5).topics, "no topic")
    bus.rest()
    tell(tx, *(a_batch(number) for number in range(5, 20)))
    # It makes what is missing, and goes on.
    until(lambda: tx.execute("select from outbox").fetchone() is None or bus.relay(tx) < 0, "told", seconds=60)
    with closing(bus.subscribe("panel", [BATCHES])) as subscription:
        handle = Reader("panel").handle
        until(lambda: len(seen(tx, "panel")) >= 20 or subscription.poll(tx, handle) < 0, "all of it", seconds=60)
    assert seen(tx, "panel") == list(range(20))


def test_a_topic_that_fails_holds_up_no_other(bus: Bus, tx: db.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = kafka.admin()
    for future in admin.delete_topics([names.on_kafka(BATCHES)]).values():
        future.result(30)
    monkeypatch.setattr(topics, "ensure", lambda _: None)
    tell(tx, a_batch(1))
    bus.relay(tx)
    tell(tx, a_message(1))
    until(lambda: bus.relay(tx) == 1, "the message", seconds=60)
    assert len(records(INTERACTIVE, 1)) == 1
    assert tx.execute("select topic from outbox").fetchall() == [{"topic": BATCHES}]


def test_what_brokers_refuse_waits_until_they_take_it(bus: Bus, tx: db.Connection) -> None:
    """They judge many by one of them, so that nothing is given up for it."""
    admin = kafka.admin()

    def set_largest(size: int) -> None:
        change = ConfigEntry("max.message.bytes", str(size), incremental_operation=AlterConfigOpType.SET)
        topic = ConfigResource(ResourceType.TOPIC, names.on_kafka(BATCHES), incremental_configs=[change])
        for future in admin.incremental_alter_configs([topic]).values():
            future.result(30)

    set_largest(3000)
    tell(tx, *(a_batch(number) for number in range(200)))
    assert bus.relay(tx) == 0
    assert parking.parked(tx) == []
    set_largest(2_000_000)
    until(lambda: tx.execute("select from outbox").fetchone() is None or bus.relay(tx) < 0, "told", seconds=60)
    drain(bus, tx, "panel")
    assert seen(tx, "panel") == list(range(200))


@pytest.mark.parametrize(
    "changed", [{"data": {}}, {"sequence": str(2**63 - 1)}, {"sequence": "9" * 30}, {"time": "2026-03-02T12:00:00"}]
)
def test_a_record_that_looks_like_ours_and_is_not_holds_nothing_up(
    bus: Bus, tx: db.Connection, changed: dict[str, object]
) -> None:
    forged = {**orjson.loads(envelope.seal(uuid4(), NOON, "1", 1, a_batch(9).payload())), **changed}
    producer = kafka.producer()
    producer.produce(names.on_kafka(BATCHES), value=orjson.dumps(forged), key="1")
    assert producer.flush(10) == 0
    tell(tx, a_batch(5))
    bus.relay(tx)
    drain(bus, tx, "panel")
    assert seen(tx, "panel") == [5]
    assert len(parking.parked(tx)) == 1


def test_a_database_that_was_made_anew_gives_no_number_again(bus: Bus, tx: db.Connection) -> None:
    tell(tx, a_batch(1))
    bus.relay(tx)
    [first] = records(BATCHES, 1)
    tx.execute("truncate bus_position, bus_end, outbox")
    tell(tx, a_batch(2))
    bus.relay(tx)
    last = records(BATCHES, 2)[-1]
    assert envelope.read(last.value()).sequence > envelope.read(first.value()).sequence


def test_a_group_that_was_not_let_in_yet_has_not_heard_all(bus: Bus, tx: db.Connection) -> None:
    tell(tx, a_batch(1))
    bus.relay(tx)
    LocalBus().subscribe("panel", [BATCHES]).poll(tx, Reader("panel").handle)
    assert bus.lag(tx, "panel") == {BATCHES: 1}
    assert not has_heard_all(bus, tx, "panel")


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
        bus.rest()
        for begin in range(100, 200, 20):
            # Over a while, in which a producer that knew of fewer partitions would find out.
            tell(tx, *(a_batch(number, campaign_id=number % 10) for number in range(begin, begin + 20)))
            until(lambda: bus.relay(tx) == 0, "an empty outbox")
            time.sleep(1)
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
    until(lambda: broker_module.answers(broker.port), "a broker", seconds=60)


@pytest.mark.patient
def test_a_broker_that_is_killed_loses_nothing_and_all_goes_on(bus: Bus, tx: db.Connection, mortal: Broker) -> None:
    tell(tx, *(a_batch(number) for number in range(5)))
    bus.relay(tx)
    drain(bus, tx, "panel")
    tell(tx, *(a_batch(number) for number in range(5, 10)))
    with closing(bus.subscribe("panel", [BATCHES])) as subscription:
        assert subscription.poll(tx, Reader("panel").handle) == 0
        os.kill(mortal.pid, signal.SIGKILL)
        until(lambda: not broker_module.answers(mortal.port), "nobody answers")
        assert bus.relay(tx) == 0
        assert subscription.poll(tx, Reader("panel").handle) == 0
        assert tx.execute("select count(*) as count from outbox").fetchone() == {"count": 5}
        until(mortal.restart_if_dead, "a broker that is started")
        until(lambda: bus.relay(tx) == 5, "the outbox carried on", seconds=60)
        until(lambda: subscription.poll(tx, Reader("panel").handle) and len(seen(tx, "panel")) == 10, "all", seconds=60)
    assert seen(tx, "panel") == list(range(10))


@pytest.mark.patient
def test_who_follows_is_told_now_and_then_while_the_broker_is_away(
    bus: Bus, tx: db.Connection, mortal: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower = bus.follow([BATCHES])
    assert not follower.poll(tx).has_gap
    os.kill(mortal.pid, signal.SIGKILL)
    until(lambda: not broker_module.answers(mortal.port), "nobody answers")
    until(lambda: follower.poll(tx).has_gap, "a gap")
    assert not follower.poll(tx).has_gap, "it is told now and then, not all the time"
    until(mortal.restart_if_dead, "a broker that is started")
    until(lambda: broker_module.answers(mortal.port), "a broker", seconds=60)
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
