"""Carries committed events from the outbox to the bus, which here is a log with a position for each topic."""

from tidings.core import db, queries
from tidings.core.lease import Lease
from tidings.events.catalogue import INTERACTIVE

Q = queries.load("events")
LEASE_S = 2.0


def lease(term_s: float = LEASE_S) -> Lease:
    """What whoever relays has to hold, on whichever bus: one at a time."""
    return Lease("relay", term_s)


def relay(tx: db.Connection, limit: int = 1000) -> int:
    """Move up to `limit` events from the outbox to the log, what people do first; how many were moved.

    One statement: an event is in one of the two places at any moment, so a relay may die at any moment. A
    process calls it while it holds the relay's lease. Should two overlap all the same, one of them raises a
    unique violation (psycopg.errors.UniqueViolation), and nothing of its move is kept.
    """
    moved = db.row(tx, Q["relay"], limit=limit, first_topic=INTERACTIVE)
    assert moved is not None, "a count always has a row"
    return int(moved["moved_count"])


def waiting_count(tx: db.Connection) -> int:
    """Committed events that are not on the bus yet."""
    found = db.row(tx, Q["outbox_lag"])
    assert found is not None, "a count always has a row"
    return int(found["waiting_count"])
