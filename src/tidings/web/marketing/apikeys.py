"""API keys: made with scopes, shown once, revoked at once."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from tidings.chat import participants
from tidings.core import clock, db
from tidings.web import cursors, keys
from tidings.web.callers import Scope
from tidings.web.deps import Connection, CursorText, LongLimit
from tidings.web.idempotency import IdempotencyKey, once
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
    """A page of the keys, oldest first, revoked ones as well; `next` is the cursor of the page after it."""

    items: list[Key]
    next: str | None


@router.post("", status_code=201, response_model=Shown)
def create(
    request: Request, tx: Connection, caller: AccountWriter, new: NewKey, key: IdempotencyKey = None
) -> JSONResponse:
    """Make a key. Its text is kept nowhere, so a repetition makes no second one and is told `409`: when the answer was
    lost, revoke the key and make another.
    """

    def work(inside: db.Connection) -> Shown:
        speaks_as = participants.find(inside, new.participant) if new.participant is not None else None
        participant_id = speaks_as.id if speaks_as else None
        made, text = keys.create(inside, new.name, new.scopes, participant_id, caller.name, clock.now())
        return Shown(**_fields(made, speaks_as), key=text)

    return once(tx, caller, request, new, key, work, secret="key")


@router.get("")
def show_all(tx: Connection, _caller: AccountReader, limit: LongLimit = 100, cursor: CursorText = None) -> Keys:
    """Keys, oldest first, without their texts."""
    found = keys.everyone(tx, limit, _after(cursor))
    following = cursors.encode(found[-1].created_at.isoformat(), found[-1].id) if len(found) == limit else None
    known = participants.by_id(tx, [key.participant_id for key in found if key.participant_id is not None])
    return Keys(items=[Key(**_fields(key, known.get(key.participant_id or 0))) for key in found], next=following)


@router.delete("/{key_id}", status_code=204)
def revoke(tx: Connection, _caller: AccountWriter, key_id: KeyId) -> None:
    """Let a key open nothing any more, from the next request on."""
    keys.revoke(tx, key_id, clock.now())


def _after(cursor: str | None) -> tuple[datetime, str]:
    if cursor is None:
        return keys.FIRST
    at, key_id = cursors.decode(cursor, str, str)
    return cursors.instant(at), key_id


def _fields(key: keys.ApiKey, speaks_as: participants.SystemParticipant | None) -> dict[str, Any]:
    fields = {name: value for name, value in vars(key).items() if name != "participant_id"}
    return {**fields, "participant": speaks_as.handle if speaks_as else None}
