"""What Tidings answers, as values with types. Fields that a later Tidings adds are passed over."""

import dataclasses
import types
import typing
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

S = TypeVar("S")


@dataclass(frozen=True)
class Participant:
    """Whoever holds a conversation; `ref` is None for a person who was erased."""

    ref: str | None
    name: str
    picture_url: str


@dataclass(frozen=True)
class Message:
    """One message of a conversation."""

    seq: int
    author: Participant
    text: str
    image_url: str
    sent_at: datetime
    is_edited: bool


@dataclass(frozen=True)
class Conversation:
    """One line of an inbox; `text` is that of the last message."""

    id: str
    peer: Participant
    topic: str
    text: str
    last_seq: int
    unread_count: int
    others_read_seq: int
    last_message_at: datetime
    is_archived: bool
    is_answered: bool


@dataclass(frozen=True)
class Posted:
    """Where a message stands. The conversation's id is the writer's own: the other participant has another one."""

    conversation_id: str
    seq: int


@dataclass(frozen=True)
class Import:
    """A file of people: how far it is, and what came of it."""

    id: int
    state: str
    read_count: int | None
    new_count: int | None
    changed_count: int | None
    unchanged_count: int | None
    rejected_count: int | None
    error: str | None


@dataclass(frozen=True)
class Consent:
    """What somebody said to a category of messages; `*` is all."""

    category: str
    is_allowed: bool
    source: str
    decided_at: datetime


@dataclass(frozen=True)
class Campaign:
    """A campaign as it was written; `definition` as docs/campaign.schema.json says."""

    id: int
    name: str
    state: str
    category: str
    revision: int
    definition: dict[str, Any]


@dataclass(frozen=True)
class Task:
    """A long run over an audience: sending or archiving."""

    id: int
    kind: str
    state: str
    member_count: int
    done_count: int
    left_out_count: int
    waiting_count: int
    rate: float
    eta: datetime | None


@dataclass(frozen=True)
class Status:
    """How far a campaign is."""

    id: int
    name: str
    state: str
    opens_at: datetime | None
    is_under_way: bool
    tasks: list[Task]


def take(shape: type[S], told: Any) -> S:
    """An answer as a shape."""
    known: Any = shape
    hints = _hints(known)
    return shape(**{name: _value(hint, told.get(name)) for name, hint in hints.items()})


@cache
def _hints(shape: Any) -> dict[str, Any]:
    return typing.get_type_hints(shape)


def _value(hint: Any, told: Any) -> Any:
    if isinstance(hint, types.UnionType):
        return None if told is None else _value(typing.get_args(hint)[0], told)
    if hint is datetime:
        return datetime.fromisoformat(told)
    if typing.get_origin(hint) is list:
        return [_value(typing.get_args(hint)[0], each) for each in told]
    return take(hint, told) if isinstance(hint, type) and dataclasses.is_dataclass(hint) else told
