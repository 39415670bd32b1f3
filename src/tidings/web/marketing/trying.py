"""Trying a campaign before it goes out: what somebody would read, a test in real inboxes, and whom it means."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from tidings.audience import members, persons
from tidings.audience.model import Person
from tidings.campaigns import loading, previewing, selecting, testing
from tidings.core import clock, db
from tidings.web.deps import Connection
from tidings.web.idempotency import IdempotencyKey, once
from tidings.web.marketing.access import Id, Reader, Writer
from tidings.web.patience import Patient
from tidings.web.texts import LONGEST_ID, ExternalId

router = APIRouter(prefix="/v1/campaigns/{campaign_id}", tags=["campaigns"])
PersonId = Annotated[str, Query(max_length=LONGEST_ID, description="Whose inbox, by the marketplace's own id.")]


class Button(BaseModel):
    """A link under the message."""

    label: str = Field(examples=["Offer something"])
    url: str = Field(examples=["https://market.example/offers/new"])


class Preview(BaseModel):
    """The message as one person would read it; `image_url` is empty when there is none."""

    text: str = Field(examples=["Hi Ada, what is in your cellar?"])
    image_url: str
    buttons: list[Button]


class Testers(BaseModel):
    """Who gets a test."""

    people: list[ExternalId] = Field(min_length=1, max_length=testing.MOST_PEOPLE, examples=[["u0000001"]])


class Tested(BaseModel):
    """Who has the test in their inbox, in a conversation of its own."""

    sent_to: list[str]
    topic: str = Field(examples=["test/12-40"])


class Counted(BaseModel):
    """How many are meant now, and how many of them would be left out."""

    reached_count: int = Field(description="Those who would get it, unless they blocked the sender.")
    matched_count: int
    excluded_count: int
    opted_out_count: int


class Sampled(BaseModel):
    """Somebody who is meant."""

    id: str | None = Field(examples=["u0000001"])
    name: str
    locale: str
    zone: str
    last_active_at: datetime | None
    attributes: dict[str, Any]


class Sample(BaseModel):
    """Some of those who are meant, drawn at random."""

    items: list[Sampled]


@router.get("/preview")
def preview(tx: Connection, _caller: Reader, campaign_id: Id, person: PersonId) -> Preview:
    """The message as a person would get it now; nothing is sent."""
    found = previewing.preview(tx, campaign_id, persons.find(tx, person).id)
    buttons = [Button(label=each.label, url=each.url) for each in found.buttons]
    return Preview(text=found.text, image_url=found.image_url, buttons=buttons)


@router.post("/tests", status_code=201, response_model=Tested)
def test(
    request: Request, tx: Connection, caller: Writer, campaign_id: Id, testers: Testers, key: IdempotencyKey = None
) -> JSONResponse:
    """Send the message to a few people as a test: to all of them or to nobody; it counts nowhere."""

    def work(inside: db.Connection) -> Tested:
        ids = [persons.find(inside, person).id for person in testers.people]
        sent = testing.send(inside, campaign_id, ids, caller.name, clock.now())
        return Tested(sent_to=list(dict.fromkeys(testers.people)), topic=sent[0].topic_name)

    return once(tx, caller, request, testers, key, work)


@router.get("/count")
def count(tx: Patient, _caller: Reader, campaign_id: Id) -> Counted:
    """Count whom a campaign means now, and who of them would be left out; asks about everybody."""
    definition = loading.get(tx, campaign_id).definition
    selection, fields = selecting.selection(definition), selecting.catalogue(tx)
    found = members.count(tx, selection, definition.category, clock.now(), fields)
    return Counted(**{name: getattr(found, name) for name in Counted.model_fields})


@router.get("/sample")
def sample(tx: Patient, _caller: Reader, campaign_id: Id, size: Annotated[int, Query(ge=1, le=1000)] = 10) -> Sample:
    """Some people whom a campaign means, drawn at random; asks about everybody."""
    definition = loading.get(tx, campaign_id).definition
    selection, fields = selecting.selection(definition), selecting.catalogue(tx)
    return sampled(members.sample(tx, selection, clock.now(), fields, size=size))


def sampled(found: list[Person]) -> Sample:
    """People as a sample is answered."""
    return Sample(
        items=[
            Sampled(
                id=each.external_id,
                name=each.name,
                locale=each.locale,
                zone=each.zone,
                last_active_at=each.last_active_at,
                attributes=dict(each.attributes),
            )
            for each in found
        ]
    )
