"""What moves a campaign and its tasks after it was written: launch, pause, resume, stop, end, archive, adjust.

Callers import this module only: `control.pause(connection, campaign_id, "send", who, why, now)`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal

from tidings.campaigns import loading, moving
from tidings.campaigns.adjusting import set_archive as set_archive
from tidings.campaigns.adjusting import set_ceiling as set_ceiling
from tidings.campaigns.adjusting import set_stop_at as set_stop_at
from tidings.campaigns.expiring import clear_expiry
from tidings.campaigns.expiring import finish_archive as finish_archive
from tidings.campaigns.expiring import finish_unarchive as finish_unarchive
from tidings.campaigns.expiring import open_archive as open_archive
from tidings.campaigns.expiring import undo_archive as undo_archive
from tidings.campaigns.launching import begin as begin
from tidings.campaigns.launching import launch as launch
from tidings.campaigns.launching import take_back as take_back
from tidings.campaigns.model import CampaignState, TaskState
from tidings.campaigns.moving import SYSTEM as SYSTEM
from tidings.campaigns.reviewing import approve as approve
from tidings.campaigns.reviewing import reject as reject
from tidings.campaigns.reviewing import submit as submit
from tidings.campaigns.tasks import Task as Task
from tidings.campaigns.tasks import last_walk, sending
from tidings.campaigns.tasks import task as task
from tidings.campaigns.tasks import tasks as tasks
from tidings.core import db
from tidings.core.errors import Conflict

Which = Literal["send", "archive"]


def pause(connection: db.Connection, campaign_id: int, which: Which, who: str, why: str, now: datetime) -> None:
    """Pause a task of the campaign; returns when nothing more can come of what was under way.

    `which` is "send", or "archive" for an archive or its undo. Raises Conflict when there is nothing to pause.
    """
    with _acknowledged(connection) as tx:
        task = _current(tx, campaign_id, which, who, why)
        moving.move_task(tx, task, TaskState.PAUSED, "pause", who, why, now)


def resume(connection: db.Connection, campaign_id: int, which: Which, who: str, why: str, now: datetime) -> None:
    """Let a paused task go on where it stood. Raises Conflict when it is not paused."""
    with db.transaction(connection) as tx:
        task = _current(tx, campaign_id, which, who, why)
        if task.state is not TaskState.PAUSED:
            raise Conflict(f"The {task.kind} task of campaign {campaign_id} is {task.state}, so it cannot be resumed.")
        to = TaskState.WAITING if task.started_at is None else TaskState.RUNNING
        moving.move_task(tx, task, to, "resume", who, why, now)


def stop(connection: db.Connection, campaign_id: int, which: Which, who: str, why: str, now: datetime) -> None:
    """End a task for good; returns when nothing more can come of what was under way.

    Stopping to send ends the campaign as stopped. A stopped archive does not begin again by itself: the campaign's
    expiry is cleared. Raises Conflict when there is nothing to stop.
    """
    with _acknowledged(connection) as tx:
        task = _current(tx, campaign_id, which, who, why)
        moving.move_task(tx, task, TaskState.STOPPED, "stop", who, why, now)
        campaign = loading.get(tx, campaign_id)
        if which == "send":
            moving.move(tx, campaign, CampaignState.STOPPED, "stop", who, why, now)
        else:
            clear_expiry(tx, campaign, who, why, now)


def finish(tx: db.Connection, campaign_id: int, as_state: CampaignState, why: str, now: datetime) -> None:
    """End a running campaign as completed, incomplete or stopped, its send task with it.

    Raises Conflict when it is not running: somebody was quicker to stop it.
    """
    campaign = loading.lock(tx, campaign_id)
    moving.move(tx, campaign, as_state, "finish", moving.SYSTEM, why, now)
    task = sending(tx, campaign_id)
    assert task is not None, "a running campaign without a send task"
    to = TaskState.STOPPED if as_state is CampaignState.STOPPED else TaskState.DONE
    moving.move_task(tx, task, to, "finish", moving.SYSTEM, why, now)


@contextmanager
def _acknowledged(connection: db.Connection) -> Iterator[db.Connection]:
    """A transaction, and then an end of what senders began before it.

    Whoever asks again because the first answer was lost is told that it is so already, and relies on that as well.
    """
    try:
        with db.transaction(connection) as tx:
            yield tx
    except Conflict:
        db.wait_for_senders(connection)
        raise
    db.wait_for_senders(connection)


def _current(tx: db.Connection, campaign_id: int, which: Which, who: str, why: str) -> Task:
    """The task that a person means, the campaign locked so that it stays so."""
    moving.check_named(who, why)
    campaign = loading.lock(tx, campaign_id)
    found = sending(tx, campaign_id) if which == "send" else last_walk(tx, campaign_id)
    if found is None:
        nothing = "was not launched" if which == "send" else "has no archive task"
        raise Conflict(f"Campaign {campaign_id} is {moving.words(campaign.state)} and {nothing} yet.")
    return found
