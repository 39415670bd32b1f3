"""Follows the bus from now on, in no group: for whoever shows what happens while it happens, and keeps nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from tidings.core import db, queries
from tidings.events import catalogue
from tidings.events.catalogue import INTERACTIVE, Event

Q = queries.load("events")


@dataclass(frozen=True)
class Heard:
    """What came since the last look, what people do first; `has_gap`: more came, which is not kept any more."""

    events: list[Event]
    has_gap: bool


class Follower:
    """A place in each topic, kept by whoever looks and forgotten with them. It keeps no event from being trimmed."""

    def __init__(self, topics: Iterable[str]) -> None:
        self._topics = sorted(topics, key=lambda topic: (topic != INTERACTIVE, topic))
        self._positions: list[int] = []

    def close(self) -> None:
        """Nothing is held."""

    def poll(self, connection: db.Connection, limit: int = 500) -> Heard:
        """The next events, at most `limit` a topic; the first look only takes its place at the end."""
        if not self._positions:
            ends = {found["topic"]: found["position"] for found in db.rows(connection, Q["ends"], topics=self._topics)}
            self._positions = [ends[topic] for topic in self._topics]
            return Heard([], has_gap=False)
        asked = {"topics": self._topics, "positions": self._positions, "limit": limit}
        events: list[Event] = []
        has_gap = False
        for line in db.rows(connection, Q["follow"], **asked):
            at = self._topics.index(line["topic"])
            has_gap |= line["position"] > self._positions[at] + 1
            self._positions[at] = line["position"]
            event = catalogue.read(line["event_id"], line["occurred_at"], line["payload"])
            events += [] if event is None else [event]
        return Heard(events, has_gap)
