"""The topics on Kafka: which there have to be, how they differ from what is there, and making them so.

More partitions move keys: what comes after would be read before what came earlier in another partition. So nothing is
produced while they are raised, and they are raised only when every group has handled everything.
"""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, ClusterMetadata, NewPartitions, NewTopic

from tidings.core import db, kafka, queries
from tidings.core.errors import BadInput, Conflict, Unavailable
from tidings.core.lease import Lease
from tidings.events import relaying
from tidings.events.catalogue import BATCHES, CAMPAIGNS, INTERACTIVE
from tidings.events.kafka import names
from tidings.events.kafka.relaying import Relaying

Q = queries.load("events")
PARTITIONS = {INTERACTIVE: 6, CAMPAIGNS: 1, BATCHES: 6}
MOST_PARTITIONS = 1000
MOST_REPLICAS = 3
LARGEST_BYTES = 2 * 1024 * 1024
# As long as the bus in PostgreSQL keeps events; a group that was away for longer begins at what is left.
KEPT_MS = 7 * 24 * 3600 * 1000
PATIENCE_S = 4.0
LONGEST_WAIT_S, LOOK_S = 60.0, 0.1
# So long nobody relays at most when whoever raises partitions dies over it.
LONGEST_RAISE_S = 90.0
EVENTS_A_MOVE = 1000


@dataclass(frozen=True)
class Change:
    """A topic that has other than the wanted number of partitions; 0: it is not there."""

    topic: str
    from_count: int
    to_count: int

    @property
    def moves_keys(self) -> bool:
        """Whether keys go to other partitions than before."""
        return self.from_count > 0


def wanted(given: Mapping[str, int]) -> dict[str, int]:
    """Partitions of every topic: what was given, else what is usual. Raises BadInput."""
    for topic, count in given.items():
        if topic not in PARTITIONS:
            raise BadInput(f"There is no topic {topic!r}: there are {', '.join(PARTITIONS)}.")
        if not 1 <= count <= MOST_PARTITIONS:
            raise BadInput(f"{topic} can have 1 to {MOST_PARTITIONS} partitions, not {count}.")
    return {**PARTITIONS, **given}


def plan(admin: AdminClient, given: Mapping[str, int]) -> list[Change]:
    """What would have to change. Topics that have more partitions than is usual stay as they are.

    Raises Conflict when somebody wants fewer than there are, Unavailable when no broker answers.
    """
    there = _there(admin)
    changes = []
    for topic, count in wanted(given).items():
        found = there.get(names.on_kafka(topic), 0)
        if found > count and topic in given:
            raise Conflict(
                f"{names.on_kafka(topic)} has {found} partitions and cannot have {count}: Kafka takes none away. "
                "Make it anew under another TIDINGS_KAFKA_PREFIX if you have to."
            )
        if found < count:
            changes.append(Change(topic, found, count))
    return changes


def apply(connection: db.Connection, admin: AdminClient, changes: list[Change]) -> None:
    """Make topics and raise partitions. Raises Conflict when groups do not come to the end, Unavailable."""
    new = [change for change in changes if not change.moves_keys]
    if new:
        replicas = min(MOST_REPLICAS, len(_asked(admin).brokers))
        made = [_new(change, replicas) for change in new]
        _finish(admin.create_topics(made, request_timeout=PATIENCE_S))
    raised = [change for change in changes if change.moves_keys]
    if raised:
        lease = relaying.lease(LONGEST_RAISE_S)
        lease.seize(connection)
        # Until then whoever had it may begin to produce.
        _until_over(lease, connection)
        try:
            _drain(connection, lambda: lease.hold(connection))
            more = [NewPartitions(names.on_kafka(change.topic), change.to_count) for change in raised]
            _finish(admin.create_partitions(more, request_timeout=PATIENCE_S))
            _until(lambda: _have(admin, raised), lambda: "The brokers do not tell of the new partitions.")
            for change in raised:
                db.run(connection, Q["close_ranks"], topic=change.topic, partitions=change.to_count)
        finally:
            lease.release(connection)


def ensure(connection: db.Connection) -> None:
    """Make the topics that are missing, with the usual partitions. Raises Unavailable."""
    admin = kafka.admin()
    apply(connection, admin, [change for change in plan(admin, {}) if not change.moves_keys])


def _until_over(lease: Lease, connection: db.Connection) -> None:
    """Hold a lease that was seized until its last holder knows."""
    deadline = time.monotonic() + relaying.LEASE_S
    while time.monotonic() < deadline and lease.hold(connection):
        time.sleep(LOOK_S)


def _have(admin: AdminClient, changes: list[Change]) -> bool:
    there = _there(admin)
    return all(there.get(names.on_kafka(change.topic)) == change.to_count for change in changes)


def _drain(connection: db.Connection, hold: Callable[[], bool]) -> None:
    """Produce what has its number, and wait until every group has handled all that was produced."""
    relay = Relaying()

    def is_drained() -> bool:
        if not hold():
            raise Conflict("Another relay began meanwhile: try again.")
        if db.row(connection, Q["any_numbered"]) is not None:
            relay.relay(connection, EVENTS_A_MOVE)
            return False
        return not db.rows(connection, Q["groups_behind"])

    def behind() -> str:
        lines = db.rows(connection, Q["groups_behind"])
        found = ", ".join(f"{line['consumer_group']} ({line['topic']})" for line in lines)
        return f"These groups do not come to the end: {found or 'none'}. Start their consumers and try again."

    _until(is_drained, behind)


def _until(is_so: Callable[[], bool], complaint: Callable[[], str]) -> None:
    deadline = time.monotonic() + LONGEST_WAIT_S
    while not is_so():
        if time.monotonic() > deadline:
            raise Conflict(complaint())
        time.sleep(LOOK_S)


def _there(admin: AdminClient) -> dict[str, int]:
    """How many partitions each topic has that is there."""
    return {name: len(found.partitions) for name, found in _asked(admin).topics.items()}


def _asked(admin: AdminClient) -> ClusterMetadata:
    try:
        return admin.list_topics(timeout=PATIENCE_S)
    except KafkaException as error:
        raise Unavailable(f"Kafka does not answer: {error.args[0].str()}") from error


def _new(change: Change, replicas: int) -> NewTopic:
    # One replica may be away without anybody having to wait.
    # Larger than what a producer of ours sends at once.
    settings = {
        "min.insync.replicas": str(max(1, replicas - 1)),
        "max.message.bytes": str(LARGEST_BYTES),
        "retention.ms": str(KEPT_MS),
    }
    return NewTopic(names.on_kafka(change.topic), change.to_count, replicas, config=settings)


def _finish(asked: Mapping[str, Future[None]]) -> None:
    """Wait for what was asked of the brokers; somebody else may have done the same at this moment."""
    for name, future in asked.items():
        try:
            future.result(2 * PATIENCE_S)
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise Unavailable(f"{name} cannot be made: {error.args[0].str()}") from error
