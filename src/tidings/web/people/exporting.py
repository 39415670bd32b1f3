"""Everything that is kept about a person, as one JSON document that is written while it is read."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

import orjson
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from tidings.audience import consents, lists, persons
from tidings.audience.model import Person
from tidings.campaigns import rendering
from tidings.chat import blocking, exporting
from tidings.chat.exporting import BEFORE_ALL, FIRST, Written
from tidings.chat.model import OPENING, EntryView
from tidings.core import db
from tidings.delivery import accounting
from tidings.web import admission, asking, callers, streams
from tidings.web.callers import Scope
from tidings.web.chat import refs
from tidings.web.people.access import External, myself
from tidings.web.people.consents import Consent, answered
from tidings.web.people.people import Known, known

router = APIRouter(prefix="/v1", tags=["people"])
CONVERSATIONS_A_PAGE = 50
MESSAGES_A_PAGE = 500


class Message(BaseModel):
    """A message; number 0 is the opening."""

    seq: int
    author: refs.Participant
    text: str
    sent_at: datetime


class Conversation(BaseModel):
    """A conversation with all its messages, oldest first."""

    peer: refs.Participant
    topic: str = Field(examples=["listing/8841"])
    opened_at: datetime
    is_archived: bool
    read_seq: int = Field(description="The last message that the person read.")
    messages: list[Message]


class Report(BaseModel):
    """What the person said is wrong with a conversation."""

    peer: refs.Participant
    topic: str
    reason: str
    reported_at: datetime


class Omission(BaseModel):
    """A campaign that passed the person over, and why."""

    campaign_id: int
    outcome: str = Field(examples=["skipped.opted_out"])
    decided_at: datetime


class Export(BaseModel):
    """Everything that is kept about a person."""

    person: Known
    consents: list[Consent]
    earlier_consents: list[Consent] = Field(description="Answers that later ones took the place of.")
    lists: list[str]
    blocks: list[refs.Participant]
    reports: list[Report]
    left_out: list[Omission]
    conversations: list[Conversation]


@router.get(
    "/people/{person}/export",
    response_class=StreamingResponse,
    responses={200: {"model": Export}},
    openapi_extra={"security": asking.of_scope(Scope.PEOPLE_READ)},
)
def export(request: Request, person: External) -> StreamingResponse:
    """Everything that is kept about a person, for them to take away."""
    with streams.admitted(request, Scope.PEOPLE_READ) as tx:
        found = persons.find(tx, person)
        head = _head(tx, found)
    return _document(request, found, head)


@router.get(
    "/me/export",
    response_class=StreamingResponse,
    responses={200: {"model": Export}},
    openapi_extra={"security": asking.of_person()},
)
def export_own(request: Request) -> StreamingResponse:
    """Everything that is kept about the caller, the same as a server is told."""
    with streams.connection(request) as tx:
        caller = myself(callers.identify(tx, admission.shown(request)))
        found = persons.get(tx, caller.participant())
        head = _head(tx, found)
    return _document(request, found, head)


def _document(request: Request, found: Person, head: dict[str, Any]) -> StreamingResponse:
    parts = chain([_opened(head)], _list(_conversations(request, found.id)), [b"]}"])
    return StreamingResponse(parts, media_type="application/json")


def _head(tx: db.Connection, found: Person) -> dict[str, Any]:
    blocked, reported = blocking.blocked_peers(tx, found.id), exporting.reports(tx, found.id)
    names = refs.describe(tx, [*blocked, *(each.peer_id for each in reported)])
    return {
        "person": Known(**known(found)),
        "consents": answered(consents.of_person(tx, found.id)),
        "earlier_consents": answered(each for each, holds in consents.history(tx, found.id) if not holds),
        "lists": lists.of_person(tx, found.id),
        "blocks": [names[peer_id] for peer_id in blocked],
        "reports": [
            Report(peer=names[each.peer_id], topic=each.topic_name, reason=each.reason, reported_at=each.reported_at)
            for each in reported
        ],
        "left_out": [Omission(**vars(each)) for each in accounting.omissions(tx, found.id)],
    }


def _opened(head: dict[str, Any]) -> bytes:
    """The document up to the first conversation."""
    return orjson.dumps(head, default=_plain)[:-1] + b',"conversations":['


def _list(items: Iterable[BaseModel]) -> Iterator[bytes]:
    for number, item in enumerate(items):
        yield (b"," if number else b"") + item.model_dump_json().encode()


def _conversations(request: Request, person_id: int) -> Iterator[Conversation]:
    """Both walk in the same order, so that a conversation's messages come when it does."""
    messages = _messages(request, person_id)
    ahead = next(messages, None)
    for entry, peer, opening in _entries(request, person_id):
        said = [opening] if opening else []
        place = (entry.peer_id, entry.topic)
        # What was begun since the page was read has messages and is not told of.
        while ahead is not None and ahead[0].place <= place:
            if ahead[0].place == place:
                said.append(ahead[1])
            ahead = next(messages, None)
        yield Conversation(
            peer=peer,
            topic=entry.topic_name,
            opened_at=entry.opened_at,
            is_archived=entry.archived_at is not None,
            read_seq=entry.read_seq,
            messages=said,
        )


def _entries(request: Request, person_id: int) -> Iterator[tuple[EntryView, refs.Participant, Message | None]]:
    after = FIRST
    while True:
        with streams.connection(request) as tx:
            page = exporting.conversations(tx, person_id, after, CONVERSATIONS_A_PAGE)
            names = refs.describe(tx, (each.peer_id for each in page))
            contents = rendering.contents(tx, {each.content_id for each in page if each.content_id is not None})
        for entry in page:
            yield entry, names[entry.peer_id], _opening(entry, names[entry.peer_id], contents)
        if len(page) < CONVERSATIONS_A_PAGE:
            return
        after = page[-1].peer_id, page[-1].topic


def _messages(request: Request, person_id: int) -> Iterator[tuple[Written, Message]]:
    after, seq = FIRST, BEFORE_ALL
    while True:
        with streams.connection(request) as tx:
            page = exporting.messages(tx, person_id, after, seq, MESSAGES_A_PAGE)
            names = refs.describe(tx, (each.author_id for each in page))
        for each in page:
            yield each, Message(seq=each.seq, author=names[each.author_id], text=each.body, sent_at=each.sent_at)
        if len(page) < MESSAGES_A_PAGE:
            return
        after, seq = page[-1].place, page[-1].seq


def _opening(entry: EntryView, peer: refs.Participant, contents: dict[int, rendering.Content]) -> Message | None:
    content = contents.get(entry.content_id) if entry.content_id is not None else None
    if content is None:
        return None
    text = rendering.render_opening(content, entry.opening_values).text
    return Message(seq=OPENING, author=peer, text=text, sent_at=entry.opened_at)


def _plain(value: Any) -> Any:
    assert isinstance(value, BaseModel)
    return value.model_dump(mode="json")
