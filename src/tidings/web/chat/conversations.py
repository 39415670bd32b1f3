"""Inbox, history, writing, receipts and putting away: what somebody does with conversations of their own."""

from collections.abc import Callable
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from tidings.audience.model import is_storable
from tidings.chat import archiving, posting, reading, reporting
from tidings.chat.model import Place
from tidings.chat.timeline import LAST
from tidings.core import clock, db
from tidings.core.errors import BadInput
from tidings.web.chat import refs, telling, writing
from tidings.web.chat.telling import History, Page
from tidings.web.chat.writing import Posted
from tidings.web.deps import Connection, CursorText, Limit, Participant
from tidings.web.idempotency import IdempotencyKey, once
from tidings.web.touching import touch

router = APIRouter(prefix="/v1", tags=["chat"])
Archived = Annotated[bool, Query(description="What was put away instead.")]


CAMPAIGNS = "campaigns"
Kind = Annotated[
    Literal["campaigns", "people"] | None,
    Query(description="Only what campaigns opened and the caller, a person, did not answer; or only all others."),
]
With = Annotated[
    str | None,
    Query(max_length=300, description="With `topic`: whom the one wanted is held with.", examples=["person:u1"]),
]
About = Annotated[
    str | None, Query(max_length=200, description="With `to`: what it is about.", examples=["listing/8841"])
]


class Unread(BaseModel):
    """What waits, archived conversations aside."""

    conversation_count: int
    message_count: int


class NewMessage(BaseModel):
    """A message to somebody about something; their conversation is begun when there is none."""

    to: str = Field(max_length=300, examples=["system:marketplace-news"])
    topic: str = Field(max_length=200, examples=["listing/8841"])
    text: str = Field(max_length=posting.LONGEST_BODY, examples=["Is it still there?"])


class Answer(BaseModel):
    """A message in a conversation."""

    text: str = Field(max_length=posting.LONGEST_BODY, examples=["Yes, come and see it."])


class UpTo(BaseModel):
    """The number of the last message that was read."""

    seq: int = Field(ge=0, le=LAST, examples=[3])


class Reason(BaseModel):
    """Why somebody should look at a conversation."""

    reason: str = Field(max_length=1000, examples=["They want to be paid outside the marketplace."])


@router.get("/conversations")
def inbox(
    tx: Connection,
    caller: Participant,
    limit: Limit = 20,
    cursor: CursorText = None,
    archived: Archived = False,
    kind: Kind = None,
    to: With = None,
    topic: About = None,
) -> Page:
    """The caller's conversations, newest first; or only the one with somebody about something, put away or not."""
    if to is not None or topic is not None:
        return _between(tx, caller.participant(), to, topic)
    is_opening = None if kind is None else kind == CAMPAIGNS
    return telling.page(tx, caller.participant(), limit, cursor, archived, is_opening)


@router.get("/unread")
def unread(tx: Connection, caller: Participant) -> Unread:
    """How many of the caller's conversations have something new, and how many messages that is."""
    return Unread(**vars(reading.unread(tx, caller.participant())))


@router.post("/messages", status_code=201, response_model=Posted)
def write(
    request: Request, tx: Connection, caller: Participant, message: NewMessage, key: IdempotencyKey = None
) -> JSONResponse:
    """Write to somebody about something, whether or not there is a conversation."""
    return _post(request, tx, caller, lambda inside: refs.find(inside, message.to), message.topic, message, key)


@router.get("/conversations/{conversation_id}/messages")
def history(
    tx: Connection, caller: Participant, conversation_id: str, limit: Limit = 50, cursor: CursorText = None
) -> History:
    """The last messages of one of the caller's conversations, oldest first; `cursor` is `before` of a page."""
    peer_id, topic = refs.of_conversation(conversation_id)
    return telling.history(tx, caller.participant(), peer_id, topic, limit, cursor)


@router.post("/conversations/{conversation_id}/messages", status_code=201, response_model=Posted)
def answer(
    request: Request,
    tx: Connection,
    caller: Participant,
    conversation_id: str,
    message: Answer,
    key: IdempotencyKey = None,
) -> JSONResponse:
    """Write into a conversation that is there."""
    peer_id, topic = refs.of_conversation(conversation_id)
    return _post(request, tx, caller, lambda _inside: peer_id, topic, message, key)


@router.put("/conversations/{conversation_id}/read")
def read(request: Request, tx: Connection, caller: Participant, conversation_id: str, up_to: UpTo) -> UpTo:
    """Note how far the caller has read; it never goes back. The answer is how far they are now."""
    peer_id, topic = refs.of_conversation(conversation_id)
    with db.transaction(tx):
        seq = reading.read(tx, caller.participant(), peer_id, topic, clock.now(), up_to.seq)
    touch(request, caller.participant(), peer_id, topic)
    return UpTo(seq=max(0, seq))


@router.put("/conversations/{conversation_id}/archived", status_code=204)
def archive(request: Request, tx: Connection, caller: Participant, conversation_id: str) -> None:
    """Put a conversation away, for the caller only; a new message brings it back."""
    peer_id, topic = refs.of_conversation(conversation_id)
    with db.transaction(tx):
        archiving.archive(tx, caller.participant(), peer_id, topic, clock.now())
    touch(request, caller.participant(), peer_id, topic)


@router.delete("/conversations/{conversation_id}/archived", status_code=204)
def unarchive(request: Request, tx: Connection, caller: Participant, conversation_id: str) -> None:
    """Take a conversation back into the caller's inbox."""
    peer_id, topic = refs.of_conversation(conversation_id)
    with db.transaction(tx):
        archiving.unarchive(tx, caller.participant(), peer_id, topic, clock.now())
    touch(request, caller.participant(), peer_id, topic)


@router.put("/conversations/{conversation_id}/report", status_code=204)
def report(tx: Connection, caller: Participant, conversation_id: str, reason: Reason) -> None:
    """Say that somebody at the marketplace should look at a conversation; a later report takes its place."""
    peer_id, topic = refs.of_conversation(conversation_id)
    reporting.report(tx, caller.participant(), peer_id, topic, reason.reason, clock.now())


def _between(tx: Connection, owner_id: int, to: str | None, topic: str | None) -> Page:
    if to is None or topic is None:
        raise BadInput("One conversation is named by both: give to and topic, or neither.")
    place = Place(owner_id, refs.find(tx, to), topic)
    found = telling.lines(tx, [place]) if is_storable(topic) else {}
    return Page(items=[line for line, _ in found.values()], next=None)


def _post(
    request: Request,
    tx: Connection,
    caller: Participant,
    find_peer: Callable[[db.Connection], int],
    topic: str,
    body: BaseModel,
    key: str | None,
) -> JSONResponse:
    """Write once. Whoever repeats it is answered as before, even when the peer is not to be found any more."""
    text = body.text if isinstance(body, NewMessage | Answer) else ""

    def work(inside: db.Connection) -> Posted:
        # The name of a conversation may be made up: nobody needs to have the number that it holds.
        begins = isinstance(body, NewMessage)
        return writing.write(inside, caller.participant(), find_peer(inside), topic, text, begins=begins)

    told = once(tx, caller, request, body, key, work)
    peer_id, topic = refs.of_conversation(orjson.loads(told.body)["conversation_id"])
    touch(request, caller.participant(), peer_id, topic)
    return told
