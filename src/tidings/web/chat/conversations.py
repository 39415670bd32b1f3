"""Inbox, history, writing, receipts and putting away: what somebody does with conversations of their own."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from tidings.campaigns import erasing, showing
from tidings.chat import archiving, posting, reading, reporting
from tidings.chat.model import TOP, Cursor
from tidings.chat.timeline import LAST
from tidings.core import clock, db
from tidings.web import cursors
from tidings.web.chat import refs
from tidings.web.deps import Connection, CursorText, Limit, Participant
from tidings.web.idempotency import IdempotencyKey, once

router = APIRouter(prefix="/v1", tags=["chat"])
Archived = Annotated[bool, Query(description="What was put away instead.")]
EXAMPLE_ID = refs.conversation_id(-1, "campaign/12")


class Button(BaseModel):
    """A link under a message."""

    label: str
    url: str


class Conversation(BaseModel):
    """A line of an inbox: enough to show it without another request."""

    id: str = Field(examples=[EXAMPLE_ID])
    peer: refs.Participant
    topic: str = Field(examples=["listing/8841"])
    text: str = Field(description="The last message's text.")
    image_url: str
    buttons: list[Button]
    unread_count: int
    last_message_at: datetime
    is_edited: bool
    is_archived: bool
    is_answered: bool


class Page(BaseModel):
    """Conversations, newest first; `next` is the cursor of the page after it, null at the end."""

    items: list[Conversation]
    next: str | None


class Message(BaseModel):
    """A message; number 0 is the opening."""

    seq: int
    author: refs.Participant
    text: str
    image_url: str
    buttons: list[Button]
    sent_at: datetime
    is_edited: bool


class History(BaseModel):
    """Messages, oldest first; `before` is the cursor of the page of older ones, null at the beginning."""

    items: list[Message]
    before: str | None


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


class Posted(BaseModel):
    """Where a message stands now."""

    conversation_id: str = Field(examples=[EXAMPLE_ID])
    seq: int


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
) -> Page:
    """The caller's conversations, newest first."""
    return page_of(tx, caller.participant(), limit, cursor, archived)


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
    before = cursors.decode(cursor, int)[0] if cursor else LAST
    said = showing.conversation(tx, caller.participant(), peer_id, topic, limit, before, are_named=False)
    return answered_messages(tx, said, limit)


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
def read(tx: Connection, caller: Participant, conversation_id: str, up_to: UpTo) -> UpTo:
    """Note how far the caller has read; it never goes back. The answer is how far they are now."""
    peer_id, topic = refs.of_conversation(conversation_id)
    with db.transaction(tx):
        seq = reading.read(tx, caller.participant(), peer_id, topic, clock.now(), up_to.seq)
    return UpTo(seq=max(0, seq))


@router.put("/conversations/{conversation_id}/archived", status_code=204)
def archive(tx: Connection, caller: Participant, conversation_id: str) -> None:
    """Put a conversation away, for the caller only; a new message brings it back."""
    peer_id, topic = refs.of_conversation(conversation_id)
    archiving.archive(tx, caller.participant(), peer_id, topic, clock.now())


@router.delete("/conversations/{conversation_id}/archived", status_code=204)
def unarchive(tx: Connection, caller: Participant, conversation_id: str) -> None:
    """Take a conversation back into the caller's inbox."""
    peer_id, topic = refs.of_conversation(conversation_id)
    archiving.unarchive(tx, caller.participant(), peer_id, topic)


@router.put("/conversations/{conversation_id}/report", status_code=204)
def report(tx: Connection, caller: Participant, conversation_id: str, reason: Reason) -> None:
    """Say that somebody at the marketplace should look at a conversation; a later report takes its place."""
    peer_id, topic = refs.of_conversation(conversation_id)
    reporting.report(tx, caller.participant(), peer_id, topic, reason.reason, clock.now())


def page_of(tx: db.Connection, owner_id: int, limit: int, cursor: str | None, archived: bool) -> Page:
    """A page of somebody's inbox as it is answered."""
    lines = showing.inbox(tx, owner_id, limit, _place(cursor), archived, are_named=False)
    peers = refs.describe(tx, (line.peer_id for line in lines))
    following = _cursor(lines[-1].cursor) if len(lines) == limit else None
    return Page(items=[_line(line, peers) for line in lines], next=following)


def answered_messages(tx: db.Connection, said: list[showing.Message], limit: int) -> History:
    """Messages as they are answered."""
    authors = refs.describe(tx, (each.author_id for each in said))
    older = cursors.encode(said[0].seq) if len(said) == limit and said[0].seq > 0 else None
    return History(items=[_message(each, authors) for each in said], before=older)


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
        peer_id = find_peer(inside)
        # The name of a conversation may be made up: nobody needs to have the number that it holds.
        begins = isinstance(body, NewMessage)
        erasing.keep_off(inside, (caller.participant(), peer_id))
        seq = posting.post(inside, caller.participant(), peer_id, topic, text, clock.now(), begins=begins)
        return Posted(conversation_id=refs.conversation_id(peer_id, topic), seq=seq)

    return once(tx, caller, request, body, key, work)


def _line(line: showing.Line, peers: dict[int, refs.Participant]) -> Conversation:
    fields = {name: value for name, value in vars(line).items() if name in Conversation.model_fields}
    return Conversation(
        **{
            **fields,
            "id": refs.conversation_id(line.peer_id, line.topic_name),
            "peer": peers[line.peer_id],
            "topic": line.topic_name,
            "buttons": [Button(label=button.label, url=button.url) for button in line.buttons],
        }
    )


def _message(said: showing.Message, authors: dict[int, refs.Participant]) -> Message:
    fields = {name: value for name, value in vars(said).items() if name in Message.model_fields}
    buttons = [Button(label=button.label, url=button.url) for button in said.buttons]
    return Message(**{**fields, "author": authors[said.author_id], "buttons": buttons})


def _cursor(place: Cursor) -> str:
    return cursors.encode(place.last_message_at.isoformat(), place.peer_id, place.topic)


def _place(cursor: str | None) -> Cursor:
    if cursor is None:
        return TOP
    moment, peer_id, topic = cursors.decode(cursor, str, int, int)
    return Cursor(cursors.instant(moment), peer_id, topic)
