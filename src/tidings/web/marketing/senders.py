"""System participants, which campaigns come from and servers speak as."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from tidings.chat import participants
from tidings.core import clock, db
from tidings.web.deps import Connection
from tidings.web.idempotency import IdempotencyKey, once
from tidings.web.marketing import revisions
from tidings.web.marketing.access import AccountReader, AccountWriter
from tidings.web.texts import Text

router = APIRouter(prefix="/v1/senders", tags=["senders"])


Handle = Annotated[str, Path(max_length=40, description="The sender's handle, which it keeps.")]


class Looks(BaseModel):
    """How a system participant shows itself."""

    name: Text = Field(max_length=participants.LONGEST_NAME, examples=["Spring Team"])
    picture_url: Text = Field(default="", max_length=2000, examples=["https://market.example/spring.png"])


class NewSender(Looks):
    """A system participant to be."""

    handle: str = Field(max_length=40, examples=["spring-team"])


class Sender(BaseModel):
    """A system participant."""

    handle: str = Field(examples=["spring-team"])
    name: str = Field(examples=["Spring Team"])
    picture_url: str
    revision: int = Field(description="Its ETag, in quotes, is what a change is made against.")
    created_at: datetime


class Senders(BaseModel):
    """All system participants, by handle."""

    items: list[Sender]


@router.get("")
def show_all(tx: Connection, _caller: AccountReader) -> Senders:
    """All system participants."""
    return Senders(items=[_sender(each) for each in participants.everyone(tx)])


@router.post("", status_code=201, response_model=Sender)
def create(
    request: Request, tx: Connection, caller: AccountWriter, new: NewSender, key: IdempotencyKey = None
) -> JSONResponse:
    """Make a system participant."""

    def work(inside: db.Connection) -> Sender:
        return _sender(participants.create(inside, new.handle, new.name, new.picture_url, clock.now()))

    return once(tx, caller, request, new, key, work)


@router.put("/{handle}")
def change(
    tx: Connection,
    _caller: AccountWriter,
    handle: Handle,
    new: Looks,
    response: Response,
    if_match: revisions.IfMatch = None,
) -> Sender:
    """Give a system participant another name or picture, which all inboxes show at once."""
    wanted = revisions.expected(if_match)
    with db.transaction(tx):
        participants.find(tx, handle)
        revisions.check(wanted, participants.lock(tx, handle))
        changed = _sender(participants.change(tx, handle, new.name, new.picture_url))
    response.headers["ETag"] = revisions.tag(changed.revision)
    return changed


def _sender(found: participants.SystemParticipant) -> Sender:
    return Sender(**{name: getattr(found, name) for name in Sender.model_fields})
