"""Follows Kafka from now on, in no group: for whoever shows what happens while it happens, and keeps nothing."""

import time
from collections.abc import Iterable
from uuid import uuid4

from confluent_kafka import OFFSET_END, Consumer, KafkaError, KafkaException, TopicPartition

from tidings.core import db, kafka, log
from tidings.core.errors import BadInput
from tidings.events import envelope
from tidings.events.catalogue import INTERACTIVE, Event
from tidings.events.following import Heard
from tidings.events.kafka import names

# So often it looks whether there are more partitions, looks again when it could not, and tells that nothing is heard
# while Kafka is away. Whoever polls waits meanwhile, with all that they have to tell.
LOOK_S, RETRY_S, GAP_S = 10.0, 5.0, 5.0
PATIENCE_S = 1.0
# What was to come next is not there any more, or its topic is another one.
_LOST = (KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE, KafkaError.UNKNOWN_TOPIC_OR_PART)
logger = log.get(__name__)


class Follower:
    """A place in each partition, kept by whoever looks and forgotten with them."""

    def __init__(self, topics: Iterable[str]) -> None:
        self._topics = sorted(topics, key=lambda topic: (topic != INTERACTIVE, topic))
        self._consumer: Consumer | None = None
        self._seen: dict[tuple[str, int], int] = {}
        self._look_at = self._tell_at = float("-inf")
        self._is_away = False
        # Whether it took a new place, and nobody was told that what came before it was not heard.
        self._has_moved = self._was_asked = False

    def poll(self, _connection: db.Connection, limit: int = 500) -> Heard:
        """The next events, at most `limit`; the first look only takes its place at the end.

        While Kafka does not answer there is a gap now and then, so that whoever listens looks for themselves.
        """
        now_s = time.monotonic()
        if now_s >= self._look_at:
            self._find_partitions(now_s)
        self._was_asked = True
        consumer = self._consumer
        events: list[Event] = []
        is_lost = False
        for message in consumer.consume(limit, 0) if consumer is not None else []:
            error = message.error()
            if error is None:
                self._is_away = False
                events += self._read(str(message.topic()), int(message.partition() or 0), message.value())
            elif error.code() == KafkaError._PARTITION_EOF:
                self._is_away = False
            elif error.code() in _LOST:
                logger.warning("follower.lost_its_place", error=str(error))
                is_lost = True
            else:
                self._fail(error)
        if is_lost:
            self._begin_anew()
        has_gap, self._has_moved = self._has_moved, False
        return Heard(events, is_lost or has_gap or self._is_gap_told(now_s))

    def _find_partitions(self, now_s: float) -> None:
        """Take a place at the end of every partition, and at the beginning of those that are new."""
        self._look_at = now_s + LOOK_S
        consumer = self._consumer or kafka.consumer(
            f"tidings-follower-{uuid4()}", on_error=self._fail, **{"auto.offset.reset": "error"}
        )
        try:
            there = consumer.list_topics(timeout=PATIENCE_S).topics
            wanted = [
                (names.on_kafka(topic), partition)
                for topic in self._topics
                for partition in (there[names.on_kafka(topic)].partitions if names.on_kafka(topic) in there else ())
            ]
            known = {(each.topic, each.partition) for each in consumer.assignment()}
            followed = {topic for topic, _ in known}
            # More partitions of a topic are read from their beginning, and a topic that comes later from its end.
            new = [
                TopicPartition(*place, offset=0 if place[0] in followed else OFFSET_END)
                for place in wanted
                if place not in known
            ]
            self._has_moved |= self._was_asked and any(each.topic not in followed for each in new)
            if new:
                consumer.incremental_assign(new)
            self._consumer, self._is_away = consumer, False
        except KafkaException as error:
            self._fail(error.args[0])
            self._look_at = now_s + RETRY_S

    def close(self) -> None:
        """Let go of the brokers."""
        if self._consumer is not None:
            self._consumer.close()
        self._consumer = None

    def _begin_anew(self) -> None:
        self.close()
        self._look_at = float("-inf")

    def _read(self, topic: str, partition: int, value: bytes | None) -> list[Event]:
        try:
            record = envelope.read(value)
            event = envelope.event(record)
        except BadInput as error:
            logger.error("follower.unreadable", topic=topic, partition=partition, error=str(error))
            return []
        if record.sequence <= self._seen.get((topic, partition), 0):
            return []
        self._seen[topic, partition] = record.sequence
        return [] if event is None else [event]

    def _fail(self, error: KafkaError) -> None:
        if error.code() in (KafkaError._ALL_BROKERS_DOWN, KafkaError._TRANSPORT, KafkaError._TIMED_OUT):
            self._is_away = True
        elif error.code() != KafkaError._RESOLVE:
            logger.warning("follower.failed", error=str(error))

    def _is_gap_told(self, now_s: float) -> bool:
        if not self._is_away or now_s < self._tell_at:
            return False
        self._tell_at = now_s + GAP_S
        return True
