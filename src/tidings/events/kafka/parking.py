"""What was put aside so that it holds nothing up: events that Kafka refused, and records that cannot be read."""

from tidings.core import clock, db, queries

Q = queries.load("events")


def parked(tx: db.Connection) -> list[db.Row]:
    """All of it, the oldest first: `id`, `topic`, `partition` (None: it never got there), `reason`, `parked_at`."""
    return db.rows(tx, Q["parked"])


def replay(tx: db.Connection, ids: list[int]) -> int:
    """Tell these events again, each under its own id and as the newest of its topic; how many there were.

    A record that cannot be read is not told again, only dropped.
    """
    return db.run(tx, Q["replay"], ids=ids, now=clock.now())
