"""The relay: carries committed events from the outbox to the bus, and forgets what everybody has heard."""

import time
from datetime import timedelta

import psycopg

from tidings.core import clock, db
from tidings.core.loop import Poll
from tidings.events import buses, relaying, trimming

EVENTS_A_MOVE = 1000
LOOK_S = 0.1
TRIM_S = 60.0
KEPT = timedelta(days=7)


def begin(connection: db.Connection) -> Poll:
    """The relay's poll: one move of events, and a trim now and then."""
    lease = relaying.lease()
    bus = buses.current()
    trim_at = 0.0

    def poll() -> float:
        nonlocal trim_at
        if not lease.hold(connection):
            bus.rest()
            return lease.term_s / 5
        try:
            moved_count = bus.relay(connection, EVENTS_A_MOVE)
        except psycopg.errors.UniqueViolation:
            # A predecessor's last move was still on its way; nothing of this one was kept.
            return LOOK_S
        if time.monotonic() >= trim_at:
            trimming.trim(connection, clock.now() - KEPT)
            trim_at = time.monotonic() + TRIM_S
        return 0 if moved_count == EVENTS_A_MOVE else LOOK_S

    return poll
