"""Writes an event into the transaction of what it tells; a relay carries it on after the commit."""

from psycopg.types.json import Jsonb

from tidings.core import db, queries
from tidings.events.catalogue import Event

Q = queries.load("events")


def append(tx: db.Connection, event: Event) -> None:
    """Tell `event` if, and only if, the transaction of `tx` commits."""
    db.run(
        tx,
        Q["append_one"],
        event_id=event.event_id,
        topic=event.TOPIC,
        key=event.key,
        payload=Jsonb(event.payload()),
        occurred_at=event.occurred_at,
    )
