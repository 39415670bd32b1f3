"""The planner: freezes the members of campaigns that are due, and keeps the windows of running ones up to date."""

import time
from dataclasses import dataclass
from datetime import datetime

from tidings.campaigns import control, loading
from tidings.campaigns.loading import Campaign
from tidings.campaigns.model import CampaignState, TaskState
from tidings.campaigns.tasks import sending, timing
from tidings.core import clock, db, log
from tidings.core.errors import Conflict, TidingsError
from tidings.core.lease import Lease
from tidings.core.loop import Poll
from tidings.delivery import expiring, planning, refreshing

LOOK_S = 0.2
LEASE_S = 2.0
# After so many seconds a plan that failed is tried again.
AGAIN_S = 5.0
logger = log.get(__name__)


@dataclass
class _Seen:
    """What this process knows of a campaign: when it is due, by which timing, and what it did about it."""

    basis: int | None = None
    due_at: datetime | None = None
    again_s: float = float("-inf")
    is_refreshed: bool = False


def begin(connection: db.Connection) -> Poll:
    """The planner's poll: one look at every campaign that is alive."""
    planning.prepare(connection)
    lease = Lease("planner", LEASE_S)
    seen: dict[int, _Seen] = {}

    def poll() -> float:
        if not lease.hold(connection):
            return LOOK_S
        # What runs comes first: freezing a large audience takes seconds, and a window may have closed.
        campaigns = sorted(loading.alive(connection), key=lambda each: each.state is CampaignState.SCHEDULED)
        for campaign in campaigns:
            _look(connection, campaign, seen.setdefault(campaign.id, _Seen()))
        for campaign_id in seen.keys() - {campaign.id for campaign in campaigns}:
            del seen[campaign_id]
        return LOOK_S

    return poll


def _look(connection: db.Connection, campaign: Campaign, seen: _Seen) -> None:
    now = clock.now()
    try:
        if campaign.state is CampaignState.SCHEDULED:
            _plan(connection, campaign, seen, now)
        elif campaign.state is CampaignState.RUNNING:
            _refresh(connection, campaign, seen, now)
        expiring.open_due(connection, campaign, now)
    except Conflict as conflict:
        logger.info("planner.overtaken", campaign_id=campaign.id, reason=str(conflict))


def _plan(connection: db.Connection, campaign: Campaign, seen: _Seen, now: datetime) -> None:
    task = sending(connection, campaign.id)
    if task is None:
        return
    basis = timing(connection, task.id)
    if seen.due_at is None or seen.basis != basis:
        seen.basis, seen.due_at = basis, planning.due_at(connection, campaign, now)
    if seen.due_at > now or time.monotonic() < seen.again_s:
        return
    try:
        planning.plan(connection, campaign.id, now)
    except Conflict:
        raise
    except TidingsError as error:
        seen.again_s = time.monotonic() + AGAIN_S
        _hold_up(connection, campaign.id, error, now)


def _hold_up(connection: db.Connection, campaign_id: int, error: TidingsError, now: datetime) -> None:
    """Pause a campaign whose audience cannot be worked out: a person has to put it right and resume it."""
    logger.error("planner.cannot_plan", campaign_id=campaign_id, reason=str(error))
    task = sending(connection, campaign_id)
    if task is not None and task.state is TaskState.WAITING:
        why = f"its audience cannot be worked out: {error}"
        control.pause(connection, campaign_id, "send", control.SYSTEM, why, now)


def _refresh(connection: db.Connection, campaign: Campaign, seen: _Seen, now: datetime) -> None:
    """Everything anew when this process has not computed it yet: its zone data may be another."""
    task = sending(connection, campaign.id)
    assert task is not None, "a running campaign without a send task"
    refreshing.refresh(connection, campaign.id, task.id, now, everything=not seen.is_refreshed)
    seen.is_refreshed = True
