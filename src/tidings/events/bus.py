"""The event bus: who reads what, and how far. The local one is a log in PostgreSQL; any keeps the contract.

The contract, which tests/events/conformance.py states as tests:

- every group of consumers sees every event of its topics, whatever other groups do;
- events of one topic and key come in the order in which they were told;
- what `handle` writes and the group's position commit together, so each event takes effect once;
- consumers of one group share the work: none handles an event while another one does;
- a handler that raises leaves the position where it was, and is given the same events again;
- copies of an event, where a bus makes some, carry one event_id.
"""

from collections.abc import Callable, Iterable
from typing import Protocol

from tidings.core import db, queries
from tidings.events import catalogue, relaying
from tidings.events.catalogue import INTERACTIVE, Event
from tidings.events.following import Follower, Heard

Q = queries.load("events")
Handle = Callable[[db.Connection, list[Event]], None]


class Subscribed(Protocol):
    """A group of consumers and the topics that it reads."""

    def poll(self, connection: db.Connection, handle: Handle, limit: int = 500) -> int:
        """Hand the next events, at most `limit` a topic, to `handle`; how many there were.

        `connection` is outside a transaction. `handle(tx, events)` is called inside one, once a topic; it
        writes through `tx` only and may be called again with the same events when the transaction failed.
        """
        ...

    def close(self) -> None:
        """Leave the group; others go on with what it did not handle."""
        ...


class Following(Protocol):
    """Somebody who hears what is told from now on."""

    def poll(self, connection: db.Connection, limit: int = 500) -> Heard:
        """What came since the last look; the first one only takes its place at the end."""
        ...

    def close(self) -> None:
        """Let go of whatever it listens with."""
        ...


class Bus(Protocol):
    """Where events go after the outbox."""

    def relay(self, tx: db.Connection, limit: int = 1000) -> int:
        """Carry up to `limit` events from the outbox to the bus; how many."""
        ...

    def rest(self) -> None:
        """Whoever relayed has to know that another one does now."""
        ...

    def subscribe(self, group: str, topics: Iterable[str]) -> Subscribed:
        """Read `topics` as a consumer of `group`, from the oldest event kept, or where the group stopped."""
        ...

    def follow(self, topics: Iterable[str]) -> Following:
        """Hear `topics` from now on, in no group."""
        ...

    def lag(self, tx: db.Connection, group: str) -> dict[str, int]:
        """How many events of each topic that is on the bus the group has not handled yet; empty: no such group."""
        ...


class Subscription:
    """A consumer of the local bus. Any number of processes may poll for one group."""

    def __init__(self, group: str, topics: Iterable[str]) -> None:
        self.group = group
        self.topics = sorted(topics, key=lambda topic: (topic != INTERACTIVE, topic))
        self._is_known = False

    def poll(self, connection: db.Connection, handle: Handle, limit: int = 500) -> int:
        """See `Subscribed.poll`. What people do comes first."""
        if not self._is_known:
            db.run(connection, Q["subscribe"], group=self.group, topics=self.topics)
            self._is_known = True
        return sum(self._poll_topic(connection, topic, handle, limit) for topic in self.topics)

    def _poll_topic(self, connection: db.Connection, topic: str, handle: Handle, limit: int) -> int:
        with db.transaction(connection) as tx:
            taken = db.row(tx, Q["take_subscription"], group=self.group, topic=topic)
            if taken is None:
                return 0
            found = db.rows(tx, Q["read_log"], topic=topic, position=taken["position"], limit=limit)
            if found:
                handle(tx, _events(found))
                db.run(tx, Q["move_subscription"], group=self.group, topic=topic, position=found[-1]["position"])
            return len(found)

    def close(self) -> None:
        """See `Subscribed.close`. Nothing was held."""


class LocalBus:
    """The bus inside PostgreSQL: nothing else to install, and enough for a small marketplace."""

    def relay(self, tx: db.Connection, limit: int = 1000) -> int:
        """See `Bus.relay`."""
        return relaying.relay(tx, limit)

    def rest(self) -> None:
        """See `Bus.rest`. Nothing is kept."""

    def subscribe(self, group: str, topics: Iterable[str]) -> Subscription:
        """See `Bus.subscribe`."""
        return Subscription(group, topics)

    def follow(self, topics: Iterable[str]) -> Follower:
        """See `Bus.follow`."""
        return Follower(topics)

    def lag(self, tx: db.Connection, group: str) -> dict[str, int]:
        """See `Bus.lag`."""
        return {found["topic"]: found["waiting_count"] for found in db.rows(tx, Q["lag"], group=group)}


def unsubscribe(tx: db.Connection, group: str) -> None:
    """End a group that will not come back: its position no longer keeps events from being trimmed."""
    db.run(tx, Q["unsubscribe"], group=group)


def has_heard_all(bus: Bus, tx: db.Connection, group: str) -> bool:
    """Whether everything that was ever said, on its way still or not, was handled by the group, which is there."""
    waiting = bus.lag(tx, group)
    return bool(waiting) and not any(waiting.values()) and db.row(tx, Q["first_said"]) is None


def _events(found: list[db.Row]) -> list[Event]:
    read = (catalogue.read(line["event_id"], line["occurred_at"], line["payload"]) for line in found)
    return [event for event in read if event is not None]
