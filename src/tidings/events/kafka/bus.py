"""The bus on Kafka, as `tidings.events.bus.Bus` says."""

from collections.abc import Iterable
from contextlib import suppress

from tidings.core import db, queries
from tidings.core.errors import Unavailable
from tidings.events.bus import LocalBus
from tidings.events.kafka import topics
from tidings.events.kafka.following import Follower
from tidings.events.kafka.relaying import Relaying
from tidings.events.kafka.subscribing import Subscription

Q = queries.load("events")


class KafkaBus:
    """Many machines, and whoever else reads there."""

    def __init__(self) -> None:
        self._relaying = Relaying()

    def relay(self, tx: db.Connection, limit: int = 1000) -> int:
        """See `Bus.relay`. `tx` is outside a transaction. A topic that is missing is made."""
        count = self._relaying.relay(tx, limit)
        if self._relaying.lacks_topics:
            with suppress(Unavailable):
                topics.ensure(tx)
        return count

    def rest(self) -> None:
        """See `Bus.rest`."""
        self._relaying.forget()

    def subscribe(self, group: str, topics: Iterable[str]) -> Subscription:
        """See `Bus.subscribe`."""
        return Subscription(group, topics)

    def follow(self, topics: Iterable[str]) -> Follower:
        """See `Bus.follow`."""
        return Follower(topics)

    def lag(self, tx: db.Connection, group: str) -> dict[str, int]:
        """See `Bus.lag`. As the relay saw the ends, which is all that Tidings told."""
        waiting = LocalBus().lag(tx, group)
        for found in db.rows(tx, Q["partition_lag"], group=group):
            waiting[found["topic"]] = waiting.get(found["topic"], 0) + found["waiting_count"]
        return waiting
