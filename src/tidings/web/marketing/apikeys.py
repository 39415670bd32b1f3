"""API keys: made with scopes, shown once, revoked at once."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from tidings.chat import participants
from tidings.core import clock
from tidings.web import keys
from tidings.web.callers import Scope
from tidings.web.deps import Connection
from tidings.web.marketing.access import AccountReader, AccountWriter
from tidings.web.texts import Text

router = APIRouter(prefix="/v1/keys", tags=["keys"])
KeyId = Annotated[str, Path(pattern="^[0-9a-f]{12}$", examples=["0a1b2c3d4e5f"])]


class NewKey(BaseModel):
    """Who uses a key, what it may do, and, with the scope chat, as which system participant it speaks."""

    name: Text = Field(min_length=1, max_length=keys.LONGEST_NAME, examples=["listing service"])
    scopes: list[Scope] = Field(min_length=1, max_length=len(Scope), examples=[["campaigns:read"]])
    participant: Text | None = Field(default=None, max_length=40, examples=["spring-team"])


class Key(BaseModel):
    """A key without its text."""

    id: str = Field(examples=["0a1b2c3d4e5f"])
    name: str
    scopes: list[Scope]
    participant: str | None
    created_at: datetime
    created_by: str
    revoked_at: datetime | None


class Shown(Key):
    """A new key with its text, which is told this once."""

    key: str = Field(examples=["tdg_0a1b2c3d4e5f_secret"])


class Keys(BaseModel):
    """All keys, oldest first, revoked ones as well."""

    items: list[Key]


@router.post("", status_code=201)
def create(tx: Connection, caller: AccountWriter, new: NewKey) -> Shown:
    """Make a key. It takes no Idempotency-Key, because its text is kept nowhere: when the answer is lost, revoke the
    key and make another one.
    """
    speaks_as = participants.find(tx, new.participant) if new.participant is not None else None
    participant_id = speaks_as.id if speaks_as else None
    made, text = keys.create(tx, new.name, new.scopes, participant_id, caller.name, clock.now())
    return Shown(**_fields(made, speaks_as), key=text)


@router.get("")
def show_all(tx: Connection, _caller: AccountReader) -> Keys:
    """All keys, without their texts."""
    found = keys.everyone(tx)
    known = participants.by_id(tx, [key.participant_id for key in found if key.participant_id is not None])
    return Keys(items=[Key(**_fields(key, known.get(key.participant_id or 0))) for key in found])


@router.delete("/{key_id}", status_code=204)
def revoke(tx: Connection, _caller: AccountWriter, key_id: KeyId) -> None:
    """Let a key open nothing any more, from the next request on."""
    keys.revoke(tx, key_id, clock.now())


def _fields(key: keys.ApiKey, speaks_as: participants.SystemParticipant | None) -> dict[str, Any]:
    fields = {name: value for name, value in vars(key).items() if name != "participant_id"}
    return {**fields, "participant": speaks_as.handle if speaks_as else None}
