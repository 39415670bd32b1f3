"""Whoever launches to many says how many they are: so nobody sends to everybody who meant a few."""

from dataclasses import dataclass
from datetime import datetime

from tidings.audience import members
from tidings.audience.catalogue import PERSON_ID
from tidings.campaigns import account, loading, selecting
from tidings.campaigns.loading import Campaign
from tidings.campaigns.model import CampaignState
from tidings.chat import predicates
from tidings.core import db
from tidings.core.errors import Conflict

SENT = "sent"
# People come, go and opt out while somebody types: so much the number may have changed.
TOLERANCE = 0.01


class NotRepeated(Conflict):
    """The number of recipients was not said, or another one; `recipients` is what it is now."""

    def __init__(self, campaign_id: int, recipients: int) -> None:
        super().__init__(f"Campaign {campaign_id} goes to {recipients:,} people: say so with this number to launch it.")
        self.recipients = recipients


@dataclass(frozen=True)
class Checked:
    """Which revision of a campaign was counted; None: the account did not ask for it."""

    revision: int | None


def check(connection: db.Connection, campaign_id: int, recipients: int | None, now: datetime) -> Checked:
    """Raises NotRepeated when the account wants the number and this is another one. Outside of a transaction, because
    it asks about everybody.
    """
    typed_above = account.get(connection).typed_above
    campaign = loading.get(connection, campaign_id)
    if typed_above is None or campaign.state not in (CampaignState.DRAFT, CampaignState.IN_REVIEW):
        return Checked(None)
    count = _count(connection, campaign, now)
    if count > typed_above and (recipients is None or abs(recipients - count) > TOLERANCE * count):
        raise NotRepeated(campaign_id, count)
    return Checked(campaign.revision)


def check_same(campaign: Campaign, checked: Checked) -> None:
    """Raises Conflict when a locked campaign is not as it was counted any more."""
    if checked.revision is not None and checked.revision != campaign.revision:
        raise Conflict(f"Campaign {campaign.id} was changed by somebody else meanwhile: look again.")


def _count(tx: db.Connection, campaign: Campaign, now: datetime) -> int:
    found = members.outcomes_by_zone(
        tx,
        selecting.selection(campaign.definition),
        campaign.category,
        predicates.blocked(PERSON_ID, campaign.sender_id, "blocked_"),
        now,
        selecting.catalogue(tx),
    )
    return sum(each.count for each in found if each.outcome == SENT)
