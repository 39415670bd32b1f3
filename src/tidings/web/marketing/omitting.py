"""Whom a campaign left out, with names, and what became of everybody as a table for a spreadsheet."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from tidings.audience import persons
from tidings.campaigns.tasks import Task
from tidings.delivery import accounting, explaining
from tidings.web import asking, csvlines, cursors, streams
from tidings.web.callers import Scope
from tidings.web.deps import Connection, CursorText, Limit
from tidings.web.marketing.access import Id, Reader

router = APIRouter(prefix="/v1/campaigns/{campaign_id}", tags=["campaigns"])
COLUMNS = ("person", "number", "name", "outcome", "why", "batch")
EXAMPLE = '"person","number","name","outcome","why","batch"\r\n"u0000001","7","Ada","sent","","3"\r\n'
Outcome = Annotated[
    str | None,
    Query(pattern=r"^[a-z_.]{1,60}$", description="Only this one; `expired` and `stopped` too.", examples=["expired"]),
]


class Omitted(BaseModel):
    """Somebody who did not get it. `person` is null for whoever was erased since."""

    person: str | None = Field(examples=["u0000001"])
    number: int
    name: str = Field(examples=["Ada"])
    outcome: str = Field(examples=["skipped.opted_out"])
    decided_at: datetime | None


class Page(BaseModel):
    """Whom it left out, batch by batch; `next` is the cursor of the page after it, null at the end."""

    items: list[Omitted]
    next: str | None


@router.get("/left-out")
def left_out(
    tx: Connection,
    _caller: Reader,
    campaign_id: Id,
    outcome: Outcome = None,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> Page:
    """Who did not get it, and why: left out, or not reached before the deadline or a stop."""
    task = accounting.task(tx, campaign_id)
    batch_id, number = cursors.decode(cursor, int, int) if cursor else (0, 0)
    found = accounting.left_out(tx, task, outcome, limit, (batch_id, number))
    labels = persons.labels(tx, [each.person_id for each in found])
    items = [
        Omitted(
            person=labels[each.person_id][0],
            number=each.person_id,
            name=labels[each.person_id][1],
            outcome=each.outcome,
            decided_at=each.decided_at,
        )
        for each in found
    ]
    following = cursors.encode(found[-1].batch_id, found[-1].person_id) if len(found) == limit else None
    return Page(items=items, next=following)


@router.get(
    "/ledger.csv",
    response_class=StreamingResponse,
    responses={200: {"description": "A line a member", "content": {"text/csv": {"example": EXAMPLE}}}},
    openapi_extra={"security": asking.of_scope(Scope.CAMPAIGNS_READ)},
)
def table(request: Request, campaign_id: Id) -> StreamingResponse:
    """What became of everybody, as `ledger` says it, for a spreadsheet: no cell of it is taken for a formula."""
    with streams.admitted(request, Scope.CAMPAIGNS_READ) as tx:
        task = accounting.task(tx, campaign_id)
    headers = {
        "Content-Disposition": f'attachment; filename="campaign-{campaign_id}.csv"',
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(_lines(request, task), media_type=csvlines.MEDIA_TYPE, headers=headers)


def _lines(request: Request, task: Task) -> Iterator[bytes]:
    yield csvlines.MARK + csvlines.lines([COLUMNS])
    after = 0
    while True:
        with streams.connection(request) as tx:
            page = accounting.page(tx, task, after)
            labels = persons.labels(tx, [each.person_id for each in page.members]) if page else {}
        if page is None:
            return
        after = page.batch_id
        yield csvlines.lines(
            (
                labels[each.person_id][0],
                each.person_id,
                labels[each.person_id][1],
                each.outcome,
                explaining.REASONS.get(each.outcome, ""),
                page.batch_id,
            )
            for each in page.members
        )
