"""Conversations and their messages as they are answered, to whoever may see them."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime

from pydantic import BaseModel, Field

from tidings.campaigns import showing
from tidings.chat import timeline
from tidings.chat.model import TOP, Cursor, Place
from tidings.chat.timeline import LAST
from tidings.core import db
from tidings.web import cursors
from tidings.web.chat import refs

OTHERS_READ = "The number of the last message that the peer has read or written; -1: not even the opening."
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
    last_seq: int = Field(description="The last message's number.")
    unread_count: int
    others_read_seq: int = Field(description=OTHERS_READ, examples=[2])
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
    others_read_seq: int = Field(description=OTHERS_READ, examples=[2])


def _same(shown: type[showing.Line | showing.Message], told: type[BaseModel]) -> tuple[str, ...]:
    """The fields that are told as they are shown. Looked up once: thousands of these are told a second."""
    return tuple(each.name for each in fields(shown) if each.name in told.model_fields and each.name != "buttons")


_OF_LINE = _same(showing.Line, Conversation)
_OF_MESSAGE = _same(showing.Message, Message)


def page(
    tx: db.Connection,
    owner_id: int,
    limit: int,
    cursor: str | None,
    archived: bool,
    is_opening: bool | None = None,
) -> Page:
    """A page of somebody's inbox as it is answered; `is_opening` as `showing.inbox` takes it."""
    lines = showing.inbox(tx, owner_id, limit, _place(cursor), archived, is_opening=is_opening, are_named=False)
    peers = refs.describe(tx, (line.peer_id for line in lines))
    following = _cursor(lines[-1].cursor) if len(lines) == limit else None
    return Page(items=[_line(line, peers) for line in lines], next=following)


def lines(tx: db.Connection, places: Iterable[Place]) -> dict[Place, tuple[Conversation, Message]]:
    """Views as they are now, each with its last message; those that are not there are left out."""
    found = showing.lines(tx, places)
    known = refs.describe(tx, (number for _, line, said in found for number in (line.peer_id, said.author_id)))
    return {place: (_line(line, known), _message(said, known)) for place, line, said in found}


def history(tx: db.Connection, owner_id: int, peer_id: int, topic_name: str, limit: int, cursor: str | None) -> History:
    """A page of a conversation as its owner is answered. Raises NotFound."""
    before = cursors.decode(cursor, int)[0] if cursor else LAST
    said = showing.conversation(tx, owner_id, peer_id, topic_name, limit, before, are_named=False)
    authors = refs.describe(tx, (each.author_id for each in said))
    older = cursors.encode(said[0].seq) if len(said) == limit and said[0].seq > 0 else None
    read_seq = timeline.others_read_seq(tx, owner_id, peer_id, topic_name)
    return History(items=[_message(each, authors) for each in said], before=older, others_read_seq=read_seq)


def _line(line: showing.Line, peers: dict[int, refs.Participant]) -> Conversation:
    return Conversation(
        **{name: getattr(line, name) for name in _OF_LINE},
        id=refs.conversation_id(line.peer_id, line.topic_name),
        peer=peers[line.peer_id],
        topic=line.topic_name,
        buttons=_buttons(line),
    )


def _message(said: showing.Message, authors: dict[int, refs.Participant]) -> Message:
    same = {name: getattr(said, name) for name in _OF_MESSAGE}
    return Message(**same, author=authors[said.author_id], buttons=_buttons(said))


def _buttons(shown: showing.Line | showing.Message) -> list[Button]:
    return [Button(label=button.label, url=button.url) for button in shown.buttons]


def _cursor(place: Cursor) -> str:
    return cursors.encode(place.last_message_at.isoformat(), place.peer_id, place.topic)


def _place(cursor: str | None) -> Cursor:
    if cursor is None:
        return TOP
    moment, peer_id, topic = cursors.decode(cursor, str, int, int)
    return Cursor(cursors.instant(moment), peer_id, topic)
