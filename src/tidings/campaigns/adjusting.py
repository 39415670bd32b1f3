"""What may change after launch: the ceiling, the deadline, the expiry. Content and audience may not."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from psycopg.types.json import Jsonb

from tidings.campaigns import account, checking, launching, loading, moving, tasks
from tidings.campaigns.loading import Campaign
from tidings.campaigns.model import CampaignState, Definition
from tidings.core import db, queries
from tidings.core.errors import BadInput, Conflict, InvalidFields

Q = queries.load("campaigns")
# Looks at the locked campaign before anything of it is changed, and raises when it is not what whoever changes it saw.
Look = Callable[[Campaign], None]
_BEFORE_END = frozenset({CampaignState.SCHEDULED, CampaignState.RUNNING})
_BEFORE_ARCHIVE = _BEFORE_END | {CampaignState.COMPLETED, CampaignState.INCOMPLETE, CampaignState.STOPPED}


def as_it_is(_campaign: Campaign) -> None:
    """Any will do."""


def set_ceiling(
    tx: db.Connection,
    campaign_id: int,
    ceiling: int | None,
    who: str,
    why: str,
    now: datetime,
    which: Literal["send", "archive"] = "send",
    look: Look = as_it_is,
) -> None:
    """Change how many messages a second the campaign may have; None: only the account's ceiling.

    `which` "archive" changes the pace of an archive under way. Raises Conflict when that task is over.
    """
    with db.transaction(tx):
        moving.check_named(who, why)
        if ceiling is not None:
            account.check_ceiling(str(ceiling))
        campaign = loading.lock(tx, campaign_id)
        look(campaign)
        task = tasks.sending(tx, campaign_id) if which == "send" else tasks.last_walk(tx, campaign_id)
        if task is None or not task.is_alive:
            raise Conflict(
                f"Campaign {campaign_id} is {moving.words(campaign.state)}: it has no {which} task under way "
                "whose ceiling could change."
            )
        db.run(tx, Q["set_task_ceiling"], id=task.id, ceiling=ceiling)
        if which == "send":
            rewrite(tx, campaign, ceiling=ceiling)
        action = f"set {which} ceiling to {ceiling or account.NONE}"
        moving.record(tx, campaign_id, task.id, action, task.state, task.state, who, why, now)


def set_stop_at(
    connection: db.Connection,
    campaign_id: int,
    stop_at: datetime | None,
    who: str,
    why: str,
    now: datetime,
    look: Look = as_it_is,
) -> None:
    """Change the deadline (wall-clock, no offset); None: no deadline. Raises Conflict once sending is over.

    Commits on its own: `connection` is outside a transaction. It returns when no sender still goes by the old deadline.
    """
    with db.transaction(connection) as tx:
        campaign = _lock(tx, campaign_id, _BEFORE_END, "deadline", who, why, look)
        definition = rewrite(tx, campaign, stop_at=stop_at)
        if stop_at and launching.ends_at(stop_at, definition.is_local, account.get(tx).zone) <= now:
            raise BadInput(f"The deadline {stop_at:%Y-%m-%d %H:%M} has passed already: to end it now, stop it.")
        action = f"set deadline to {stop_at.isoformat(sep=' ') if stop_at else account.NONE}"
        moving.record(tx, campaign_id, None, action, campaign.state, campaign.state, who, why, now)
    db.wait_for_senders(connection)


def set_archive(
    tx: db.Connection,
    campaign_id: int,
    archive_at: datetime | None,
    archive_after_days: int | None,
    who: str,
    why: str,
    now: datetime,
    look: Look = as_it_is,
) -> None:
    """Change when its conversations are archived: a wall-clock time, days after sending, or never (both None).

    Raises Conflict when it is archived or its archiving is under way.
    """
    with db.transaction(tx):
        campaign = _lock(tx, campaign_id, _BEFORE_ARCHIVE, "expiry", who, why, look)
        walk = tasks.last_walk(tx, campaign_id)
        if walk is not None and walk.is_alive:
            raise Conflict(f"The {walk.kind} task of campaign {campaign_id} is {walk.state}: stop or undo it first.")
        rewrite_expiry(tx, campaign, archive_at, archive_after_days, who, why, now)


def rewrite_expiry(
    tx: db.Connection,
    campaign: Campaign,
    archive_at: datetime | None,
    archive_after_days: int | None,
    who: str,
    why: str,
    now: datetime,
) -> None:
    """Write and record another expiry of a locked campaign."""
    definition = rewrite(tx, campaign, archive_at=archive_at, archive_after_days=archive_after_days)
    faults = list(checking.archive_faults(definition))
    if faults:
        raise InvalidFields(faults)
    at = f"at {archive_at.isoformat(sep=' ', timespec='minutes')}" if archive_at else ""
    after = f"{archive_after_days} days after sending" if archive_after_days is not None else ""
    action = f"set archive to {at or after or 'never'}"
    moving.record(tx, campaign.id, None, action, campaign.state, campaign.state, who, why, now)


def rewrite(tx: db.Connection, campaign: Campaign, **changed: Any) -> Definition:
    """Write the definition of a locked campaign with some fields changed; its revision increases.

    Raises InvalidFields when the fields do not fit together.
    """
    definition = checking.formed({**campaign.definition.model_dump(), **changed})
    revised = db.row(
        tx,
        Q["rewrite"],
        id=campaign.id,
        state=campaign.state,
        revision=campaign.revision,
        name=definition.name,
        sender_id=campaign.sender_id,
        category=definition.category,
        definition=Jsonb(definition.model_dump(mode="json")),
    )
    if revised is None:
        raise Conflict(f"Campaign {campaign.id} was changed by somebody else meanwhile: look again.")
    return definition


def _lock(
    tx: db.Connection, campaign_id: int, states: frozenset[CampaignState], what: str, who: str, why: str, look: Look
) -> Campaign:
    moving.check_named(who, why)
    campaign = loading.lock(tx, campaign_id)
    look(campaign)
    if campaign.state not in states:
        hint = "edit it instead" if campaign.launched_at is None else "it is too late for that"
        raise Conflict(f"Campaign {campaign_id} is {moving.words(campaign.state)}, so its {what} stays: {hint}.")
    return campaign
