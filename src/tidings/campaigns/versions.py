"""What a campaign said when somebody decided about it, and what was changed since."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from tidings.campaigns.loading import Campaign
from tidings.campaigns.model import CampaignState
from tidings.core import db, queries

Q = queries.load("campaigns")
SUBMIT = "submit"


@dataclass(frozen=True)
class Version:
    """A definition as it was submitted, approved or launched."""

    revision: int
    action: str
    definition: dict[str, Any]
    who: str
    kept_at: datetime


@dataclass(frozen=True)
class Difference:
    """A part of a definition that is another now, such as `content[0].text`; None where it was not or is no more."""

    place: str
    before: Any
    after: Any


def keep(tx: db.Connection, campaign: Campaign, action: str, who: str, now: datetime) -> None:
    """Note what a campaign says at a decision."""
    db.run(
        tx,
        Q["keep_version"],
        campaign_id=campaign.id,
        revision=campaign.revision,
        action=action,
        definition=Jsonb(campaign.definition.model_dump(mode="json")),
        who=who,
        now=now,
    )


def last_decided(tx: db.Connection, campaign: Campaign) -> Version | None:
    """What was decided about last; for a campaign in review what was before that was submitted. None: nothing was."""
    found = [Version(**row) for row in db.rows(tx, Q["versions"], campaign_id=campaign.id)]
    if campaign.state is CampaignState.IN_REVIEW and found and found[-1].action == SUBMIT:
        found.pop()
    return found[-1] if found else None


def differences(before: dict[str, Any], campaign: Campaign) -> list[Difference]:
    """What of a campaign is another now than in this definition, in the order of the definition."""
    return list(_differences("", before, campaign.definition.model_dump(mode="json")))


def _differences(place: str, before: Any, after: Any) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in [*after, *(name for name in before if name not in after)]:
            yield from _differences(f"{place}.{name}" if place else name, before.get(name), after.get(name))
    elif isinstance(before, list) and isinstance(after, list):
        for number in range(max(len(before), len(after))):
            yield from _differences(f"{place}[{number}]", _item(before, number), _item(after, number))
    elif before != after:
        yield Difference(place, before, after)


def _item(items: list[Any], number: int) -> Any:
    return items[number] if number < len(items) else None
