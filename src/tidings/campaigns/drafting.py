"""Writing a campaign: a draft is created, edited, cloned, and checked whole each time it is saved."""

from datetime import datetime

from psycopg.types.json import Jsonb

from tidings.campaigns import checking, loading, moving
from tidings.campaigns.model import CampaignState, Definition
from tidings.chat import participants
from tidings.core import db, queries
from tidings.core.errors import Conflict

Q = queries.load("campaigns")


def create(tx: db.Connection, definition: Definition, who: str, now: datetime) -> int:
    """Save a new draft; its id. Raises InvalidFields with every fault."""
    return _create(tx, definition, who, "written", now)


def edit(
    tx: db.Connection, campaign_id: int, definition: Definition, expected_revision: int, who: str, now: datetime
) -> int:
    """Save a draft anew; its revision then.

    Raises InvalidFields with every fault, Conflict when it is no draft any more or its revision is another than
    `expected_revision`: somebody else saved it meanwhile.
    """
    with db.transaction(tx):
        moving.check_named(who, "edited")
        campaign = loading.lock(tx, campaign_id)
        if campaign.state is not CampaignState.DRAFT:
            raise Conflict(
                f"Campaign {campaign_id} is {moving.words(campaign.state)}: only a draft can be edited. "
                f"{_way_out(campaign.state)}"
            )
        if campaign.revision != expected_revision:
            raise Conflict(
                f"Campaign {campaign_id} is at revision {campaign.revision}, not {expected_revision}: "
                "somebody else saved it. Look at it and edit again."
            )
        checking.check(tx, definition, now)
        revised = db.row(
            tx,
            Q["rewrite"],
            id=campaign_id,
            state=campaign.state,
            revision=expected_revision,
            name=definition.name,
            sender_id=participants.find(tx, definition.sender).id,
            category=definition.category,
            definition=Jsonb(definition.model_dump(mode="json")),
        )
        assert revised is not None, "a locked campaign changed its revision"
        moving.record(tx, campaign_id, None, "edit", campaign.state, campaign.state, who, "edited", now)
        return int(revised["revision"])


def clone(tx: db.Connection, campaign_id: int, who: str, now: datetime, *, name: str | None = None) -> int:
    """Save a draft with the same definition as a campaign in any state; its id.

    Raises InvalidFields when that cannot be saved now: the name is none, or a list that it names is gone.
    """
    original = loading.get(tx, campaign_id)
    called = f"{original.name[:190]} (copy)" if name is None else name
    definition = checking.formed({**original.definition.model_dump(), "name": called})
    return _create(tx, definition, who, f"cloned from campaign {campaign_id}", now)


def _create(tx: db.Connection, definition: Definition, who: str, why: str, now: datetime) -> int:
    with db.transaction(tx):
        moving.check_named(who, why)
        checking.check(tx, definition, now)
        created = db.row(
            tx,
            Q["create"],
            name=definition.name,
            sender_id=participants.find(tx, definition.sender).id,
            category=definition.category,
            definition=Jsonb(definition.model_dump(mode="json")),
            now=now,
        )
        assert created is not None
        campaign_id = int(created["id"])
        moving.record(tx, campaign_id, None, "create", "none", CampaignState.DRAFT, who, why, now)
        return campaign_id


def _way_out(state: CampaignState) -> str:
    if state is CampaignState.SCHEDULED:
        return "Take it back first."
    if state is CampaignState.IN_REVIEW:
        return "Reject it first."
    return "Clone it, or correct its content."
