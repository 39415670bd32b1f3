"""Finding people, by what their id or their name begins with."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from tidings.audience import finding
from tidings.audience.finding import START, Place
from tidings.core.errors import BadInput
from tidings.web import cursors
from tidings.web.deps import Connection, CursorText, Limit
from tidings.web.people.access import PeopleReader
from tidings.web.texts import LONGEST_ID, Text

router = APIRouter(prefix="/v1/people", tags=["people"])
Search = Annotated[Text, Query(max_length=LONGEST_ID, description="What the id or the name begins with.")]


class Found(BaseModel):
    """Somebody, as a list shows them."""

    id: str | None = Field(examples=["u0000001"])
    number: int
    name: str = Field(examples=["Ada"])
    locale: str
    zone: str
    registered_at: datetime | None
    last_active_at: datetime | None


class Page(BaseModel):
    """People; `next` is the cursor of the page after it, null at the end."""

    items: list[Found]
    next: str | None


@router.get("")
def search(
    tx: Connection, _caller: PeopleReader, search: Search = "", limit: Limit = 20, cursor: CursorText = None
) -> Page:
    """People whose id begins so, then those whose name does; everybody without a search."""
    found = finding.page(tx, search.strip(), limit, _place(cursor))
    own = [name for name in Found.model_fields if name not in ("id", "number")]
    items = [
        Found(id=each.person.external_id, number=each.person.id, **{name: getattr(each.person, name) for name in own})
        for each in found
    ]
    last = found[-1].place if len(found) == limit else None
    return Page(items=items, next=cursors.encode(last.way, last.text, last.number) if last else None)


def _place(cursor: str | None) -> Place:
    if not cursor:
        return START
    way, text, number = cursors.decode(cursor, str, str, int)
    if way == "id" or way == "name":
        return Place(way, text, number)
    raise BadInput("The cursor is none that an answer gave: begin again without it.")
