"""How far a task is, how fast it goes and when it will be done, told from batches and from the events about them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tidings.campaigns import account, loading
from tidings.campaigns.loading import Campaign
from tidings.campaigns.model import TaskState
from tidings.campaigns.tasks import Task
from tidings.core import clock, db, queries
from tidings.delivery import planning, windows
from tidings.events.catalogue import BatchArchived, BatchSent, BatchUnarchived, Event

Q = queries.load("delivery")
# The group under which progress hears of batches.
GROUP = "progress"
SECOND = timedelta(seconds=1)
# Real time.
RATE_OVER = 10 * SECOND
MOST_NIGHTS = 60


@dataclass(frozen=True)
class Hold:
    """Why a running task waits; `until` is None when no instant is known."""

    reason: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Progress:
    """A task in figures, of members. `rate` is members a real second, as ceilings are; `eta` an instant, if known."""

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
    pace, last_at = _pace(tx, task)
    is_going = last_at is not None and now - last_at <= _product(RATE_OVER)
    held = db.row(tx, Q["hold"], task_id=task.id) if task.state is TaskState.RUNNING else None
    counts = ("member_count", "done_count", "left_out_count", "waiting_count", "expired_count", "stopped_count")
    return Progress(
        task,
        **{name: totals[name] for name in counts},
        rate=pace if is_going else 0.0,
        hold=Hold(**held) if held else None,
        eta=_eta(tx, task, totals["waiting_count"], pace, now),
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


def _product(real: timedelta) -> timedelta:
    """How much product time passes in so much real time."""
    return real * clock.current().speed


def _pace(tx: db.Connection, task: Task) -> tuple[float, datetime | None]:
    """Members a real second over the last stretch in which anything was done, and when that ended."""
    found = db.row(tx, Q["rate"], task_id=task.id, over=_product(RATE_OVER))
    if found is None or found["first_at"] is None:
        return 0.0, None
    length_s = (found["last_at"] - found["first_at"] + SECOND) / _product(SECOND)
    return found["count"] / max(1.0, length_s), found["last_at"]


def _eta(tx: db.Connection, task: Task, waiting_count: int, pace: float, now: datetime) -> datetime | None:
    """When the last waiting member's turn comes, if the pace stays and what a window leaves waits for the next."""
    ceilings = [float(ceiling) for ceiling in (task.ceiling, account.get(tx).ceiling) if ceiling]
    pace = min([*ceilings, pace] if pace else ceilings, default=0.0)
    if not waiting_count or not pace or task.state is not TaskState.RUNNING:
        return None
    pace /= clock.current().speed
    if task.kind != "send":
        return now + timedelta(seconds=waiting_count / pace)
    campaign = loading.get(tx, task.campaign_id)
    # Whoever missed their time is passed over at once.
    found = [row for row in db.rows(tx, Q["windows"], task_id=task.id) if row["waiting_count"] and not row["verdict"]]
    return _last_end(tx, campaign, found, pace, now)


def _last_end(
    tx: db.Connection, campaign: Campaign, found: list[db.Row], pace: float, now: datetime
) -> datetime | None:
    """Goes through the windows in the order in which they open, as the senders will; `pace` is of product time.

    The zones of a window wake together but for a few nights a year, so that the first of them speaks for all.
    """
    schedule = planning.schedule_of(tx, campaign)
    queue = [
        (row["opens_at"], row["closes_at"], row["waiting_count"], planning.zone_names(tx, row["zone_ids"][:1])[0])
        for row in found
    ]
    at: datetime = now
    for _ in range(MOST_NIGHTS * max(1, len(queue))):
        if not queue:
            return at
        queue.sort()
        opens_at, closes_at, waiting_count, zone = queue.pop(0)
        begins_at = max(at, opens_at)
        sent_count = min(waiting_count, max(0, int((closes_at - begins_at).total_seconds() * pace)))
        at = max(at, min(closes_at, begins_at + timedelta(seconds=sent_count / pace)))
        if sent_count < waiting_count:
            again = windows.opening(schedule, zone, max(closes_at, at))
            if again.opens_at < again.closes_at:
                queue.append((again.opens_at, again.closes_at, waiting_count - sent_count, zone))
    return None
