"""From a draft to a campaign that goes out, and back again while nothing has gone out."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tidings.campaigns import account, checking, contents, loading, moving, repeating, tasks, versions
from tidings.campaigns.loading import Campaign
from tidings.campaigns.model import CampaignState, Definition, TaskState
from tidings.core import db, queries
from tidings.core.errors import BadInput, Conflict

Q = queries.load("campaigns")
# The zones furthest from UTC: when a time is each recipient's own, it comes first in one and last in the other.
EAST = timedelta(hours=14)
WEST = timedelta(hours=-12)


def launch(
    connection: db.Connection, campaign_id: int, who: str, why: str, now: datetime, *, recipients: int | None = None
) -> Campaign:
    """Schedule a draft: its content and audience are frozen from here on. Returns the campaign as it is then.

    Raises Conflict when it is no draft, or the account wants a review or the number of `recipients` (NotRepeated),
    InvalidFields or BadInput when it could not go out as it stands.
    """
    checked = repeating.check(connection, campaign_id, recipients, now)
    with db.transaction(connection) as tx:
        campaign = loading.lock(tx, campaign_id)
        if campaign.state is CampaignState.IN_REVIEW:
            raise Conflict(f"Campaign {campaign_id} is in review: approving it launches it.")
        if account.get(tx).review:
            raise Conflict(f"The account wants somebody else to look at it first: submit campaign {campaign_id}.")
        repeating.check_same(campaign, checked)
        schedule(tx, campaign, "launch", who, why, now)
        return loading.get(tx, campaign_id)


def schedule(tx: db.Connection, campaign: Campaign, action: str, who: str, why: str, now: datetime) -> None:
    """Freeze the content of a locked campaign, create its send task and move it to scheduled."""
    moving.check_named(who, why)
    moving.check_edge(campaign, CampaignState.SCHEDULED)
    definition = campaign.definition
    # Lists and segments that it names may have gone since it was saved.
    checking.check(tx, definition, now)
    settings = account.get(tx)
    _check_time_left(definition, settings.zone, now)
    contents.freeze(tx, campaign.id, definition, now)
    opens_at = _opens_at(definition, settings, now)
    moving.move(tx, campaign, CampaignState.SCHEDULED, action, who, why, now, opens_at=opens_at)
    _create_send_task(tx, campaign, who, why, now)
    versions.keep(tx, campaign, action, who, now)


def take_back(connection: db.Connection, campaign_id: int, who: str, why: str, now: datetime) -> Campaign:
    """Make a scheduled campaign a draft again. Raises Conflict when its sending began already."""
    with db.transaction(connection) as tx:
        moving.check_named(who, why)
        campaign = loading.lock(tx, campaign_id)
        if campaign.state is CampaignState.IN_REVIEW:
            raise Conflict(f"Campaign {campaign_id} is in review: rejecting it makes it a draft.")
        moving.check_edge(campaign, CampaignState.DRAFT)
        task = tasks.sending(tx, campaign_id)
        moving.move(tx, campaign, CampaignState.DRAFT, "take back", who, why, now)
        assert task is not None, "a scheduled campaign without a send task"
        if not db.run(tx, Q["delete_task"], id=task.id):
            raise Conflict(f"Campaign {campaign_id} has begun to go out: stop it instead.")
        moving.record(tx, campaign_id, task.id, "take back", task.state, "none", who, why, now)
        contents.thaw(tx, campaign_id)
        return loading.get(tx, campaign_id)


def begin(tx: db.Connection, campaign_id: int, now: datetime) -> None:
    """Move a scheduled campaign to running, in the transaction that froze its members.

    A task that was paused while it waited stays paused. Raises Conflict when the campaign is no longer scheduled, so
    that a plan made beside somebody's taking back is undone with it.
    """
    campaign = loading.lock(tx, campaign_id)
    why = "its members are frozen"
    moving.move(tx, campaign, CampaignState.RUNNING, "begin", moving.SYSTEM, why, now)
    task = tasks.sending(tx, campaign_id)
    assert task is not None, "a scheduled campaign without a send task"
    if task.state is TaskState.WAITING:
        moving.move_task(tx, task, TaskState.RUNNING, "begin", moving.SYSTEM, why, now)
    else:
        db.run(tx, Q["start_paused_task"], id=task.id, now=now)


def _create_send_task(tx: db.Connection, campaign: Campaign, who: str, why: str, now: datetime) -> None:
    created = db.row(
        tx,
        Q["create_task"],
        campaign_id=campaign.id,
        kind="send",
        state=TaskState.WAITING,
        ceiling=campaign.definition.ceiling,
        now=now,
        started_at=None,
    )
    assert created is not None, "a draft with a send task"
    moving.record(tx, campaign.id, created["id"], "launch", "none", TaskState.WAITING, who, why, now)


def _opens_at(definition: Definition, settings: account.Account, now: datetime) -> datetime:
    grace_ends_at = now + settings.grace
    return max(first_at(definition, settings.zone) or grace_ends_at, grace_ends_at)


def first_at(definition: Definition, zone: str) -> datetime | None:
    """The first instant (UTC) that its send time is anywhere; None when it has none."""
    if definition.send_at is None:
        return None
    if definition.is_local:
        return definition.send_at.replace(tzinfo=UTC) - EAST
    return definition.send_at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _check_time_left(definition: Definition, zone: str, now: datetime) -> None:
    if definition.stop_at is not None and ends_at(definition.stop_at, definition.is_local, zone) <= now:
        raise BadInput(
            f"stop_at: {definition.stop_at:%Y-%m-%d %H:%M} has passed already, so nothing could go out. "
            "Set a later deadline or none."
        )


def ends_at(stop_at: datetime, is_local: bool, zone: str) -> datetime:
    """The instant (UTC) at which a deadline has passed for everybody."""
    if is_local:
        return stop_at.replace(tzinfo=UTC) - WEST
    return stop_at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
