"""When the last of many will have it: windows in the order in which they open, at a pace, night after night. No I/O."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tidings.delivery import windows
from tidings.delivery.windows import Schedule

MOST_NIGHTS = 60


@dataclass(frozen=True, order=True)
class Waiting:
    """So many who wait for a window; the zones of one wake together but for a few nights a year, one speaks for all."""

    opens_at: datetime
    closes_at: datetime
    count: int
    zone: str


def last_end(schedule: Schedule, waiting: Iterable[Waiting], pace: float, now: datetime) -> datetime | None:
    """When the last one has it, at `pace` a second of product time; None when the deadline comes before.

    What a window leaves waits for the next of its zone.
    """
    queue = sorted(waiting)
    at = now
    for _ in range(MOST_NIGHTS * max(1, len(queue))):
        if not queue:
            return at
        first = heapq.heappop(queue)
        begins_at = max(at, first.opens_at)
        sent_count = min(first.count, max(0, int((first.closes_at - begins_at).total_seconds() * pace)))
        at = max(at, min(first.closes_at, begins_at + timedelta(seconds=sent_count / pace)))
        if sent_count < first.count:
            again = windows.opening(schedule, first.zone, max(first.closes_at, at))
            if again.opens_at < again.closes_at:
                left = Waiting(again.opens_at, again.closes_at, first.count - sent_count, first.zone)
                heapq.heappush(queue, left)
    return None
