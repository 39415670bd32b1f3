"""What a calendar shows: campaigns with the first and the last hour in which they go out, or are planned to."""

from dataclasses import dataclass
from datetime import datetime

from tidings.campaigns import account, launching, listing, tasks
from tidings.campaigns.loading import Campaign
from tidings.core import db, queries
from tidings.delivery import windows

Q = queries.load("delivery")


@dataclass(frozen=True)
class Dated:
    """A campaign that goes out from `opens_at`; of its last windows so far one opens and one closes last, if known."""

    campaign: Campaign
    opens_at: datetime
    last_opens_at: datetime | None
    last_closes_at: datetime | None


def between(tx: db.Connection, begins_at: datetime, until: datetime) -> list[Dated]:
    """Campaigns that were or will be under way then, the soonest first. Four statements."""
    campaigns = listing.planned(tx, begins_at, until)
    zone = account.get(tx).zone
    sending = [each for each in tasks.of_campaigns(tx, [each.id for each in campaigns]) if each.kind == "send"]
    ids = {task.id: task.campaign_id for task in sending}
    last = {ids[row["task_id"]]: row for row in db.rows(tx, Q["last_windows"], task_ids=list(ids))}
    found = (_dated(campaign, zone, last.get(campaign.id)) for campaign in campaigns)
    return sorted(
        (each for each in found if each is not None and _is_within(each, begins_at, until)),
        key=lambda each: (each.opens_at, each.campaign.id),
    )


def _dated(campaign: Campaign, zone: str, last: db.Row | None) -> Dated | None:
    opens_at = campaign.opens_at or launching.first_at(campaign.definition, zone)
    if opens_at is None:
        return None
    closes_at = last["closes_at"] if last and last["closes_at"] < windows.FOREVER else None
    return Dated(campaign, opens_at, last["opens_at"] if last else None, closes_at)


def _is_within(dated: Dated, begins_at: datetime, until: datetime) -> bool:
    campaign = dated.campaign
    if campaign.launched_at is not None:
        return True
    return begins_at <= dated.opens_at < until
