"""What people agreed to and refused: their own by their token, anybody's by a server."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from tidings.audience import consents, persons
from tidings.audience.model import Consent as Kept
from tidings.core import clock, db
from tidings.web.deps import Connection
from tidings.web.people.access import External, Myself, PeopleReader, PeopleWriter
from tidings.web.texts import Text

router = APIRouter(prefix="/v1", tags=["consents"])
OWN, SERVER = "own", "api"
Category = Annotated[
    str, Path(max_length=40, description="such as promotions; * is all of it", examples=["promotions"])
]


class Consent(BaseModel):
    """A person's answer to a category of marketing, or to all of it (`*`)."""

    category: str = Field(examples=["promotions"])
    is_allowed: bool
    source: str = Field(description="Where it was given.", examples=["own"])
    decided_at: datetime


class Consents(BaseModel):
    """A person's current answers, by category; `*` first."""

    items: list[Consent]


class Answer(BaseModel):
    """Yes or no."""

    is_allowed: bool = Field(examples=[False])


class ForSomebody(Answer):
    """Yes or no, and where it was said."""

    source: Text = Field(default=SERVER, min_length=1, max_length=consents.LONGEST_SOURCE, examples=["settings page"])


@router.get("/me/consents")
def show_own(tx: Connection, caller: Myself) -> Consents:
    """What the caller agreed to and refused."""
    return _consents(tx, caller.participant())


@router.put("/me/consents/{category}")
def decide_own(tx: Connection, caller: Myself, category: Category, answer: Answer) -> Consents:
    """Say yes or no to a category of marketing; once this is answered, no campaign acts on the old answer."""
    consents.decide(tx, caller.participant(), category, answer.is_allowed, OWN, clock.now())
    return _consents(tx, caller.participant())


@router.get("/people/{person}/consents")
def show(tx: Connection, _caller: PeopleReader, person: External) -> Consents:
    """What a person agreed to and refused."""
    return _consents(tx, persons.find(tx, person).id)


@router.put("/people/{person}/consents/{category}")
def decide(
    tx: Connection, _caller: PeopleWriter, person: External, category: Category, answer: ForSomebody
) -> Consents:
    """Keep a person's yes or no to a category; once this is answered, no campaign acts on the old answer."""
    number = persons.find(tx, person).id
    consents.decide(tx, number, category, answer.is_allowed, answer.source, clock.now())
    return _consents(tx, number)


def answered(found: Iterable[Kept]) -> list[Consent]:
    """Consents as they are answered."""
    return [Consent(**vars(each)) for each in found]


def _consents(tx: db.Connection, person_id: int) -> Consents:
    return Consents(items=answered(consents.of_person(tx, person_id)))
