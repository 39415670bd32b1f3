"""A consumer of the bus on Kafka: shares the partitions with others of its group, and handles each event once."""

import time
from collections.abc import Iterable

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, Message, TopicPartition

from tidings.core import clock, db, kafka, log, queries
from tidings.core.errors import BadInput
from tidings.events import catalogue, envelope
from tidings.events.bus import Handle, LocalBus
from tidings.events.catalogue import INTERACTIVE, Event
from tidings.events.envelope import Record
from tidings.events.kafka import names

Q = queries.load("events")
# So long the first poll waits until the group has made room for it, and any later one for records.
JOIN_S, PATIENCE_S, STEP_S = 10.0, 1.0, 0.05
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
        self._is_joined = self._is_local_over = False

    def poll(self, connection: db.Connection, handle: Handle, limit: int = 500) -> int:
        """See `Subscribed.poll`; `limit` holds for all topics together. The first poll waits to be let in."""
        if not self._is_local_over:
            # What was told before there was a Kafka comes first.
            count = LocalBus().subscribe(self.group, self.topics).poll(connection, handle, limit)
            self._is_local_over = not count
            return count or self.poll(connection, handle, limit)
        self._connection = connection
        consumer = self._consumer = self._consumer or self._join()
        deadline = time.monotonic() + (PATIENCE_S if self._is_joined else JOIN_S)
        while True:
            found = self._take(consumer, limit)
            if found:
                return self._hand_all(consumer, connection, handle, found)
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
            each.offset = found["next_offset"] if found["next_offset"] else OFFSET_BEGINNING
        consumer.incremental_assign(given)
        self._is_joined = True

    def _leave(self, consumer: Consumer, taken: list[TopicPartition]) -> None:
        self._read_out -= {(each.topic, each.partition) for each in taken}
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
    ) -> int:
        count, waiting = 0, list(found)
        try:
            while waiting:
                messages = found[waiting[0]]
                if self._hand_over(connection, handle, waiting[0], messages):
                    count += len(messages)
                    # What was stored is committed every few seconds.
                    consumer.store_offsets(offsets=[_after(messages)])
                else:
                    _return(consumer, messages)
                waiting.pop(0)
        except BaseException:
            for place in waiting:
                _return(consumer, found[place])
            raise
        return count

    def _hand_over(self, connection: db.Connection, handle: Handle, place: Place, messages: list[Message]) -> bool:
        """Have the events of a partition handled, each once, and note how far it is; whether nobody else was at it."""
        topic, partition = names.ours(place[0]), place[1]
        at = {"group": self.group, "topic": topic, "partition": partition}
        with db.transaction(connection) as tx:
            held = db.row(tx, Q["take_partition"], **at)
            if held is None:
                return False
            fresh: list[Record] = []
            position = held["position"]
            for message in messages:
                record = _read(tx, topic, message)
                if record is not None and record.sequence > position:
                    fresh.append(record)
                    position = record.sequence
            events = _events(fresh)
            if events:
                handle(tx, events)
            db.run(tx, Q["move_partition"], **at, position=position, next_offset=_after(messages).offset)
        return True


def _read(tx: db.Connection, topic: str, message: Message) -> Record | None:
    """A record's event; one that cannot be read is parked and holds nothing up."""
    try:
        return envelope.read(message.value())
    except BadInput as error:
        at = {"topic": topic, "partition": message.partition(), "place": message.offset()}
        logger.error("subscription.parked", **at, error=str(error))
        db.run(tx, Q["park_record"], **at, reason=str(error), value=message.value() or b"", now=clock.now())
        return None


def _events(records: list[Record]) -> list[Event]:
    read = (catalogue.read(each.event_id, each.occurred_at, each.payload) for each in records)
    return [event for event in read if event is not None]


def _after(messages: list[Message]) -> TopicPartition:
    """The place behind the last of them."""
    last = messages[-1]
    return TopicPartition(str(last.topic()), int(last.partition() or 0), int(last.offset() or 0) + 1)


def _return(consumer: Consumer, messages: list[Message]) -> None:
    """Have them given again."""
    first = messages[0]
    consumer.seek(TopicPartition(str(first.topic()), int(first.partition() or 0), int(first.offset() or 0)))
