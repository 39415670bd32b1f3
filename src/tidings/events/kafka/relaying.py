"""Carries committed events from the outbox to Kafka: numbered, produced in that order, and noted once they arrived."""

from dataclasses import dataclass, field
from functools import partial

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from tidings.core import clock, db, kafka, log, queries
from tidings.events import envelope
from tidings.events.catalogue import INTERACTIVE
from tidings.events.kafka import names

Q = queries.load("events")
# So long Kafka may take for what is on its way.
LONGEST_S = 10.0
# What is wrong with a record and not with the way: it would not arrive later either.
POISON = {
    KafkaError.MSG_SIZE_TOO_LARGE,
    KafkaError.RECORD_LIST_TOO_LARGE,
    KafkaError.INVALID_MSG,
    KafkaError.INVALID_MSG_SIZE,
    KafkaError.INVALID_RECORD,
    KafkaError.INVALID_TIMESTAMP,
    KafkaError.POLICY_VIOLATION,
}
logger = log.get(__name__)


@dataclass
class _Outcome:
    """What became of what was produced, by its number in the outbox."""

    arrived: dict[int, tuple[int, int]] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    lost_because: str = ""

    def note(self, outbox_id: int, error: KafkaError | None, message: Message) -> None:
        """Take the report of one record."""
        if error is None:
            self.arrived[outbox_id] = message.partition() or 0, message.offset() or 0
        elif error.code() in POISON:
            self.refused[outbox_id] = str(error)
        else:
            self.lost_because = str(error)


class Relaying:
    """One process's producer; whoever holds the relay's lease calls `relay`."""

    def __init__(self) -> None:
        self._producer: Producer | None = None

    def relay(self, connection: db.Connection, limit: int) -> int:
        """Carry up to `limit` events, what people do first; how many left the outbox. 0 when Kafka does not answer.

        May be killed at any moment: what was produced and not noted is produced again, under the same number. What
        Kafka will never take is parked with the reason, and holds nothing up.
        """
        waiting = db.rows(connection, Q["numbered"], limit=limit, first_topic=INTERACTIVE)
        if not waiting:
            if not db.run(connection, Q["number_outbox"], limit=limit, first_topic=INTERACTIVE):
                return 0
            waiting = db.rows(connection, Q["numbered"], limit=limit, first_topic=INTERACTIVE)
        outcome = self._produce(waiting)
        self._note(connection, waiting, outcome)
        return len(outcome.arrived) + len(outcome.refused)

    def _produce(self, waiting: list[db.Row]) -> _Outcome:
        producer = self._producer = self._producer or kafka.producer()
        outcome = _Outcome()
        for line in waiting:
            value = envelope.seal(line["event_id"], line["occurred_at"], line["key"], line["position"], line["payload"])
            try:
                producer.produce(
                    names.on_kafka(line["topic"]),
                    value=value,
                    key=line["key"],
                    headers=dict(envelope.HEADERS),
                    on_delivery=partial(outcome.note, line["id"]),
                )
            except KafkaException as error:
                # Found to be too large before it was sent.
                outcome.refused[line["id"]] = str(error.args[0])
            producer.poll(0)
        if producer.flush(LONGEST_S) or outcome.lost_because:
            logger.warning("relay.kafka_away", because=outcome.lost_because or "no answer", events=len(waiting))
            # What it still holds would arrive after what a new one sends first.
            producer.purge()
            producer.flush(0)
            self._producer = None
        return outcome

    def _note(self, connection: db.Connection, waiting: list[db.Row], outcome: _Outcome) -> None:
        """Take out of the outbox what arrived and what never will, and note how far each partition goes."""
        ends: dict[tuple[str, int], tuple[int, int]] = {}
        for line in waiting:
            if line["id"] in outcome.arrived:
                partition, offset = outcome.arrived[line["id"]]
                position, after = ends.get((line["topic"], partition), (0, 0))
                ends[line["topic"], partition] = max(position, line["position"]), max(after, offset + 1)
        with db.transaction(connection) as tx:
            if outcome.refused:
                logger.error("relay.parked", reasons=outcome.refused)
                reasons = list(outcome.refused.values())
                db.run(tx, Q["park_outbox"], ids=list(outcome.refused), reasons=reasons, now=clock.now())
            if ends:
                db.run(tx, Q["forget_outbox"], ids=list(outcome.arrived))
                db.run(
                    tx,
                    Q["note_ends"],
                    topics=[topic for topic, _ in ends],
                    partitions=[partition for _, partition in ends],
                    positions=[position for position, _ in ends.values()],
                    next_offsets=[after for _, after in ends.values()],
                )
