"""Why a running task is not sending now, and until when: for people who watch, decided in one place."""

from collections.abc import Collection, Sequence
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
KEPT = timedelta(days=90)


def write(
    connection: db.Connection,
    running: Sequence[Task],
    busy_ids: Collection[int],
    roles: Collection[str],
    ceiling: int | None,
    now: datetime,
) -> None:
    """Write the hold of each running task that has one, and end those of all others."""
    held: list[int] = []
    for task in running:
        reason, until = _reason(connection, task, task.id in busy_ids, roles, ceiling, now)
        if reason is not None:
            db.run(connection, Q["save_hold"], task_id=task.id, reason=reason, until=until, now=now)
            held.append(task.id)
    db.run(connection, Q["end_holds"], kept_ids=held, now=now)


def forget(connection: db.Connection, now: datetime) -> None:
    """Drop holds that have been over for long."""
    db.run(connection, Q["forget_holds"], old=now - KEPT)


def _reason(
    connection: db.Connection,
    task: Task,
    is_busy: bool,
    roles: Collection[str],
    ceiling: int | None,
    now: datetime,
) -> tuple[str | None, datetime | None]:
    if is_busy:
        role = "sender" if task.kind == "send" else "archiver"
        if role not in roles:
            return NO_SENDER, None
        return (CEILING, None) if task.ceiling or ceiling else (None, None)
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


def _why_closed(connection: db.Connection, task: Task, window: db.Row) -> str:
    """A window that opens at its zone's send time was not due before; any other was kept closed by the night."""
    campaign = loading.get(connection, task.campaign_id)
    schedule = planning.schedule_of(connection, campaign)
    if window["opens_at"] <= schedule.not_before:
        return NOT_DUE
    due = {windows.due_at(schedule, name) for name in planning.zone_names(connection, window["zone_ids"])}
    return NOT_DUE if window["opens_at"] in due else QUIET
