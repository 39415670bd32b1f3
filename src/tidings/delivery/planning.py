"""Plans: works out when each zone may be sent to, and freezes the audience into batches shortly before the first goes.

Plans anew, without touching who is meant, when a window closed with members left or when what it was computed from
changed.
"""

from datetime import datetime, timedelta

from tidings.audience import zones
from tidings.campaigns import account, control, loading
from tidings.campaigns.loading import Campaign
from tidings.campaigns.tasks import sending
from tidings.core import config, db, log, queries
from tidings.delivery import addressing, windows
from tidings.delivery.windows import Opening, Schedule

Q = queries.load("delivery")
LEAD = timedelta(seconds=30)
logger = log.get(__name__)


def schedule_of(tx: db.Connection, campaign: Campaign) -> Schedule:
    """When a launched campaign may go out, by its definition and the account's settings of this moment."""
    settings = account.get(tx)
    assert campaign.launched_at is not None and campaign.opens_at is not None, "a campaign that was not launched"
    return windows.schedule(
        campaign.definition,
        zone=settings.zone,
        account_quiet_hours=settings.quiet_hours,
        launched_at=campaign.launched_at,
        not_before=grace_ends_at(campaign),
    )


def grace_ends_at(campaign: Campaign) -> datetime:
    """Until when a launch can be taken back, whatever its send time."""
    assert campaign.launched_at is not None, "a campaign that was not launched"
    return campaign.launched_at + timedelta(seconds=config.settings().launch_grace_seconds)


def due_at(tx: db.Connection, campaign: Campaign, now: datetime) -> datetime:
    """When a scheduled campaign is to be planned: a little before its first window opens, never within its grace."""
    opens_at = next(iter(_groups(tx, campaign, now))).opens_at
    return max(grace_ends_at(campaign), opens_at - LEAD)


def plan(connection: db.Connection, campaign_id: int, now: datetime) -> int | None:
    """Freeze the members of a scheduled campaign and let it begin; how many they are.

    All of it commits together or not at all. None when somebody else planned it. Raises Conflict when it is no longer
    scheduled.
    """
    with db.transaction(connection) as tx:
        campaign = loading.lock(tx, campaign_id)
        task = sending(tx, campaign_id)
        assert task is not None, "a scheduled campaign without a send task"
        groups = _groups(tx, campaign, now)
        numbered = list(enumerate(groups.items()))
        zone_map = _zone_map({number: zone_ids for number, (_, zone_ids) in numbered})
        if not db.run(tx, Q["begin_plan"], task_id=task.id, window_of_zone=zone_map, now=now):
            return None
        for number, (opening, zone_ids) in numbered:
            _save(tx, task.id, number, opening, zone_ids)
        rule, parameters = addressing.audience_rule(tx, campaign, now)
        db.run(
            tx,
            Q.fill("freeze_members", rule=rule),
            task_id=task.id,
            window_of_zone=zone_map,
            size=config.settings().batch_size,
            **parameters,
        )
        frozen = db.row(tx, Q["end_plan"], task_id=task.id)
        control.begin(tx, campaign_id, now)
    assert frozen is not None, "a plan that was just begun"
    logger.info("plan.frozen", campaign_id=campaign_id, member_count=frozen["member_count"], windows=len(numbered))
    return int(frozen["member_count"])


def refresh(connection: db.Connection, campaign: Campaign, task_id: int, now: datetime, *, everything: bool) -> int:
    """Give windows that closed with members left their next opening; how many changed.

    With `everything` all windows are computed anew: quiet hours, the deadline or the zone data may have changed. Zones
    of one window that part from each other: those that open first keep its number and its batches, and the senders move
    the members of the others when they come upon them.
    """
    with db.transaction(connection) as tx:
        held = db.row(tx, Q["lock_plan"], task_id=task_id)
        if held is None:
            return 0
        found = db.rows(tx, Q["windows"], task_id=task_id)
        stale = [row for row in found if row["waiting_count"] and (everything or row["closes_at"] <= now)]
        schedule = schedule_of(tx, campaign)
        zone_map, next_number, changed = list(held["window_of_zone"]), len(found), 0
        for row in stale:
            parts = windows.group(schedule, zip(row["zone_ids"], zone_names(tx, row["zone_ids"]), strict=True), now)
            for number, (opening, zone_ids) in zip(
                [row["number"], *range(next_number, next_number + len(parts))], parts.items(), strict=False
            ):
                _save(tx, task_id, number, opening, zone_ids)
                for zone_id in zone_ids:
                    zone_map[zone_id] = number
            next_number += len(parts) - 1
            changed += row["closes_at"] != next(iter(parts)).closes_at or len(parts) > 1
        db.run(tx, Q["save_window_map"], task_id=task_id, window_of_zone=zone_map)
    return changed


def zone_names(tx: db.Connection, zone_ids: list[int]) -> list[str]:
    """The IANA names of zones by their numbers."""
    names = zones.names(tx)
    return [names[zone_id] for zone_id in zone_ids]


def _groups(tx: db.Connection, campaign: Campaign, now: datetime) -> dict[Opening, list[int]]:
    zones.sync(tx)
    return dict(windows.group(schedule_of(tx, campaign), zones.names(tx).items(), now))


def _zone_map(zones_of_window: dict[int, list[int]]) -> list[int]:
    """The window of each zone, at the zone's own number."""
    window_of = {zone: number for number, zone_ids in zones_of_window.items() for zone in zone_ids}
    unnamed = window_of[zones.UNKNOWN]
    return [window_of.get(zone, unnamed) for zone in range(max(window_of) + 1)]


def _save(tx: db.Connection, task_id: int, number: int, opening: Opening, zone_ids: list[int]) -> None:
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
