"""How far a task is, how fast it goes and when it will be done, told from batches and from the events about them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tidings.campaigns import account, loading
from tidings.campaigns.loading import Campaign
from tidings.campaigns.model import TaskState
from tidings.campaigns.tasks import Task
from tidings.core import db, queries
from tidings.delivery import planning, windows
from tidings.events.catalogue import BatchArchived, BatchSent, BatchUnarchived, Event

Q = queries.load("delivery")
RATE_OVER = timedelta(seconds=10)
MOST_NIGHTS = 60


@dataclass(frozen=True)
class Hold:
    """Why a running task waits; `until` is None when no instant is known."""

    reason: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Progress:
    """A task in figures, of members. `rate` is members a second of product time; `eta` an instant, if one is known."""

    task: Task
    member_count: int
    done_count: int
    left_out_count: int
    waiting_count: int
    expired_count: int
    stopped_count: int
    rate: float
    hold: Hold | None
    eta: datetime | None

    @property
    def walked_count(self) -> int:
        """Members whose turn has come."""
        return self.done_count + self.left_out_count


def of(tx: db.Connection, task: Task, now: datetime) -> Progress:
    """How far a task is at `now`."""
    totals = db.row(tx, Q["batch_totals"], task_id=task.id)
    assert totals is not None, "an aggregate always has a row"
    rate = _rate(tx, task, now)
    held = db.row(tx, Q["hold"], task_id=task.id) if task.state is TaskState.RUNNING else None
    counts = ("member_count", "done_count", "left_out_count", "waiting_count", "expired_count", "stopped_count")
    return Progress(
        task,
        **{name: totals[name] for name in counts},
        rate=rate,
        hold=Hold(**held) if held else None,
        eta=_eta(tx, task, totals["waiting_count"], rate, now),
    )


def fold(tx: db.Connection, events: Iterable[Event]) -> None:
    """Add what events tell of batches to the progress of their tasks, second by second."""
    sums: dict[tuple[int, datetime], list[int]] = defaultdict(lambda: [0, 0])
    for event in events:
        if isinstance(event, BatchSent | BatchArchived | BatchUnarchived):
            second = sums[event.task_id, event.occurred_at.replace(microsecond=0)]
            second[0] += event.done_count
            second[1] += event.left_out_count
    for (task_id, second_at), (done_count, left_out_count) in sorted(sums.items()):
        db.run(
            tx,
            Q["fold_progress"],
            task_id=task_id,
            second=second_at,
            done_count=done_count,
            left_out_count=left_out_count,
        )


def outcomes(tx: db.Connection, task: Task) -> dict[str, int]:
    """How many members of a send task were left out, by reason, most first. Costs the campaign's size."""
    return {
        row["outcome"]: row["count"]
        for row in db.rows(tx, Q["outcomes"], task_id=task.id, campaign_id=task.campaign_id)
    }


def _rate(tx: db.Connection, task: Task, now: datetime) -> float:
    found = db.row(tx, Q["recent_rate"], task_id=task.id, after=now - RATE_OVER)
    if found is None or found["since"] is None:
        return 0.0
    return float(found["count"] / max(1.0, (now - found["since"]).total_seconds()))


def _eta(tx: db.Connection, task: Task, waiting_count: int, rate: float, now: datetime) -> datetime | None:
    """When the last waiting member's turn comes, if the rate stays and what a window leaves waits for the next."""
    ceilings = [ceiling for ceiling in (task.ceiling, account.get(tx).ceiling) if ceiling]
    pace = rate or float(min(ceilings, default=0))
    if not waiting_count or not pace or task.state is not TaskState.RUNNING:
        return None
    if task.kind != "send":
        return now + timedelta(seconds=waiting_count / pace)
    campaign = loading.get(tx, task.campaign_id)
    open_windows = [row for row in db.rows(tx, Q["windows"], task_id=task.id) if row["waiting_count"]]
    return _last_end(tx, campaign, open_windows, pace, now)


def _last_end(
    tx: db.Connection, campaign: Campaign, found: list[db.Row], pace: float, now: datetime
) -> datetime | None:
    """Goes through the windows in the order in which they open, as the senders will."""
    schedule = planning.schedule_of(tx, campaign)
    queue = [
        (row["opens_at"], row["closes_at"], row["waiting_count"], planning.zone_names(tx, row["zone_ids"][:1])[0])
        for row in found
    ]
    at: datetime = now
    for _ in range(MOST_NIGHTS * max(1, len(queue))):
        queue.sort()
        opens_at, closes_at, waiting_count, zone = queue.pop(0)
        begins_at = max(at, opens_at)
        ends_at = begins_at + timedelta(seconds=waiting_count / pace)
        if ends_at > closes_at:
            sent_count = int(max(0.0, (closes_at - begins_at).total_seconds()) * pace)
            at = max(at, min(closes_at, ends_at))
            again = windows.opening(schedule, zone, max(closes_at, at))
            if again.opens_at == again.closes_at:
                continue
            queue.append((again.opens_at, again.closes_at, max(1, waiting_count - sent_count), zone))
        else:
            at = ends_at
        if not queue:
            return at
    return None
