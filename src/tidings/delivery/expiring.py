"""Opens the archive of an expired campaign, gives it the batches that became due, and ends it when all are walked."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tidings.campaigns import account, control, loading
from tidings.campaigns.loading import Campaign
from tidings.campaigns.model import CampaignState
from tidings.campaigns.tasks import Task, last_walk, of_campaign, sending
from tidings.core import db, queries

Q = queries.load("delivery")
_STARTED = frozenset({CampaignState.RUNNING, CampaignState.COMPLETED, CampaignState.INCOMPLETE, CampaignState.STOPPED})


def ended_by(tx: db.Connection, campaign: Campaign, now: datetime) -> datetime | None:
    """Batches that ended at or before this instant are to be archived by now; None when there are none yet.

    A date archives whatever has been sent; days count from the end of each batch, so that everybody has it as long.
    """
    definition = campaign.definition
    if definition.archive_at is not None:
        zone = ZoneInfo(account.get(tx).zone)
        return now if definition.archive_at.replace(tzinfo=zone) <= now else None
    if definition.archive_after_days is not None:
        return now - timedelta(days=definition.archive_after_days)
    return None


def open_due(connection: db.Connection, campaign: Campaign, now: datetime) -> bool:
    """Open the archive task of a campaign whose first batch is due; whether it did."""
    due_by = ended_by(connection, campaign, now)
    if due_by is None or campaign.state not in _STARTED:
        return False
    walk, task = last_walk(connection, campaign.id), sending(connection, campaign.id)
    if task is None or (walk is not None and walk.is_alive):
        return False
    first = db.row(connection, Q["first_end"], task_id=task.id)
    assert first is not None, "an aggregate always has a row"
    if first["ended_at"] is None or first["ended_at"] > due_by:
        return False
    with db.transaction(connection) as tx:
        control.open_archive(tx, campaign.id, now)
    return True


def feed(connection: db.Connection, walk: Task, now: datetime) -> int:
    """Copy to an archive task, or to an undo, the batches that are due for it; how many."""
    source = source_of(connection, walk)
    campaign = loading.get(connection, walk.campaign_id)
    due_by = ended_by(connection, campaign, now) if walk.kind == "archive" else now
    if due_by is None:
        return 0
    return db.run(connection, Q["copy_due_batches"], task_id=walk.id, source_task_id=source.id, ended_by=due_by)


def finish(connection: db.Connection, walk: Task, now: datetime) -> bool:
    """End an archive, or an undo, that has nothing left to walk; whether it did."""
    source = source_of(connection, walk)
    # In this order: once everything is copied nothing is copied any more, so that the totals are of all of it.
    uncopied = db.row(connection, Q["count_uncopied"], task_id=walk.id, source_task_id=source.id)
    totals = db.row(connection, Q["batch_totals"], task_id=walk.id)
    assert totals is not None and uncopied is not None, "aggregates always have a row"
    if source.is_alive or totals["ready_count"] or uncopied["count"]:
        return False
    with db.transaction(connection) as tx:
        if walk.kind == "archive":
            control.finish_archive(tx, walk.campaign_id, now)
        else:
            control.finish_unarchive(tx, walk.campaign_id, now)
    return True


def source_of(tx: db.Connection, walk: Task) -> Task:
    """The task whose members a walk goes over: the send task, or for an undo the archive before it."""
    kind = "send" if walk.kind == "archive" else "archive"
    before = [task for task in of_campaign(tx, walk.campaign_id) if task.kind == kind and task.id < walk.id]
    return before[-1]
