"""Segments: conditions that people meet, kept under a name."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import AfterValidator, BaseModel, Field

from tidings.audience import saving
from tidings.campaigns import deleting, forms, selecting
from tidings.core import clock, db
from tidings.web import cursors
from tidings.web.deps import Connection, CursorText, LongLimit
from tidings.web.marketing import revisions
from tidings.web.marketing.access import Reader, Writer

router = APIRouter(prefix="/v1", tags=["segments"])
EXAMPLE = {"combinator": "and", "rules": [{"field": "last_active_at", "operator": "inLastDays", "value": 30}]}
Name = Annotated[str, Path(max_length=200, description="The segment's name.")]


def _storable(rule: dict[str, Any]) -> dict[str, Any]:
    if not forms.is_storable(rule):
        raise ValueError("holds a character or a number that cannot be stored")
    return rule


Rule = Annotated[forms.Rule, AfterValidator(_storable)]


class NewSegment(BaseModel):
    """A tree of conditions, as react-querybuilder exports it."""

    rule: Rule = Field(examples=[EXAMPLE])


class Segment(BaseModel):
    """A rule and its name."""

    name: str = Field(examples=["recent"])
    rule: dict[str, Any] = Field(examples=[EXAMPLE])
    revision: int = Field(description="Its ETag, in quotes, is what a change is made against.")
    created_at: datetime
    updated_at: datetime


class Segments(BaseModel):
    """A page of the segments by name; `next` is the cursor of the page after it, null at the end."""

    items: list[Segment]
    next: str | None


class Fields(BaseModel):
    """What a segment may ask."""

    items: list[str] = Field(examples=[["name", "locale", "attributes.KEY"]])


@router.get("/segments")
def show_all(tx: Connection, _caller: Reader, limit: LongLimit = 100, cursor: CursorText = None) -> Segments:
    """Segments by name."""
    found, following = cursors.by_name(cursor, limit, partial(saving.every, tx))
    return Segments(items=[Segment(**vars(each)) for each in found], next=following)


@router.get("/segment-fields")
def fields(tx: Connection, _caller: Reader) -> Fields:
    """What a segment may ask."""
    return Fields(items=list(selecting.catalogue(tx).names()))


@router.get("/segments/{name}")
def show(tx: Connection, _caller: Reader, name: Name, response: Response) -> Segment:
    """A segment; its ETag is what `If-Match` of a change has to say."""
    return _answered(saving.get(tx, name), response)


@router.put("/segments/{name}")
def save(
    tx: Connection,
    _caller: Writer,
    name: Name,
    new: NewSegment,
    response: Response,
    if_match: revisions.IfMatch = None,
) -> Segment:
    """Keep a rule under a name. A new one needs no `If-Match`; one that is there is changed by whoever saw it last."""
    fields = selecting.catalogue(tx)
    with db.transaction(tx):
        revision = saving.lock(tx, name)
        if revision is None and if_match is None:
            saving.create(tx, name, new.rule, clock.now(), fields)
        else:
            revisions.check(revisions.expected(if_match), revision)
            saving.save(tx, name, new.rule, clock.now(), fields)
        return _answered(saving.get(tx, name), response)


@router.delete("/segments/{name}", status_code=204)
def delete(tx: Connection, _caller: Writer, name: Name) -> None:
    """Remove a segment that no launched campaign needs, but nobody in it."""
    deleting.delete_segment(tx, name)


def _answered(found: saving.Segment, response: Response) -> Segment:
    response.headers["ETag"] = revisions.tag(found.revision)
    return Segment(**vars(found))
