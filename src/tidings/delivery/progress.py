"""How far a task is, how fast it goes and when it will be done, told from batches and from the events about them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tidings.audience import zones
from tidings.campaigns import account, loading
from tidings.campaigns.loading import Campaign
from tidings.campaigns.model import TaskState
from tidings.campaigns.tasks import Task
from tidings.core import clock, db, queries
from tidings.delivery import estimating, planning
from tidings.delivery.estimating import Waiting
from tidings.events.catalogue import BatchArchived, BatchSent, BatchUnarchived, Event

Q = queries.load("delivery")
# The group under which progress hears of batches.
GROUP = "progress"
SECOND = timedelta(seconds=1)
# Real time.
RATE_OVER = 10 * SECOND


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
    return of_several(tx, [loading.get(tx, task.campaign_id)], [task], now)[task.id]


def of_several(
    tx: db.Connection, campaigns: Iterable[Campaign], tasks: Sequence[Task], now: datetime
) -> dict[int, Progress]:
    """How far tasks of these campaigns are, by the task's number: six statements, however many they are."""
    ids = [task.id for task in tasks]
    if not ids:
        return {}
    totals = {row.pop("task_id"): row for row in db.rows(tx, Q["totals_of_tasks"], task_ids=ids)}
    paces = {row["task_id"]: _pace(row) for row in db.rows(tx, Q["rates"], task_ids=ids, over=_product(RATE_OVER))}
    holds = {row.pop("task_id"): Hold(**row) for row in db.rows(tx, Q["holds"], task_ids=ids)}
    ahead = _Ahead(tx, campaigns, ids, now)
    found = {}
    for task in tasks:
        pace, last_at = paces.get(task.id, (0.0, None))
        is_going = last_at is not None and now - last_at <= _product(RATE_OVER)
        found[task.id] = Progress(
            task,
            **totals[task.id],
            rate=pace if is_going else 0.0,
            hold=holds.get(task.id) if task.state is TaskState.RUNNING else None,
            eta=ahead.eta(task, totals[task.id]["waiting_count"], pace),
        )
    return found


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


def _pace(row: db.Row) -> tuple[float, datetime]:
    """Members a real second over the last stretch in which anything was done, and when that ended."""
    length_s = (row["last_at"] - row["first_at"] + SECOND) / _product(SECOND)
    return row["count"] / max(1.0, length_s), row["last_at"]


class _Ahead:
    """What is read once to tell when tasks will be done."""

    def __init__(
        self, tx: db.Connection, campaigns: Iterable[Campaign], task_ids: Sequence[int], now: datetime
    ) -> None:
        self._campaigns = {campaign.id: campaign for campaign in campaigns}
        self._settings = account.get(tx)
        self._zones = zones.names(tx)
        self._now = now
        self._windows: dict[int, list[db.Row]] = defaultdict(list)
        for row in db.rows(tx, Q["windows_waited_for"], task_ids=list(task_ids)):
            self._windows[row["task_id"]].append(row)

    def eta(self, task: Task, waiting_count: int, pace: float) -> datetime | None:
        """When the last waiting member's turn comes, if the pace stays and what a window leaves waits for the next."""
        ceilings = [float(ceiling) for ceiling in (task.ceiling, self._settings.ceiling) if ceiling]
        pace = min([*ceilings, pace] if pace else ceilings, default=0.0)
        if not waiting_count or not pace or task.state is not TaskState.RUNNING:
            return None
        pace /= clock.current().speed
        if task.kind != "send":
            return self._now + timedelta(seconds=waiting_count / pace)
        schedule = planning.schedule_by(self._settings, self._campaigns[task.campaign_id])
        waiting = [
            Waiting(row["opens_at"], row["closes_at"], row["waiting_count"], self._zones[row["zone_ids"][0]])
            for row in self._windows[task.id]
        ]
        return estimating.last_end(schedule, waiting, pace, self._now)
