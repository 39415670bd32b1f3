"""Why a running task is not sending as fast as it could, and until when: for people who watch, decided in one place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tidings.campaigns import loading
from tidings.campaigns.tasks import Task
from tidings.core import db, queries
from tidings.delivery import planning, windows

Q = queries.load("delivery")
NOT_DUE = "not_due_yet"
QUIET = "quiet_hours"
DEADLINE = "deadline"
CEILING = "ceiling"
NO_SENDER = "no_sender"
PEOPLE = "people"
KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Limits:
    """What bounds all tasks: the roles that have a live process, the account's ceiling, and whether people go first."""

    roles: frozenset[str]
    ceiling: int | None
    gives_way: bool


def write(
    connection: db.Connection, running: Sequence[Task], busy_ids: Collection[int], limits: Limits, now: datetime
) -> None:
    """Write the hold of each running task that has one, and end those of all others."""
    held: list[int] = []
    for task in running:
        reason, until = _reason(connection, task, task.id in busy_ids, limits, now)
        if reason is not None:
            db.run(connection, Q["save_hold"], task_id=task.id, reason=reason, until=until, now=now)
            held.append(task.id)
    db.run(connection, Q["end_holds"], kept_ids=held, now=now)


def forget(connection: db.Connection, now: datetime) -> None:
    """Drop holds that have been over for long."""
    db.run(connection, Q["forget_holds"], old=now - KEPT)


def _reason(
    connection: db.Connection, task: Task, is_busy: bool, limits: Limits, now: datetime
) -> tuple[str | None, datetime | None]:
    if is_busy:
        return _why_slow(task, limits), None
    ahead = [
        row
        for row in db.rows(connection, Q["windows"], task_id=task.id)
        if row["waiting_count"] and row["opens_at"] > now
    ]
    if not ahead:
        return None, None
    # An empty window is one whose deadline comes before its next waking hour: nothing opens when it is reached.
    opening = [row for row in ahead if row["opens_at"] < row["closes_at"]]
    if not opening:
        return DEADLINE, max(row["closes_at"] for row in ahead)
    first = min(opening, key=lambda row: row["opens_at"])
    return _why_closed(connection, task, first), first["opens_at"]


def _why_slow(task: Task, limits: Limits) -> str | None:
    role = "sender" if task.kind == "send" else "archiver"
    if role not in limits.roles:
        return NO_SENDER
    if task.ceiling or limits.ceiling:
        return CEILING
    return PEOPLE if limits.gives_way else None


def _why_closed(connection: db.Connection, task: Task, window: db.Row) -> str:
    """A window that opens at its zone's send time was not due before; any other was kept closed by the night."""
    campaign = loading.get(connection, task.campaign_id)
    schedule = planning.schedule_of(connection, campaign)
    if window["opens_at"] <= schedule.not_before:
        return NOT_DUE
    due = {windows.due_at(schedule, name) for name in planning.zone_names(connection, window["zone_ids"])}
    return NOT_DUE if window["opens_at"] in due else QUIET
