"""Campaigns as they stand in the table, one or many."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tidings.campaigns.model import CampaignState, Definition
from tidings.core import db, queries
from tidings.core.errors import NotFound

Q = queries.load("campaigns")


@dataclass(frozen=True)
class Campaign:
    """A campaign: what it says and to whom (`definition`), and where it is in its life. Instants are UTC.

    `opens_at` is the first instant at which any of it may go out; `ended_as` stays while it is archived.
    """

    id: int
    name: str
    state: CampaignState
    ended_as: CampaignState | None
    sender_id: int
    category: str
    definition: Definition
    revision: int
    created_at: datetime
    launched_at: datetime | None
    opens_at: datetime | None
    ended_at: datetime | None
    archived_at: datetime | None

    @property
    def topic_name(self) -> str:
        """The topic of the conversations that it opens."""
        return f"campaign/{self.id}"


@dataclass(frozen=True)
class Change:
    """One line of a campaign's history; `task_id` is set when it is about a task."""

    id: int
    task_id: int | None
    action: str
    from_state: str
    to_state: str
    who: str
    why: str
    changed_at: datetime


def get(tx: db.Connection, campaign_id: int) -> Campaign:
    """The campaign. Raises NotFound."""
    return _found(campaign_id, db.row(tx, Q["campaign"], id=campaign_id))


def lock(tx: db.Connection, campaign_id: int) -> Campaign:
    """The campaign, which nobody else moves until the transaction ends. Raises NotFound."""
    return _found(campaign_id, db.row(tx, Q["lock_campaign"], id=campaign_id))


def every(tx: db.Connection) -> list[Campaign]:
    """All campaigns, oldest first."""
    return [campaign_of(found) for found in db.rows(tx, Q["campaigns"])]


def names(tx: db.Connection, ids: Collection[int]) -> dict[int, str]:
    """What these campaigns are called."""
    return {row["id"]: row["name"] for row in db.rows(tx, Q["campaign_names"], ids=list(ids))}


def alive(tx: db.Connection) -> list[Campaign]:
    """Campaigns that were launched and are not archived, oldest first."""
    return [campaign_of(found) for found in db.rows(tx, Q["alive"])]


def changes(tx: db.Connection, campaign_id: int) -> list[Change]:
    """The history of a campaign and its tasks, oldest first."""
    return [Change(**found) for found in db.rows(tx, Q["changes"], campaign_id=campaign_id)]


def _found(campaign_id: int, row: db.Row | None) -> Campaign:
    if row is None:
        raise NotFound(f"There is no campaign {campaign_id}: `tidings campaign list` shows them all.")
    return campaign_of(row)


def campaign_of(row: dict[str, Any]) -> Campaign:
    """The campaign of a row of its table."""
    return Campaign(
        **{
            **row,
            "state": CampaignState(row["state"]),
            "ended_as": CampaignState(row["ended_as"]) if row["ended_as"] else None,
            "definition": Definition.model_validate(row["definition"]),
        }
    )
