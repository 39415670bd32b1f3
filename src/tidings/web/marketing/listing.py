"""Campaigns as a table shows them, with how far each is; and as a calendar does."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, Field

from tidings.campaigns import listing
from tidings.campaigns.listing import Listed, Sort, Wanted
from tidings.campaigns.model import CampaignState
from tidings.core import clock, db
from tidings.core.errors import BadInput
from tidings.delivery import dating, progress
from tidings.web import cursors
from tidings.web.chat import refs
from tidings.web.deps import Connection, CursorText, Limit
from tidings.web.marketing import watching
from tidings.web.marketing.access import Reader
from tidings.web.marketing.campaigns import Summary, summary
from tidings.web.texts import Text

router = APIRouter(prefix="/v1/campaigns", tags=["campaigns"])
LONGEST_SPAN = timedelta(days=400)
States = Annotated[list[CampaignState], Query(alias="state", max_length=8, description="Only these; repeat it.")]
Search = Annotated[Text, Query(max_length=200, description="Somewhere in the name, in small or capital letters.")]
Sorted = Annotated[Sort, Query(description="By opens_at, what has no time yet comes first, then the latest.")]


class Item(Summary):
    """A line of the table: a campaign, who wrote it, from whom it comes, and how far its tasks are."""

    author: str = Field(examples=["member:mia@market.example"])
    sender: refs.Participant
    tasks: list[watching.Task]


class Page(BaseModel):
    """Campaigns; `next` is the cursor of the page after it, null at the end."""

    items: list[Item]
    next: str | None


class Planned(BaseModel):
    """A campaign in the calendar. `opens_at` of a draft is what it would be if it were launched in time."""

    id: int = Field(examples=[12])
    name: str
    state: CampaignState
    category: str
    opens_at: datetime
    last_opens_at: datetime | None = Field(description="When the last of its windows opens, once it is planned.")
    last_closes_at: datetime | None = Field(description="When the last of them closes; null: not known, or never.")
    ended_at: datetime | None


class Calendar(BaseModel):
    """What was or is to be under way, the soonest first."""

    items: list[Planned]


@router.get("")
def show_all(
    tx: Connection,
    _caller: Reader,
    state: States = [],  # noqa: B006
    search: Search = "",
    sort: Sorted = Sort.NEWEST,
    limit: Limit = 20,
    cursor: CursorText = None,
) -> Page:
    """Campaigns, with how far each is."""
    found = listing.page(tx, Wanted(tuple(state), search), sort, limit, _after(cursor, sort))
    following = cursors.encode(sort, found[-1].place, found[-1].id) if len(found) == limit else None
    return Page(items=items(tx, found), next=following)


@router.get("/calendar")
def calendar(
    tx: Connection,
    _caller: Reader,
    begins_at: Annotated[AwareDatetime, Query(alias="from", examples=["2026-03-01T00:00:00Z"])],
    until: Annotated[AwareDatetime, Query(alias="to", examples=["2026-04-01T00:00:00Z"])],
) -> Calendar:
    """What was, is and will be under way from one instant to another, and drafts that say when they go out."""
    if not timedelta() < until - begins_at <= LONGEST_SPAN:
        raise BadInput(f"`to` comes after `from`, by {LONGEST_SPAN.days} days at most.")
    return Calendar(items=[_planned(each) for each in dating.between(tx, begins_at, until)])


def items(tx: db.Connection, found: Sequence[Listed]) -> list[Item]:
    """Lines of the table, in a number of statements that does not depend on how many they are."""
    senders = refs.describe(tx, (each.campaign.sender_id for each in found))
    campaigns = [each.campaign for each in found]
    figures = progress.of_several(tx, campaigns, [task for each in found for task in each.tasks], clock.now())
    return [
        Item(
            **vars(summary(each.campaign)),
            author=each.author,
            sender=senders[each.campaign.sender_id],
            tasks=[watching.told(figures[task.id]) for task in each.tasks],
        )
        for each in found
    ]


def _after(cursor: str | None, sort: Sort) -> tuple[str, int] | None:
    """Where a page begins. Raises BadInput, for a cursor of another order as well."""
    if not cursor:
        return None
    made_for, place, number = cursors.decode(cursor, str, str, int)
    if made_for != sort:
        raise BadInput("The cursor is of a list in another order: begin again without it.")
    return place, number


def _planned(found: dating.Dated) -> Planned:
    own = {name: getattr(found.campaign, name) for name in ("id", "name", "state", "category", "ended_at")}
    return Planned(
        **own, opens_at=found.opens_at, last_opens_at=found.last_opens_at, last_closes_at=found.last_closes_at
    )
