"""A consumer of the bus on Kafka: shares the partitions with others of its group, and handles each event once."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, TopicPartition

from tidings.core import clock, db, kafka, log, queries
from tidings.core.errors import BadInput
from tidings.events import envelope
from tidings.events.bus import Handle, LocalBus
from tidings.events.catalogue import INTERACTIVE, Event
from tidings.events.kafka import names

Q = queries.load("events")
# So long the first poll waits until the group has made room for it, and any later one for records.
JOIN_S, PATIENCE_S, STEP_S = 8.0, 1.0, 0.05
logger = log.get(__name__)
Place = tuple[str, int]


class Subscription:
    """A consumer of a group; what it keeps in memory can be had again from PostgreSQL and Kafka at any moment."""

    def __init__(self, group: str, topics: Iterable[str]) -> None:
        self.group = group
        self.topics = sorted(topics, key=lambda topic: (topic != INTERACTIVE, topic))
        self._consumer: Consumer | None = None
        self._connection: db.Connection | None = None
        self._read_out: set[Place] = set()
        # Partitions of which it is not known yet whether they are those in which the group stopped.
        self._unsure: set[Place] = set()
        self._is_joined = self._is_local_over = False

    def poll(self, connection: db.Connection, handle: Handle, limit: int = 500) -> int:
        """See `Subscribed.poll`; `limit` holds for all topics together. The first poll waits to be let in."""
        if not self._is_local_over:
            # What was told before there was a Kafka comes first, whoever of the group is at it.
            local = LocalBus()
            count = local.subscribe(self.group, self.topics).poll(connection, handle, limit)
            self._is_local_over = not any(local.lag(connection, self.group).values())
            if count or not self._is_local_over:
                return count
        self._connection = connection
        consumer = self._consumer = self._consumer or self._join()
        deadline = time.monotonic() + (PATIENCE_S if self._is_joined else JOIN_S)
        while True:
            found = self._take(consumer, limit)
            count, is_hindered = self._hand_all(consumer, connection, handle, found)
            if count or is_hindered:
                return count
            if self._is_read_out(consumer) or time.monotonic() > deadline:
                return 0

    def close(self) -> None:
        """Leave the group, so that others have its partitions at once."""
        if self._consumer is not None:
            self._consumer.close()
        self._consumer, self._is_joined = None, False

    def _join(self) -> Consumer:
        consumer = kafka.consumer(self.group, **kafka.grouped())
        wanted = [names.on_kafka(topic) for topic in self.topics]
        consumer.subscribe(wanted, on_assign=self._begin, on_revoke=self._leave, on_lost=self._leave)
        return consumer

    def _begin(self, consumer: Consumer, given: list[TopicPartition]) -> None:
        """Go on in new partitions where the group stopped."""
        assert self._connection is not None, "partitions come while somebody polls"
        for each in given:
            place = {"group": self.group, "topic": names.ours(each.topic), "partition": each.partition}
            found = db.row(self._connection, Q["enter_partition"], **place)
            assert found is not None, "it was made by the same statement"
            # From the last one that was handled, to see whether it is still the same topic.
            each.offset = found["next_offset"] - 1 if found["next_offset"] else OFFSET_BEGINNING
            if found["next_offset"]:
                self._unsure.add((each.topic, each.partition))
        consumer.incremental_assign(given)
        self._is_joined = True

    def _leave(self, consumer: Consumer, taken: list[TopicPartition]) -> None:
        gone = {(each.topic, each.partition) for each in taken}
        self._read_out -= gone
        self._unsure -= gone
        consumer.incremental_unassign(taken)

    def _is_read_out(self, consumer: Consumer) -> bool:
        mine = {(each.topic, each.partition) for each in consumer.assignment()}
        return self._is_joined and mine <= self._read_out

    def _take(self, consumer: Consumer, limit: int) -> dict[Place, list[Message]]:
        """The next records by partition, what people do first."""
        found: dict[Place, list[Message]] = {}
        for message in consumer.consume(limit, STEP_S):
            place = str(message.topic()), int(message.partition() or 0)
            error = message.error()
            if error is None:
                found.setdefault(place, []).append(message)
                self._read_out.discard(place)
            elif error.code() == KafkaError._PARTITION_EOF:
                self._read_out.add(place)
            else:
                logger.warning("subscription.failed", group=self.group, error=str(error))
        first = names.on_kafka(INTERACTIVE)
        return dict(sorted(found.items(), key=lambda one: (one[0][0] != first, one[0])))

    def _hand_all(
        self, consumer: Consumer, connection: db.Connection, handle: Handle, found: dict[Place, list[Message]]
    ) -> tuple[int, bool]:
        """How many were handled that were not handled before, and whether some are to be read again."""
        count, is_hindered, waiting = 0, False, list(found)
        try:
            while waiting:
                messages = found[waiting[0]]
                handed = self._hand_over(connection, handle, waiting[0], messages)
                if isinstance(handed, int):
                    count += handed
                    # What was stored is committed every few seconds.
                    _tell(consumer.store_offsets, offsets=[_after(messages)])
                else:
                    is_hindered = True
                    _tell(consumer.seek, handed)
                waiting.pop(0)
        except BaseException:
            for place in waiting:
                _tell(consumer.seek, _at(found[place][0]))
            raise
        return count, is_hindered

    def _hand_over(
        self, connection: db.Connection, handle: Handle, place: Place, messages: list[Message]
    ) -> int | TopicPartition:
        """Have the events of a partition handled, each once, and note how far it is; or whence to read it again."""
        at = {"group": self.group, "topic": names.ours(place[0]), "partition": place[1]}
        with db.transaction(connection) as tx:
            held = db.row(tx, Q["take_partition"], **at)
            if held is None:
                # Another one is at it.
                return _at(messages[0])
            position = held["position"]
            if place in self._unsure:
                self._unsure.discard(place)
                if _is_another(messages[0], position):
                    logger.warning("subscription.begins_anew", **at)
                    return TopicPartition(*place, OFFSET_BEGINNING)
            events: list[Event] = []
            count = 0
            for message in messages:
                read = _read(tx, names.ours(place[0]), message, held["given"])
                if read is not None and read[0] > position:
                    position, count = read[0], count + 1
                    events += [] if read[1] is None else [read[1]]
            if events:
                handle(tx, events)
            db.run(tx, Q["move_partition"], **at, position=position, next_offset=_after(messages).offset)
        return count


def _is_another(first: Message, position: int) -> bool:
    """Whether a record where the last handled one should be is none of those: the topic was made anew."""
    try:
        return envelope.read(first.value()).sequence > position
    except BadInput:
        return False


def _read(tx: db.Connection, topic: str, message: Message, given: int) -> tuple[int, Event | None] | None:
    """A record's number and event; one that cannot be read is parked and holds nothing up."""
    try:
        record = envelope.read(message.value())
        if not 0 < record.sequence <= given:
            raise BadInput(f"Nothing of {topic} has the number {record.sequence} yet.")
        return record.sequence, envelope.event(record)
    except BadInput as error:
        at = {"topic": topic, "partition": message.partition(), "place": message.offset()}
        logger.error("subscription.parked", **at, error=str(error))
        db.run(tx, Q["park_record"], **at, reason=str(error), value=message.value() or b"", now=clock.now())
        return None


def _tell(to: Callable[..., object], *what: object, **more: object) -> None:
    """Tell a consumer something of a partition, which may have been taken away from it a moment ago."""
    with suppress(KafkaException):
        to(*what, **more)


def _at(message: Message) -> TopicPartition:
    """Its place."""
    return TopicPartition(str(message.topic()), int(message.partition() or 0), int(message.offset() or 0))


def _after(messages: list[Message]) -> TopicPartition:
    """The place behind the last of them."""
    last = _at(messages[-1])
    return TopicPartition(last.topic, last.partition, last.offset + 1)
