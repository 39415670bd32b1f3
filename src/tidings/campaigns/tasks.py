"""Tasks: the long runs over a campaign's audience, one to send and one at a time to archive or to undo that."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from tidings.campaigns.model import TaskState
from tidings.core import db, queries
from tidings.core.errors import NotFound

Q = queries.load("campaigns")
Kind = Literal["send", "archive", "unarchive"]
ALIVE = frozenset({TaskState.WAITING, TaskState.RUNNING, TaskState.PAUSED})


@dataclass(frozen=True)
class Task:
    """A run over an audience. `ceiling` is messages a second, None: only the account's."""

    id: int
    campaign_id: int
    kind: Kind
    state: TaskState
    ceiling: int | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def is_alive(self) -> bool:
        """Whether it is still to do something, now or after a resume."""
        return self.state in ALIVE


def tasks(tx: db.Connection) -> list[Task]:
    """Every task that is waiting, running or paused, oldest first."""
    return [_task(found) for found in db.rows(tx, Q["tasks_alive"])]


def task(tx: db.Connection, task_id: int) -> Task:
    """The task. Raises NotFound."""
    found = db.row(tx, Q["task"], id=task_id)
    if found is None:
        raise NotFound(f"There is no task {task_id}.")
    return _task(found)


def of_campaign(tx: db.Connection, campaign_id: int) -> list[Task]:
    """All tasks that a campaign has or had, oldest first."""
    return [_task(found) for found in db.rows(tx, Q["tasks_of_campaign"], campaign_id=campaign_id)]


def of_campaigns(tx: db.Connection, ids: Collection[int]) -> list[Task]:
    """All tasks that these campaigns have or had, oldest first."""
    return [_task(found) for found in db.rows(tx, Q["tasks_of_campaigns"], ids=list(ids))]


def sending(tx: db.Connection, campaign_id: int) -> Task | None:
    """The campaign's send task; there is one since its launch."""
    return next((task for task in of_campaign(tx, campaign_id) if task.kind == "send"), None)


def last_walk(tx: db.Connection, campaign_id: int) -> Task | None:
    """The campaign's latest archive or undo of one, whether it is over or not."""
    walks = [task for task in of_campaign(tx, campaign_id) if task.kind != "send"]
    return walks[-1] if walks else None


def timing(tx: db.Connection, task_id: int) -> int:
    """A number for all that decides when the task's campaign may go out: another one whenever some of it changed.

    Read it before what is computed from. The fragment `campaigns/timing` gives it inside a statement. Raises NotFound.
    """
    found = db.row(tx, Q["timing_of_task"], task_id=task_id)
    if found is None:
        raise NotFound(f"There is no task {task_id}.")
    return int(found["basis"])


def _task(row: dict[str, Any]) -> Task:
    """The task of a row of its table."""
    return Task(**{**row, "state": TaskState(row["state"])})
