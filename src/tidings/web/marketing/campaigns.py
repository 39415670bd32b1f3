"""Writing campaigns, and reading what was written and done."""

from datetime import datetime
from typing import Annotated

import orjson
from fastapi import APIRouter, Body, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from tidings.campaigns import correcting, drafting, loading
from tidings.campaigns.model import CampaignState, Definition, Variant
from tidings.core import clock, db
from tidings.web.deps import Connection
from tidings.web.idempotency import IdempotencyKey, once
from tidings.web.marketing import revisions
from tidings.web.marketing.access import Id, Reader, Writer
from tidings.web.texts import Text, Why

router = APIRouter(prefix="/v1/campaigns", tags=["campaigns"])
EXAMPLE = {
    "name": "Spring cleaning",
    "category": "promotions",
    "sender": "marketplace-news",
    "content": [{"locale": "en", "text": "Hi {{ name | first_word }}, what is in your cellar?"}],
    "variables": [{"name": "name", "field": "name", "default": "there"}],
    "audience": {"everyone": True},
    "archive_after_days": 7,
}
Defined = Annotated[Definition, Body(examples=[EXAMPLE])]


class Summary(BaseModel):
    """A campaign without what it says."""

    id: int = Field(examples=[12])
    name: str = Field(examples=["Spring cleaning"])
    state: CampaignState
    category: str = Field(examples=["promotions"])
    revision: int = Field(description="Its ETag, in quotes, is what a change is made against.")
    created_at: datetime
    launched_at: datetime | None
    opens_at: datetime | None = Field(description="The first instant at which any of it may go out.")
    ended_at: datetime | None
    archived_at: datetime | None


class Campaign(Summary):
    """A campaign and what it says."""

    definition: Definition


class Saved(BaseModel):
    """A draft that was saved."""

    id: int = Field(examples=[12])
    revision: int = Field(examples=[1])


class Copy(BaseModel):
    """What to call the new draft; by default what the original is called, and that it is a copy."""

    name: Text | None = Field(default=None, min_length=1, max_length=200, examples=["Spring cleaning again"])


class Correction(BaseModel):
    """What everybody who got the campaign reads from now on, in one locale."""

    content: Variant
    why: Why = Field(examples=["The date was wrong."])


class Change(BaseModel):
    """A line of a campaign's history; `task_id` is set when it is about sending or archiving."""

    action: str = Field(examples=["launch"])
    from_state: str = Field(examples=["draft"])
    to_state: str = Field(examples=["scheduled"])
    who: str = Field(examples=["key:0a1b2c3d4e5f"])
    why: str
    changed_at: datetime
    task_id: int | None


class History(BaseModel):
    """All that was done with a campaign, oldest first."""

    items: list[Change]


@router.post("", status_code=201, response_model=Saved)
def create(
    request: Request, tx: Connection, caller: Writer, definition: Defined, key: IdempotencyKey = None
) -> JSONResponse:
    """Save a new draft; nothing is sent before it is launched."""

    def work(inside: db.Connection) -> Saved:
        return _saved(inside, drafting.create(inside, definition, caller.name, clock.now()))

    return _created(once(tx, caller, request, definition, key, work))


@router.get("/{campaign_id}")
def show(tx: Connection, _caller: Reader, campaign_id: Id, response: Response) -> Campaign:
    """A campaign; its ETag is what `If-Match` of a change has to say."""
    found = loading.get(tx, campaign_id)
    response.headers["ETag"] = revisions.tag(found.revision)
    return Campaign(**vars(summary(found)), definition=found.definition)


@router.put("/{campaign_id}")
def edit(
    tx: Connection,
    caller: Writer,
    campaign_id: Id,
    definition: Defined,
    response: Response,
    if_match: revisions.IfMatch = None,
) -> Saved:
    """Save a draft anew, unless somebody else did since its ETag was read."""
    expected = revisions.expected(if_match)
    with db.transaction(tx):
        found = loading.lock(tx, campaign_id)
        revisions.check(expected, found.revision)
        revised = drafting.edit(tx, campaign_id, definition, found.revision, caller.name, clock.now())
    response.headers["ETag"] = revisions.tag(revised)
    return Saved(id=campaign_id, revision=revised)


@router.post("/{campaign_id}/clones", status_code=201, response_model=Saved)
def clone(
    request: Request, tx: Connection, caller: Writer, campaign_id: Id, copy: Copy, key: IdempotencyKey = None
) -> JSONResponse:
    """Save a draft with the same content, audience and times."""

    def work(inside: db.Connection) -> Saved:
        made = drafting.clone(inside, campaign_id, caller.name, clock.now(), name=copy.name)
        return _saved(inside, made)

    return _created(once(tx, caller, request, copy, key, work))


@router.put("/{campaign_id}/content/{locale}", status_code=204)
def correct(
    tx: Connection,
    caller: Writer,
    campaign_id: Id,
    locale: str,
    correction: Correction,
    response: Response,
    if_match: revisions.IfSeen = None,
) -> None:
    """Replace what a launched campaign says in a locale, for everybody who got it; it is shown as edited."""
    look, now = revisions.seen(if_match), clock.now()
    correcting.correct(tx, campaign_id, locale, correction.content, caller.name, correction.why, now, look)
    response.headers["ETag"] = revisions.tag(loading.get(tx, campaign_id).revision)


@router.get("/{campaign_id}/history")
def history(tx: Connection, _caller: Reader, campaign_id: Id) -> History:
    """Who did what with a campaign, when and why."""
    loading.get(tx, campaign_id)
    return History(items=[change(each) for each in loading.changes(tx, campaign_id)])


def summary(found: loading.Campaign) -> Summary:
    """A campaign as lists show it."""
    return Summary(**{name: getattr(found, name) for name in Summary.model_fields})


def change(found: loading.Change) -> Change:
    """A line of the history as it is answered."""
    return Change(**{name: getattr(found, name) for name in Change.model_fields})


def _saved(tx: db.Connection, campaign_id: int) -> Saved:
    return Saved(id=campaign_id, revision=loading.get(tx, campaign_id).revision)


def _created(answer: JSONResponse) -> JSONResponse:
    told = orjson.loads(answer.body)
    answer.headers["Location"] = f"/v1/campaigns/{told['id']}"
    answer.headers["ETag"] = revisions.tag(told["revision"])
    return answer
