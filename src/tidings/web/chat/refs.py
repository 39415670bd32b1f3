"""Participants as the API names them: `person:ID` by the marketplace's own id, `system:HANDLE` for all others."""

from collections.abc import Iterable

from pydantic import BaseModel, Field

from tidings.audience import persons
from tidings.audience.model import is_storable
from tidings.chat import participants
from tidings.core import db
from tidings.core.errors import BadInput, NotFound
from tidings.web import cursors

PERSON, SYSTEM = "person", "system"


class Participant(BaseModel):
    """Whoever holds a conversation. `ref` is null for a person who was erased."""

    ref: str | None = Field(examples=["person:u0000001", "system:marketplace-news"])
    name: str = Field(examples=["Ada"])
    picture_url: str = Field(default="", examples=["https://marketplace.example/news.png"])


def find(tx: db.Connection, ref: str) -> int:
    """The number of the participant of that name. Raises BadInput, NotFound."""
    kind, _, name = ref.partition(":")
    if kind == PERSON and name:
        return persons.find(tx, name).id
    if kind == SYSTEM and name and is_storable(name):
        return participants.find(tx, name).id
    raise BadInput(f"{ref!r} names no participant: write person:ID or system:HANDLE.")


def describe(tx: db.Connection, ids: Iterable[int]) -> dict[int, Participant]:
    """Participants by their numbers, in two statements however many they are."""
    wanted = set(ids)
    people = [each for each in wanted if participants.is_person(each)]
    found = {
        number: Participant(ref=f"{SYSTEM}:{each.handle}", name=each.name, picture_url=each.picture_url)
        for number, each in participants.by_id(tx, wanted).items()
    }
    for number, (external_id, name) in (persons.labels(tx, people) if people else {}).items():
        found[number] = Participant(ref=None if external_id is None else f"{PERSON}:{external_id}", name=name)
    return found


def conversation_id(peer_id: int, topic_name: str) -> str:
    """The name of a conversation in addresses, for one of the two who hold it."""
    return cursors.encode(peer_id, topic_name)


def of_conversation(text: str) -> tuple[int, str]:
    """The other's number and the topic of a conversation so named. Raises NotFound for a name that is none."""
    try:
        peer_id, topic_name = cursors.decode(text, int, str)
    except BadInput as error:
        raise NotFound("There is no such conversation.") from error
    return peer_id, topic_name
