"""The relay: carries committed events from the outbox to the bus, and forgets what everybody has heard."""

import time
from datetime import timedelta

import psycopg

from tidings.core import clock, db
from tidings.core.lease import Lease
from tidings.core.loop import Poll
from tidings.events import trimming
from tidings.events.bus import LocalBus

EVENTS_A_MOVE = 1000
LOOK_S = 0.1
TRIM_S = 60.0
KEPT = timedelta(days=7)
LEASE_S = 2.0


def begin(connection: db.Connection) -> Poll:
    """The relay's poll: one move of events, and a trim now and then."""
    lease = Lease("relay", LEASE_S)
    bus = LocalBus()
    trim_at = 0.0

    def poll() -> float:
        nonlocal trim_at
        if not lease.hold(connection):
            return LEASE_S / 5
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
