"""Lists: people put together under a name."""

from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from tidings.audience import lists
from tidings.campaigns import deleting
from tidings.core import clock, db
from tidings.web import cursors
from tidings.web.deps import Connection, CursorText, Limit, LongLimit
from tidings.web.idempotency import IdempotencyKey, once
from tidings.web.marketing.access import Reader, Writer
from tidings.web.texts import ExternalId

router = APIRouter(prefix="/v1/lists", tags=["lists"])
MOST_IDS = 10_000
Name = Annotated[str, Path(max_length=200, description="The list's name.")]


class NewList(BaseModel):
    """What to call a list."""

    name: str = Field(min_length=1, max_length=200, examples=["staff"])


class Made(BaseModel):
    """A list that was made."""

    id: int
    name: str = Field(examples=["staff"])


class List(Made):
    """A list and how many people are in it."""

    created_at: datetime
    member_count: int


class Lists(BaseModel):
    """A page of the lists by name; `next` is the cursor of the page after it, null at the end."""

    items: list[List]
    next: str | None


class People(BaseModel):
    """People by the marketplace's own ids."""

    people: list[ExternalId] = Field(min_length=1, max_length=MOST_IDS, examples=[["u0000001", "u0000002"]])


class Added(BaseModel):
    """How many are new in the list, and the ids that nobody has."""

    added_count: int
    unknown: list[str]


class Removed(BaseModel):
    """How many were in the list."""

    removed_count: int


class Member(BaseModel):
    """Somebody in a list; `id` is null for somebody erased."""

    id: str | None = Field(examples=["u0000001"])
    name: str


class Members(BaseModel):
    """A page of a list; `next` is the cursor of the page after it, null at the end."""

    items: list[Member]
    next: str | None


@router.post("", status_code=201, response_model=Made)
def create(request: Request, tx: Connection, caller: Writer, new: NewList, key: IdempotencyKey = None) -> JSONResponse:
    """Make an empty list."""

    def work(inside: db.Connection) -> Made:
        return Made(id=lists.create(inside, new.name, clock.now()), name=new.name)

    return once(tx, caller, request, new, key, work)


@router.get("")
def show_all(tx: Connection, _caller: Reader, limit: LongLimit = 100, cursor: CursorText = None) -> Lists:
    """Lists by name, with how many people are in each."""
    found, following = cursors.by_name(cursor, limit, partial(lists.lists, tx))
    return Lists(items=[List(**vars(each)) for each in found], next=following)


@router.delete("/{name}", status_code=204)
def delete(tx: Connection, _caller: Writer, name: Name) -> None:
    """Remove a list that no launched campaign needs, but nobody in it."""
    deleting.delete_list(tx, name)


@router.get("/{name}/members")
def members(tx: Connection, _caller: Reader, name: Name, limit: Limit = 50, cursor: CursorText = None) -> Members:
    """The people in a list."""
    after = cursors.decode(cursor, int)[0] if cursor else 0
    found = lists.members(tx, name, limit=limit, after=after)
    following = cursors.encode(found[-1]["id"]) if len(found) == limit else None
    return Members(items=[Member(id=each["external_id"], name=each["name"]) for each in found], next=following)


@router.post("/{name}/members", response_model=Added)
def add(
    request: Request, tx: Connection, caller: Writer, name: Name, people: People, key: IdempotencyKey = None
) -> JSONResponse:
    """Put people into a list; ids that nobody has are named."""

    def work(inside: db.Connection) -> Added:
        return Added(**vars(lists.add(inside, name, people.people)))

    return once(tx, caller, request, people, key, work, status=200)


@router.post("/{name}/removals", response_model=Removed)
def remove(
    request: Request, tx: Connection, caller: Writer, name: Name, people: People, key: IdempotencyKey = None
) -> JSONResponse:
    """Take people out of a list; a campaign that excludes it sends to them from its next batch on."""

    def work(inside: db.Connection) -> Removed:
        return Removed(removed_count=lists.remove(inside, name, people.people))

    return once(tx, caller, request, people, key, work, status=200)
