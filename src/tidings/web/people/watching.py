"""One person as whoever helps them needs to see them: their inbox, what campaigns they got, and what they agreed to."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from tidings.audience import consents, persons
from tidings.delivery import recalling
from tidings.web.chat import refs, telling
from tidings.web.chat.conversations import Archived
from tidings.web.chat.telling import History, Page
from tidings.web.deps import Connection, CursorText, Limit
from tidings.web.people.access import External, PeopleReader
from tidings.web.people.consents import Consent

router = APIRouter(prefix="/v1/people/{person}", tags=["people"])


class Campaign(BaseModel):
    """A campaign as one person had it."""

    campaign_id: int = Field(examples=[12])
    name: str = Field(examples=["Spring cleaning"])
    outcome: str = Field(description="`sent`, or why not.", examples=["skipped.opted_out"])
    why: str
    at: datetime
    is_read: bool
    answered_at: datetime | None
    archived_at: datetime | None


class Campaigns(BaseModel):
    """Every campaign that was decided for the person, the latest first."""

    items: list[Campaign]


class Said(Consent):
    """An answer to a category of marketing; `is_current` until another took its place."""

    is_current: bool


class ConsentHistory(BaseModel):
    """All answers of a person, the latest first."""

    items: list[Said]


@router.get("/conversations")
def inbox(
    tx: Connection,
    _caller: PeopleReader,
    person: External,
    limit: Limit = 20,
    cursor: CursorText = None,
    archived: Archived = False,
) -> Page:
    """A person's conversations as they see them, newest first; nothing is noted as read."""
    return telling.page(tx, persons.find(tx, person).id, limit, cursor, archived)


@router.get("/conversations/{conversation_id}/messages")
def history(
    tx: Connection,
    _caller: PeopleReader,
    person: External,
    conversation_id: str,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> History:
    """The last messages of one of a person's conversations, oldest first; `cursor` is `before` of a page."""
    number = persons.find(tx, person).id
    peer_id, topic = refs.of_conversation(conversation_id)
    return telling.history(tx, number, peer_id, topic, limit, cursor)


@router.get("/campaigns")
def campaigns(tx: Connection, _caller: PeopleReader, person: External) -> Campaigns:
    """What the person got of all campaigns, and why not what they did not get."""
    found = recalling.campaigns_of(tx, persons.find(tx, person).id)
    return Campaigns(items=[Campaign(**vars(each)) for each in found])


@router.get("/consent-history")
def consent_history(tx: Connection, _caller: PeopleReader, person: External) -> ConsentHistory:
    """What the person agreed to and refused, then and now."""
    found = consents.history(tx, persons.find(tx, person).id)
    return ConsentHistory(items=[Said(**vars(each), is_current=is_current) for each, is_current in found])
