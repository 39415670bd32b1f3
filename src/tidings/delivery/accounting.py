"""What became of everybody in a campaign, batch by batch, and of one person in all campaigns."""

from dataclasses import dataclass
from datetime import datetime

from tidings.campaigns import loading, moving
from tidings.campaigns.tasks import Task, sending
from tidings.core import db, queries
from tidings.core.errors import Conflict

Q = queries.load("delivery")


@dataclass(frozen=True)
class Member:
    """Somebody who was meant: `outcome` is sent, the ledger's reason, or waiting, expired or stopped."""

    person_id: int
    outcome: str


@dataclass(frozen=True)
class Page:
    """A batch with its members in their order."""

    batch_id: int
    members: tuple[Member, ...]


@dataclass(frozen=True)
class LeftOut:
    """Somebody who did not get it, by an outcome of the ledger, or because their batch ended: expired or stopped."""

    batch_id: int
    person_id: int
    outcome: str
    decided_at: datetime | None


@dataclass(frozen=True)
class Omission:
    """A campaign that passed a person over, and why."""

    campaign_id: int
    outcome: str
    decided_at: datetime


def task(tx: db.Connection, campaign_id: int) -> Task:
    """The task whose batches `page` goes through. Raises NotFound, Conflict before the launch."""
    campaign = loading.get(tx, campaign_id)
    found = sending(tx, campaign_id)
    if found is None:
        raise Conflict(f"Campaign {campaign_id} is {moving.words(campaign.state)}: nobody was sent it yet.")
    return found


def page(tx: db.Connection, task: Task, after: int) -> Page | None:
    """The batch after the one numbered `after`, 0 for the first; None at the end."""
    found = db.row(tx, Q["outcomes_of_batch"], task_id=task.id, campaign_id=task.campaign_id, after=after)
    if found is None:
        return None
    members = zip(found["person_ids"], found["outcomes"], strict=True)
    return Page(found["batch_id"], tuple(Member(*member) for member in members))


def left_out(
    tx: db.Connection, task: Task, outcome: str | None, limit: int, after: tuple[int, int] = (0, 0)
) -> list[LeftOut]:
    """So many who did not get it, with that outcome if one is asked for, after a batch and a person in it."""
    found = db.rows(
        tx,
        Q["left_out_page"],
        task_id=task.id,
        campaign_id=task.campaign_id,
        outcome=outcome,
        after_batch=after[0],
        after_person=after[1],
        limit=limit,
    )
    return [LeftOut(**row) for row in found]


def omissions(tx: db.Connection, person_id: int) -> list[Omission]:
    """The campaigns in which the person was left out, oldest first."""
    return [Omission(**found) for found in db.rows(tx, Q["ledger_of_person"], person_id=person_id)]
