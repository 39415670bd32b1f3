"""Plans: works out when each zone may be sent to, and freezes the audience into batches a little before it opens."""

from datetime import datetime, timedelta

from tidings.audience import zones
from tidings.campaigns import account, control, loading
from tidings.campaigns.loading import Campaign
from tidings.campaigns.model import CampaignState
from tidings.campaigns.tasks import sending, timing
from tidings.core import config, db, log, queries
from tidings.delivery import addressing, windows
from tidings.delivery.windows import Opening, Schedule

Q = queries.load("delivery")
LEAD = timedelta(seconds=30)
logger = log.get(__name__)


def prepare(connection: db.Connection) -> None:
    """Read what planning needs first, and let freezing a large audience take its time and its memory."""
    zones.sync(connection)
    windows.read_rules(zones.names(connection).values())
    db.run(connection, Q["set_for_session"], name="statement_timeout", value="0")
    db.run(connection, Q["set_for_session"], name="work_mem", value="64MB")


def schedule_of(tx: db.Connection, campaign: Campaign) -> Schedule:
    """When a launched campaign may go out, by its definition and the account's settings of this moment."""
    return schedule_by(account.get(tx), campaign)


def schedule_by(settings: account.Account, campaign: Campaign) -> Schedule:
    """When a launched campaign may go out, by its definition and these settings."""
    assert campaign.launched_at is not None, "a campaign that was not launched"
    return windows.schedule(
        campaign.definition,
        zone=settings.zone,
        account_quiet_hours=settings.quiet_hours,
        launched_at=campaign.launched_at,
        not_before=grace_ends_at(settings, campaign),
    )


def grace_ends_at(settings: account.Account, campaign: Campaign) -> datetime:
    """Until when a launch can be taken back, whatever its send time: by the settings of its launch, where it shows."""
    assert campaign.launched_at is not None and campaign.opens_at is not None, "a campaign that was not launched"
    if campaign.definition.send_at is None:
        return campaign.opens_at
    return min(campaign.opens_at, campaign.launched_at + settings.grace)


def due_at(tx: db.Connection, campaign: Campaign, now: datetime) -> datetime:
    """When a scheduled campaign is to be planned: a little before its first window opens, never within its grace.

    It stays so as long as its task's timing does.
    """
    settings = account.get(tx)
    return _due_at(settings, campaign, _groups(tx, settings, campaign, now))


def plan(connection: db.Connection, campaign_id: int, now: datetime) -> int | None:
    """Freeze the members of a scheduled campaign that is due and let it begin; how many they are.

    All of it commits together or not at all. None when it is not scheduled or not due any more: it was planned by
    somebody else, stopped, or taken back. Raises InvalidFields when its audience cannot be worked out.
    """
    with db.transaction(connection) as tx:
        campaign = loading.lock(tx, campaign_id)
        if campaign.state is not CampaignState.SCHEDULED:
            return None
        task = sending(tx, campaign_id)
        assert task is not None, "a scheduled campaign without a send task"
        basis = timing(tx, task.id)
        settings = account.get(tx)
        groups = _groups(tx, settings, campaign, now)
        if _due_at(settings, campaign, groups) > now:
            return None
        member_count = _freeze(tx, campaign, task.id, basis, groups, now)
        control.begin(tx, campaign_id, now)
    logger.info("plan.frozen", campaign_id=campaign_id, member_count=member_count, windows=len(groups))
    return member_count


def save(tx: db.Connection, task_id: int, number: int, opening: Opening, zone_ids: list[int]) -> None:
    """Write a window, new or again."""
    db.run(
        tx,
        Q["save_window"],
        task_id=task_id,
        number=number,
        zone_ids=zone_ids,
        opens_at=opening.opens_at,
        closes_at=opening.closes_at,
        verdict=opening.verdict,
    )


def zone_names(tx: db.Connection, zone_ids: list[int]) -> list[str]:
    """The IANA names of zones by their numbers."""
    names = zones.names(tx)
    return [names[zone_id] for zone_id in zone_ids]


def _groups(
    tx: db.Connection, settings: account.Account, campaign: Campaign, now: datetime
) -> dict[Opening, list[int]]:
    zones.sync(tx)
    return dict(windows.group(schedule_by(settings, campaign), zones.names(tx).items(), now))


def _due_at(settings: account.Account, campaign: Campaign, groups: dict[Opening, list[int]]) -> datetime:
    return max(grace_ends_at(settings, campaign), next(iter(groups)).opens_at - LEAD)


def _freeze(
    tx: db.Connection,
    campaign: Campaign,
    task_id: int,
    basis: int,
    groups: dict[Opening, list[int]],
    now: datetime,
) -> int:
    numbered = list(enumerate(groups.items()))
    zone_map = _zone_map({number: zone_ids for number, (_, zone_ids) in numbered})
    db.run(tx, Q["begin_plan"], task_id=task_id, basis=basis, window_of_zone=zone_map, now=now)
    for number, (opening, zone_ids) in numbered:
        save(tx, task_id, number, opening, zone_ids)
    rule, parameters = addressing.audience_rule(tx, campaign, now)
    size = config.settings().batch_size
    text = Q.fill("freeze_members", rule=rule)
    db.run(tx, text, task_id=task_id, window_of_zone=zone_map, size=size, **parameters)
    frozen = db.row(tx, Q["end_plan"], task_id=task_id)
    assert frozen is not None, "a plan that was just begun"
    return int(frozen["member_count"])


def _zone_map(zones_of_window: dict[int, list[int]]) -> list[int]:
    """The window of each zone, at the zone's own number."""
    window_of = {zone: number for number, zone_ids in zones_of_window.items() for zone in zone_ids}
    unnamed = window_of[zones.UNKNOWN]
    return [window_of.get(zone, unnamed) for zone in range(max(window_of) + 1)]
