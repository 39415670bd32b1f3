"""A second person's look before a campaign goes out."""

from datetime import datetime

from tidings.campaigns import launching, loading, moving, repeating, versions
from tidings.campaigns.model import CampaignState
from tidings.core import db
from tidings.core.errors import Conflict

SUBMIT = "submit"


def submit(connection: db.Connection, campaign_id: int, who: str, why: str, now: datetime) -> None:
    """Ask for review of a draft; it cannot be edited until somebody decided."""
    with db.transaction(connection) as tx:
        moving.check_named(who, why)
        campaign = loading.lock(tx, campaign_id)
        moving.move(tx, campaign, CampaignState.IN_REVIEW, SUBMIT, who.strip(), why, now)
        versions.keep(tx, campaign, SUBMIT, who, now)


def approve(
    connection: db.Connection, campaign_id: int, who: str, why: str, now: datetime, *, recipients: int | None = None
) -> None:
    """Launch what was submitted. Raises Conflict when `who` submitted it or it is not in review, or NotRepeated."""
    checked = repeating.check(connection, campaign_id, recipients, now)
    with db.transaction(connection) as tx:
        moving.check_named(who, why)
        campaign = loading.lock(tx, campaign_id)
        if campaign.state is not CampaignState.IN_REVIEW:
            raise Conflict(f"Campaign {campaign_id} is {campaign.state}: only what is in review can be approved.")
        submitted = [change for change in loading.changes(tx, campaign_id) if change.action == SUBMIT]
        if submitted[-1].who.casefold() == who.strip().casefold():
            raise Conflict(f"Campaign {campaign_id} was submitted by {who}: somebody else has to approve it.")
        repeating.check_same(campaign, checked)
        launching.schedule(tx, campaign, "approve", who, why, now)


def reject(connection: db.Connection, campaign_id: int, who: str, why: str, now: datetime) -> None:
    """Send what was submitted back to its author as a draft."""
    with db.transaction(connection) as tx:
        moving.check_named(who, why)
        campaign = loading.lock(tx, campaign_id)
        if campaign.state is not CampaignState.IN_REVIEW:
            raise Conflict(f"Campaign {campaign_id} is {campaign.state}: only what is in review can be rejected.")
        moving.move(tx, campaign, CampaignState.DRAFT, "reject", who, why, now)
