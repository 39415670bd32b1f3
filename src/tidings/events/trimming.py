"""Forgets events that are old enough and that every subscription has passed."""

from datetime import datetime

from tidings.core import db, queries
from tidings.events.catalogue import TOPICS

Q = queries.load("events")


def trim(tx: db.Connection, before: datetime, limit: int = 10_000) -> int:
    """Delete events that occurred before `before`, at most `limit` a topic; how many were deleted.

    What a subscription has not handled stays, however old: a consumer that was away for a week misses
    nothing. A group that will never come back is ended with `bus.unsubscribe`, or it keeps its topics from
    being trimmed for ever.
    """
    return sum(db.run(tx, Q["trim"], topic=topic, before=before, limit=limit) for topic in TOPICS)
