"""One person: what is known of them, and taking it away."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from tidings.audience import consents, persons
from tidings.audience.model import Person as Kept
from tidings.core import clock
from tidings.web import erasing, noting
from tidings.web.deps import Connection
from tidings.web.people.access import External, PeopleReader, PeopleWriter
from tidings.web.people.consents import Consent, answered

router = APIRouter(prefix="/v1/people", tags=["people"])


class Known(BaseModel):
    """What is known of a person; locale and zone are '' when they are not known."""

    id: str | None = Field(examples=["u0000001"])
    number: int
    name: str = Field(examples=["Ada"])
    attributes: dict[str, Any] = Field(examples=[{"town": "Porto"}])
    locale: str = Field(examples=["pt"])
    zone: str = Field(examples=["Europe/Lisbon"])
    registered_at: datetime | None
    last_active_at: datetime | None
    updated_at: datetime


class Person(Known):
    """What is known of a person, and what they agreed to and refused."""

    consents: list[Consent]


class Erased(BaseModel):
    """What is left of a person."""

    number: int


@router.get("/{person}")
def show(tx: Connection, _caller: PeopleReader, person: External) -> Person:
    """What is known of a person, and what they agreed to and refused."""
    found = persons.find(tx, person)
    return Person(**known(found), consents=answered(consents.of_person(tx, found.id)))


@router.delete("/{person}")
def erase(request: Request, tx: Connection, _caller: PeopleWriter, person: External) -> Erased:
    """Blank everything that says who a person is or what they wrote; numbers stay, so that counts still add up."""
    number = erasing.erase(tx, person, clock.now())
    noting.of(request).target = f"people/number {number}"
    return Erased(number=number)


def known(found: Kept) -> dict[str, Any]:
    """What is known of a person as it is answered."""
    own = {name: getattr(found, name) for name in Known.model_fields if name not in ("id", "number")}
    return {**own, "id": found.external_id, "number": found.id, "attributes": dict(found.attributes)}
