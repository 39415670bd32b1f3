"""What one person got of all campaigns, and why not what they did not get."""

from dataclasses import dataclass
from datetime import datetime

from tidings.campaigns import loading
from tidings.chat import timeline
from tidings.core import db
from tidings.delivery import accounting
from tidings.delivery.explaining import REASONS

SENT = "sent"
ALREADY_OPEN = "already_open"


@dataclass(frozen=True)
class Recalled:
    """A campaign as one person had it: `outcome` is sent or why not, `at` when; the rest is about what was sent."""

    campaign_id: int
    name: str
    outcome: str
    why: str
    at: datetime
    is_read: bool = False
    answered_at: datetime | None = None
    archived_at: datetime | None = None


def campaigns_of(tx: db.Connection, person_id: int) -> list[Recalled]:
    """Every campaign that was decided for the person, the latest first. Three statements."""
    left_out = [each for each in accounting.omissions(tx, person_id) if each.outcome != ALREADY_OPEN]
    opened = {int(each.topic_name.partition("/")[2]): each for each in timeline.openings(tx, person_id, "campaign")}
    names = loading.names(tx, {*opened, *(each.campaign_id for each in left_out)})
    found = [
        Recalled(
            each.campaign_id,
            names.get(each.campaign_id, ""),
            each.outcome,
            f"The person {REASONS.get(each.outcome, 'was left out')}.",
            each.decided_at,
        )
        for each in left_out
    ]
    found += [
        Recalled(
            number,
            names.get(number, ""),
            SENT,
            "The message is in the person's inbox.",
            each.opened_at,
            each.is_read,
            each.answered_at,
            each.archived_at,
        )
        for number, each in opened.items()
    ]
    return sorted(found, key=lambda each: (each.at, each.campaign_id), reverse=True)
