"""The planner: freezes the members of campaigns that are due, and keeps the windows of running ones up to date."""

from tidings.audience import zones
from tidings.campaigns import account, loading
from tidings.campaigns.loading import Campaign
from tidings.campaigns.model import CampaignState
from tidings.campaigns.tasks import sending
from tidings.core import clock, db, log
from tidings.core.errors import Conflict
from tidings.core.lease import Lease
from tidings.core.loop import Poll
from tidings.delivery import expiring, planning

LOOK_S = 0.2
LEASE_S = 5.0
logger = log.get(__name__)


def begin(connection: db.Connection) -> Poll:
    """The planner's poll: one look at every campaign that is alive."""
    zones.sync(connection)
    lease = Lease("planner", LEASE_S)
    seen: dict[int, object] = {}
    connection.execute("set work_mem = '64MB'")

    def poll() -> float:
        if not lease.hold(connection):
            return LOOK_S
        for campaign in loading.alive(connection):
            try:
                _look(connection, campaign, seen)
            except Conflict as conflict:
                logger.info("planner.overtaken", campaign_id=campaign.id, reason=str(conflict))
        return LOOK_S

    return poll


def _look(connection: db.Connection, campaign: Campaign, seen: dict[int, object]) -> None:
    now = clock.now()
    if campaign.state is CampaignState.SCHEDULED and planning.due_at(connection, campaign, now) <= now:
        planning.plan(connection, campaign.id, now)
    elif campaign.state is CampaignState.RUNNING:
        _refresh(connection, campaign, seen)
    expiring.open_due(connection, campaign, now)


def _refresh(connection: db.Connection, campaign: Campaign, seen: dict[int, object]) -> None:
    """Everything anew when what windows are computed from changed, or when this process has not computed them yet."""
    task = sending(connection, campaign.id)
    assert task is not None, "a running campaign without a send task"
    basis = (campaign.revision, account.get(connection))
    planning.refresh(connection, campaign, task.id, clock.now(), everything=seen.get(campaign.id) != basis)
    seen[campaign.id] = basis
