"""What people wrote back to campaigns, and writing to them as the one from whom the campaign came."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from tidings.campaigns import erasing, loading
from tidings.chat import answering, conversations, participants, posting, reading
from tidings.chat.answering import TOP, Answered, Place
from tidings.core import clock, db
from tidings.core.errors import BadInput, NotFound
from tidings.web import cursors
from tidings.web.chat import refs, telling
from tidings.web.chat.conversations import Answer as Reply
from tidings.web.chat.conversations import UpTo
from tidings.web.chat.telling import History
from tidings.web.deps import Connection, CursorText, Limit
from tidings.web.idempotency import IdempotencyKey, once
from tidings.web.people.access import PeopleReader, PeopleWriter
from tidings.web.touching import touch

router = APIRouter(prefix="/v1/answers", tags=["answers"])
KIND = "campaign"
CampaignId = Annotated[
    int | None, Query(alias="campaign", ge=1, le=cursors.LARGEST_ID, description="Only those to this campaign.")
]


class Answer(BaseModel):
    """A conversation in which a person answered a campaign, with what was written last."""

    id: str = Field(description="The conversation's name here.")
    campaign_id: int = Field(examples=[12])
    person: refs.Participant
    sender: refs.Participant
    text: str = Field(description="The last message; empty once whoever wrote it is erased.")
    is_theirs: bool = Field(description="Whether the person wrote it.")
    is_waiting: bool = Field(description="Whether nobody replied or noted it as read since the person wrote.")
    last_message_at: datetime


class Answers(BaseModel):
    """Answers, the latest first; `next` is the cursor of the page after it, null at the end."""

    items: list[Answer]
    next: str | None
    waiting_count: int = Field(description="How many of the latest 10,000 wait.")


class Replied(BaseModel):
    """Where a reply stands."""

    id: str
    seq: int


@router.get("")
def show_all(
    tx: Connection,
    _caller: PeopleReader,
    campaign: CampaignId = None,
    waiting: Annotated[bool, Query(description="Only those that wait.")] = False,
    limit: Limit = 20,
    cursor: CursorText = None,
) -> Answers:
    """What people answered to campaigns."""
    before = _place(cursor)
    if campaign is None:
        owners = [each.id for each in participants.everyone(tx)]
        found = answering.page(tx, owners, KIND, limit, before, is_waiting=waiting)
        waiting_count = answering.waiting_count(tx, owners, KIND)
    else:
        meant = loading.get(tx, campaign)
        found = answering.page_about(tx, meant.sender_id, meant.topic_name, limit, before, is_waiting=waiting)
        waiting_count = answering.waiting_count_about(tx, meant.sender_id, meant.topic_name)
    names = refs.describe(tx, (number for each in found for number in (each.owner_id, each.peer_id)))
    return Answers(
        items=[_answer(each, names) for each in found],
        next=_cursor(found[-1].place) if len(found) == limit else None,
        waiting_count=waiting_count,
    )


@router.get("/{conversation_id}")
def show(
    tx: Connection, _caller: PeopleReader, conversation_id: str, limit: Limit = 50, cursor: CursorText = None
) -> History:
    """The last messages of such a conversation, oldest first; `cursor` is `before` of a page."""
    owner_id, person_id, topic = _of(conversation_id)
    return telling.history(tx, owner_id, person_id, topic, limit, cursor)


@router.post("/{conversation_id}", status_code=201, response_model=Replied)
def reply(
    request: Request,
    tx: Connection,
    caller: PeopleWriter,
    conversation_id: str,
    message: Reply,
    key: IdempotencyKey = None,
) -> JSONResponse:
    """Write to the person as the system participant that the campaign came from."""

    def work(inside: db.Connection) -> Replied:
        owner_id, person_id, topic = _of(conversation_id)
        conversations.get(inside, owner_id, person_id, topic)
        erasing.keep_off(inside, (person_id,))
        seq = posting.post(inside, owner_id, person_id, topic, message.text, clock.now(), begins=False)
        return Replied(id=conversation_id, seq=seq)

    told = once(tx, caller, request, message, key, work)
    touch(request, *_of(conversation_id))
    return told


@router.put("/{conversation_id}/read")
def read(request: Request, tx: Connection, _caller: PeopleWriter, conversation_id: str, up_to: UpTo) -> UpTo:
    """Note that an answer needs no reply, up to a message; it never goes back."""
    owner_id, person_id, topic = _of(conversation_id)
    with db.transaction(tx):
        seq = reading.read(tx, owner_id, person_id, topic, clock.now(), up_to.seq)
    touch(request, owner_id, person_id, topic)
    return UpTo(seq=max(0, seq))


def _answer(found: Answered, names: dict[int, refs.Participant]) -> Answer:
    return Answer(
        id=cursors.encode(found.owner_id, found.peer_id, found.topic_name),
        campaign_id=int(found.topic_name.partition("/")[2]),
        person=names[found.peer_id],
        sender=names[found.owner_id],
        text=found.last_body,
        is_theirs=found.last_author_id == found.peer_id,
        is_waiting=found.is_waiting,
        last_message_at=found.last_message_at,
    )


def _of(conversation_id: str) -> tuple[int, int, str]:
    """The sender, the person and the topic of a conversation so named. Raises NotFound for a name that is none."""
    try:
        owner_id, person_id, topic = cursors.decode(conversation_id, int, int, str)
    except BadInput as error:
        raise NotFound("There is no such answer.") from error
    if not owner_id < 0 < person_id or not topic.startswith(f"{KIND}/"):
        raise NotFound("There is no such answer.")
    return owner_id, person_id, topic


def _cursor(place: Place) -> str:
    return cursors.encode(place.last_message_at.isoformat(), place.peer_id, place.topic)


def _place(cursor: str | None) -> Place:
    if not cursor:
        return TOP
    moment, peer_id, topic = cursors.decode(cursor, str, int, int)
    return Place(cursors.instant(moment), peer_id, topic)
