"""Carries committed events from the outbox to Kafka: numbered, produced in that order, and noted once they arrived."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from tidings.core import clock, db, kafka, log, queries
from tidings.events import envelope
from tidings.events.catalogue import INTERACTIVE, TOPICS
from tidings.events.kafka import names

Q = queries.load("events")
# So long Kafka may take for what is on its way.
LONGEST_S = 5.0
# What is wrong with a record and not with the way: it would not arrive later either.
_POISON = {KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.INVALID_MSG_SIZE}
_MISSING = {KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC, KafkaError._UNKNOWN_PARTITION}
_UNANSWERED = {KafkaError._PURGE_QUEUE, KafkaError._PURGE_INFLIGHT}
_FIRST = sorted(TOPICS, key=lambda topic: topic != INTERACTIVE)
logger = log.get(__name__)


@dataclass
class _Outcome:
    """What became of what was produced, by its number in the outbox; where it arrived, if Kafka said so."""

    arrived: dict[int, tuple[int, int] | None] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    lost_because: KafkaError | None = None

    def note(self, outbox_id: int, error: KafkaError | None, message: Message) -> None:
        """Take the report of one record. What a broker refuses is not given up: it judges many by one of them."""
        if error is not None:
            self.lost_because = error
        else:
            offset = message.offset()
            is_known = offset is not None and offset >= 0
            self.arrived[outbox_id] = (message.partition() or 0, offset or 0) if is_known else None


class Relaying:
    """One process's producer; whoever holds the relay's lease calls `relay`."""

    def __init__(self) -> None:
        self._producer: Producer | None = None
        # Whether a topic may not be there.
        self.lacks_topics = False
        # What was not answered last time.
        self._last = ""

    def relay(self, connection: db.Connection, limit: int) -> int:
        """Carry up to `limit` events, what people do first; how many left the outbox. 0 when Kafka does not answer.

        May be killed at any moment: what was produced and not noted is produced again, under the same number. What
        Kafka will never take is parked with the reason, and holds nothing up; nor does a topic that fails hold up
        another one.
        """
        count = 0
        self.lacks_topics = False
        for topic in sorted(_FIRST, key=lambda each: each == self._last):
            waiting = _numbered(connection, topic, limit - count) if count < limit else []
            if not waiting:
                continue
            outcome = self._produce(waiting)
            _note(connection, waiting, outcome)
            count += len(outcome.arrived) + len(outcome.refused)
            if outcome.lost_because is not None:
                self.lacks_topics |= outcome.lost_because.code() in _MISSING | _UNANSWERED
                logger.warning("relay.held_up", topic=topic, because=str(outcome.lost_because), events=len(waiting))
                if outcome.lost_because.code() in _UNANSWERED:
                    # The others have their turn first next time, in case it is this topic only.
                    self._last = topic
                    break
        else:
            self._last = ""
        return count

    def forget(self) -> None:
        """Another one relays, or partitions are raised: what this producer knows of them is not true any more."""
        if self._producer is not None:
            # What it still holds would arrive after what a new one sends first.
            self._producer.purge()
            self._producer.flush(0)
        self._producer = None

    def _produce(self, waiting: Sequence[db.Row]) -> _Outcome:
        """Produce these, and wait for what becomes of each."""
        producer = self._producer = self._producer or kafka.producer()
        outcome = _Outcome()
        try:
            for line in waiting:
                _hand_in(producer, line, outcome)
            is_over = producer.flush(LONGEST_S) == 0
        except (KafkaException, SystemError) as error:
            # The producer is of no use any more: a gap would follow (SystemError: said in the middle of a report).
            found = error.args[0] if isinstance(error, KafkaException) else None
            outcome.lost_because = found if isinstance(found, KafkaError) else KafkaError(KafkaError._FATAL)
            is_over = False
        if not is_over or outcome.lost_because is not None:
            self.forget()
        return outcome


def _hand_in(producer: Producer, line: db.Row, outcome: _Outcome) -> None:
    """Give one to the producer, which knows at once what is too large to be sent."""
    on_delivery = partial(outcome.note, line["id"])
    headers: dict[str, str | bytes | None] = dict(envelope.HEADERS)
    try:
        producer.produce(
            names.on_kafka(line["topic"]), _sealed(line), line["key"], headers=headers, on_delivery=on_delivery
        )
    except KafkaException as error:
        if error.args[0].code() not in _POISON:
            raise
        outcome.refused[line["id"]] = str(error.args[0])
    producer.poll(0)


def _numbered(connection: db.Connection, topic: str, limit: int) -> list[db.Row]:
    """The next events of a topic with their numbers, which are given once and grow with time."""
    found = db.rows(connection, Q["numbered"], topic=topic, limit=limit)
    if len(found) < limit and db.row(connection, Q["any_unnumbered"], topic=topic) is not None:
        with db.transaction(connection) as tx:
            db.run(tx, Q["lock_numbers"], topic=topic, at_least=int(clock.real_s() * 1_000_000))
            db.run(tx, Q["number_outbox"], topic=topic, limit=limit)
        found = db.rows(connection, Q["numbered"], topic=topic, limit=limit)
    return found


def _sealed(line: db.Row) -> bytes:
    return envelope.seal(line["event_id"], line["occurred_at"], line["key"], line["position"], line["payload"])


def _note(connection: db.Connection, waiting: Sequence[db.Row], outcome: _Outcome) -> None:
    """Take out of the outbox what arrived and what never will, and note how far each partition goes."""
    ends: dict[tuple[str, int], tuple[int, int]] = {}
    for line in waiting:
        place = outcome.arrived.get(line["id"])
        if place is not None:
            position, after = ends.get((line["topic"], place[0]), (0, 0))
            ends[line["topic"], place[0]] = max(position, line["position"]), max(after, place[1] + 1)
    with db.transaction(connection) as tx:
        if outcome.refused:
            reasons = list(outcome.refused.values())
            logger.error("relay.parked", events=len(reasons), reason=reasons[0])
            db.run(tx, Q["park_outbox"], ids=list(outcome.refused), reasons=reasons, now=clock.now())
        if outcome.arrived:
            db.run(tx, Q["forget_outbox"], ids=list(outcome.arrived))
        if ends:
            db.run(
                tx,
                Q["note_ends"],
                topics=[topic for topic, _ in ends],
                partitions=[partition for _, partition in ends],
                positions=[position for position, _ in ends.values()],
                next_offsets=[after for _, after in ends.values()],
            )
