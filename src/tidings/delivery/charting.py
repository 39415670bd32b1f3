"""A task over time: how much was done when, what held it up, and what somebody changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from tidings.campaigns import account, loading
from tidings.campaigns.account import SettingChange
from tidings.campaigns.loading import Change
from tidings.campaigns.tasks import Task
from tidings.core import clock, db, queries
from tidings.delivery.progress import Hold

Q = queries.load("delivery")
MOST_BUCKETS = 200
MOST_SPANS = 500
# Lengths of a bucket, in seconds, that people can read off an axis; beyond them whole days.
LENGTHS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
# Real time; a hold that is gone no longer than that was not gone.
APART = timedelta(seconds=2)


@dataclass(frozen=True)
class Bucket:
    """What was done from `at` on, until the next one begins; counts are of members."""

    at: datetime
    done_count: int
    left_out_count: int


@dataclass(frozen=True)
class Chart:
    """`buckets` of `length_s` each, without a gap; holds that last have no end yet; what was changed, oldest first.

    `settings` are the account's, which hold for all campaigns.
    """

    begins_at: datetime
    ends_at: datetime
    length_s: int
    buckets: tuple[Bucket, ...]
    holds: tuple[Hold, ...]
    changes: tuple[Change, ...]
    settings: tuple[SettingChange, ...]


def chart(tx: db.Connection, task: Task, now: datetime) -> Chart:
    """A task from its beginning, or its creation when it waits, to its end or `now`."""
    begins_at = (task.started_at or task.created_at).replace(microsecond=0)
    ends_at = max(begins_at, task.ended_at or now)
    length_s = length((ends_at - begins_at).total_seconds())
    found = {
        row["number"]: row
        for row in db.rows(tx, Q["progress_in_buckets"], task_id=task.id, begins_at=begins_at, length_s=length_s)
    }
    # Whoever sends on another host may have another second on its clock.
    count = max([int((ends_at - begins_at).total_seconds() // length_s) + 1, *(number + 1 for number in found)])
    buckets = (
        Bucket(
            begins_at + timedelta(seconds=number * length_s),
            found[number]["done_count"] if number in found else 0,
            found[number]["left_out_count"] if number in found else 0,
        )
        for number in range(min(count, MOST_BUCKETS + 1))
    )
    holds = (Hold(**row) for row in db.rows(tx, Q["holds_of_task"], task_id=task.id, limit=MOST_SPANS))
    changes = (each for each in loading.changes(tx, task.campaign_id) if each.task_id in (None, task.id))
    settings = account.paced(tx, begins_at, ends_at)
    return Chart(begins_at, ends_at, length_s, tuple(buckets), tuple(joined(holds)), tuple(changes), tuple(settings))


def length(span_s: float) -> int:
    """How many seconds a bucket has, so that there are at most so many."""
    wanted = span_s / (MOST_BUCKETS - 1)
    return next((each for each in LENGTHS if each >= wanted), ceil(wanted / LENGTHS[-1]) * LENGTHS[-1])


def joined(holds: Iterable[Hold]) -> list[Hold]:
    """Holds in their order, those of one reason that nearly follow each other as one."""
    found: list[Hold] = []
    for hold in holds:
        last = found[-1] if found else None
        apart = APART * clock.current().speed
        if last and last.reason == hold.reason and last.until and hold.since - last.until < apart:
            found[-1] = Hold(last.reason, last.since, hold.until)
        else:
            found.append(hold)
    return found
