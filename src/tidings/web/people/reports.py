"""What participants reported, for whoever looks after the marketplace's conversations."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from tidings.chat import reporting
from tidings.core import clock, db
from tidings.web import cursors
from tidings.web.chat import refs
from tidings.web.deps import Connection, CursorText, Limit
from tidings.web.people.access import PeopleReader, PeopleWriter

router = APIRouter(prefix="/v1/reports", tags=["reports"])
Id = Annotated[int, Path(alias="report_id", ge=1, le=cursors.LARGEST_ID, description="The report's number.")]
State = Annotated[Literal["open", "closed"] | None, Query(description="Only those; all of them without.")]


class Report(BaseModel):
    """What somebody said is wrong with a conversation of theirs, and who saw to it."""

    id: int = Field(examples=[7])
    by: refs.Participant = Field(description="Who reported.")
    peer: refs.Participant = Field(description="With whom the conversation is.")
    topic: str = Field(examples=["listing/8841"])
    reason: str = Field(description="Empty once whoever wrote it is erased.", examples=["rude"])
    reported_at: datetime
    closed_at: datetime | None = Field(description="When somebody saw to it; null: it is open.")
    closed_by: str | None = Field(examples=["key:0a1b2c3d4e5f"])


class Reports(BaseModel):
    """Reports, the latest first; `next` is the cursor of the page after it, null at the end."""

    items: list[Report]
    next: str | None


@router.get("")
def show_all(
    tx: Connection, _caller: PeopleReader, state: State = None, limit: Limit = 20, cursor: CursorText = None
) -> Reports:
    """What participants reported. Whoever reports a conversation again makes the report anew, with another number."""
    is_open = None if state is None else state == "open"
    found, following = cursors.newest_first(cursor, limit, partial(reporting.page, tx, is_open=is_open))
    return Reports(items=_reports(tx, found), next=following)


@router.put("/{report_id}/closed")
def close(tx: Connection, caller: PeopleWriter, report_id: Id) -> Report:
    """Note that a report was seen to."""
    return _reports(tx, [reporting.close(tx, report_id, caller.name, clock.now())])[0]


def _reports(tx: db.Connection, found: Iterable[reporting.Report]) -> list[Report]:
    listed = list(found)
    names = refs.describe(tx, {number for each in listed for number in (each.owner_id, each.peer_id)})
    return [
        Report(
            id=each.id,
            by=names[each.owner_id],
            peer=names[each.peer_id],
            topic=each.topic_name,
            reason=each.reason,
            reported_at=each.reported_at,
            closed_at=each.closed_at,
            closed_by=each.closed_by,
        )
        for each in listed
    ]
