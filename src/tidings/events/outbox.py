"""Writes events into the transaction of what they tell; a relay carries them on after the commit."""

from collections.abc import Sequence

import orjson

from tidings.core import db, queries
from tidings.events.catalogue import Event

Q = queries.load("events")


def append(tx: db.Connection, event: Event) -> None:
    """Tell `event` if, and only if, the transaction of `tx` commits."""
    append_all(tx, [event])


def append_all(tx: db.Connection, events: Sequence[Event]) -> None:
    """Tell these events, in their order, if, and only if, the transaction of `tx` commits."""
    db.run(
        tx,
        Q["append_all"],
        event_ids=[event.event_id for event in events],
        topics=[event.TOPIC for event in events],
        keys=[event.key for event in events],
        payloads=[orjson.dumps(event.payload()).decode() for event in events],
        occurred_at=[event.occurred_at for event in events],
    )
