"""A campaign's conversations put away when it has expired, and brought back when that was a mistake."""

from datetime import datetime
from typing import Literal

from tidings.campaigns import adjusting, loading, moving, tasks
from tidings.campaigns.loading import Campaign
from tidings.campaigns.model import CampaignState, TaskState
from tidings.campaigns.tasks import Task
from tidings.core import db, queries
from tidings.core.errors import Conflict

Q = queries.load("campaigns")
_ENDED = frozenset({CampaignState.COMPLETED, CampaignState.INCOMPLETE, CampaignState.STOPPED})


def open_archive(tx: db.Connection, campaign_id: int, now: datetime) -> int:
    """Begin to archive what a running or ended campaign opened; the task's id.

    Raises Conflict when an archive or its undo is under way, or when nothing was launched or all is archived.
    """
    campaign = loading.lock(tx, campaign_id)
    if campaign.state not in _ENDED | {CampaignState.RUNNING}:
        raise Conflict(f"Campaign {campaign_id} is {moving.words(campaign.state)}: there is nothing to archive.")
    return _create(tx, campaign, "archive", moving.SYSTEM, "it has expired", now)


def finish_archive(tx: db.Connection, campaign_id: int, now: datetime) -> None:
    """End the archive task and move the ended campaign to archived. Raises Conflict when either cannot be."""
    campaign = loading.lock(tx, campaign_id)
    task = _under_way(tx, campaign, "archive")
    why = "every conversation that had expired is archived"
    moving.move(tx, campaign, CampaignState.ARCHIVED, "finish archive", moving.SYSTEM, why, now)
    moving.move_task(tx, task, TaskState.DONE, "finish archive", moving.SYSTEM, why, now)


def undo_archive(connection: db.Connection, campaign_id: int, who: str, why: str, now: datetime) -> int:
    """Begin to bring back what an archive put away; the task's id.

    The archive must be over: done or stopped. It does not begin again by itself, since the expiry is cleared. Raises
    Conflict when there is nothing to undo.
    """
    with db.transaction(connection) as tx:
        moving.check_named(who, why)
        campaign = loading.lock(tx, campaign_id)
        _check_undoable(tx, campaign)
        task_id = _create(tx, campaign, "unarchive", who, why, now)
        clear_expiry(tx, campaign, who, why, now)
        return task_id


def finish_unarchive(tx: db.Connection, campaign_id: int, now: datetime) -> None:
    """End the undo; an archived campaign is again what it was when it ended."""
    campaign = loading.lock(tx, campaign_id)
    task = _under_way(tx, campaign, "unarchive")
    why = "every conversation that was archived is back"
    moving.move_task(tx, task, TaskState.DONE, "finish undo", moving.SYSTEM, why, now)
    if campaign.state is CampaignState.ARCHIVED:
        assert campaign.ended_as is not None, "archived without having ended"
        moving.move(tx, campaign, campaign.ended_as, "finish undo", moving.SYSTEM, why, now)


def clear_expiry(tx: db.Connection, campaign: Campaign, who: str, why: str, now: datetime) -> None:
    """Let a locked campaign never expire, unless it does so already."""
    definition = campaign.definition
    if definition.archive_at is not None or definition.archive_after_days is not None:
        adjusting.rewrite_expiry(tx, campaign, None, None, who, why, now)


def _check_undoable(tx: db.Connection, campaign: Campaign) -> None:
    walk = tasks.last_walk(tx, campaign.id)
    if walk is None or (walk.kind == "unarchive" and walk.state is TaskState.DONE):
        raise Conflict(f"Campaign {campaign.id} is {moving.words(campaign.state)}: nothing of it is archived.")
    if walk.is_alive:
        raise Conflict(f"The {walk.kind} task of campaign {campaign.id} is {walk.state}: stop it first.")


def _under_way(tx: db.Connection, campaign: Campaign, kind: Literal["archive", "unarchive"]) -> Task:
    walk = tasks.last_walk(tx, campaign.id)
    if walk is None or walk.kind != kind or not walk.is_alive:
        raise Conflict(f"Campaign {campaign.id} has no {kind} task under way.")
    return walk


def _create(
    tx: db.Connection,
    campaign: Campaign,
    kind: Literal["archive", "unarchive"],
    who: str,
    why: str,
    now: datetime,
) -> int:
    created = db.row(
        tx,
        Q["create_task"],
        campaign_id=campaign.id,
        kind=kind,
        state=TaskState.RUNNING,
        ceiling=campaign.definition.ceiling,
        now=now,
        started_at=now,
    )
    if created is None:
        raise Conflict(f"Campaign {campaign.id} is being archived, or brought back, already.")
    task_id = int(created["id"])
    moving.record(tx, campaign.id, task_id, f"open {kind}", "none", TaskState.RUNNING, who, why, now)
    return task_id
