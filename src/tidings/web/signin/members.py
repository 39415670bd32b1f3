"""Members: who they are, inviting them, and changing what they may."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from tidings.core import clock, db
from tidings.members import changing, model, passwords, roster, waiting
from tidings.members.model import Role
from tidings.web.cursors import LARGEST_ID
from tidings.web.deps import Connection
from tidings.web.idempotency import IdempotencyKey, once
from tidings.web.marketing.access import AccountWriter
from tidings.web.texts import Text

router = APIRouter(prefix="/v1/members", tags=["members"])
Id = Annotated[int, Path(alias="member_id", ge=1, le=LARGEST_ID, description="The member's number.")]


class Invitation(BaseModel):
    """Who is to be a member; without a password they sign in elsewhere only."""

    email: Text = Field(min_length=3, max_length=roster.LONGEST_EMAIL, examples=["ada@market.example"])
    name: Text = Field(default="", max_length=roster.LONGEST_NAME, examples=["Ada"])
    role: Role
    with_password: bool = True


class RoleToBe(BaseModel):
    """What a member is to be."""

    role: Role


class Member(BaseModel):
    """Somebody who may sign in, unless disabled."""

    id: int
    email: str = Field(examples=["ada@market.example"])
    name: str = Field(examples=["Ada"])
    role: Role
    has_password: bool
    created_at: datetime
    created_by: str
    disabled_at: datetime | None


class Members(BaseModel):
    """All members by e-mail, disabled ones as well."""

    items: list[Member]


class Invited(Member):
    """A new member, and the password to begin with, which is told this once."""

    password: str | None


class Reset(BaseModel):
    """A new password, which is told this once."""

    password: str


@router.get("")
def show_all(tx: Connection, _caller: AccountWriter) -> Members:
    """All members."""
    return Members(items=[_member(each) for each in roster.everyone(tx)])


@router.post("", status_code=201, response_model=Invited)
def invite(
    request: Request, tx: Connection, caller: AccountWriter, new: Invitation, key: IdempotencyKey = None
) -> JSONResponse:
    """Make somebody a member. Their password is kept nowhere, so a repetition is told `409`: when the answer was lost,
    reset it.
    """
    password = passwords.invent() if new.with_password else None

    def work(inside: db.Connection) -> Invited:
        made = roster.create(inside, new.email, new.name, new.role, password, caller.name, clock.now())
        return Invited(**vars(made), password=password)

    return once(tx, caller, request, new, key, work, secret="password" if password else None)


@router.put("/{member_id}/role")
def change_role(tx: Connection, _caller: AccountWriter, member_id: Id, new: RoleToBe) -> Member:
    """Give a member another role; their sessions end. `409` for the last administrator."""
    return _member(changing.change_role(tx, member_id, new.role))


@router.put("/{member_id}/disabled")
def disable(tx: Connection, _caller: AccountWriter, member_id: Id) -> Member:
    """Let a member in no more; their sessions end. `409` for the last administrator."""
    return _member(changing.disable(tx, member_id, clock.now()))


@router.delete("/{member_id}/disabled")
def enable(tx: Connection, _caller: AccountWriter, member_id: Id) -> Member:
    """Let a disabled member in again."""
    return _member(changing.enable(tx, member_id))


@router.post("/{member_id}/password")
def reset_password(tx: Connection, _caller: AccountWriter, member_id: Id) -> Reset:
    """Give a member a new password to begin with; their sessions end."""
    password = passwords.invent()
    found = changing.change_password(tx, member_id, password)
    waiting.forgive(tx, found.email)
    return Reset(password=password)


def _member(found: model.Member) -> Member:
    return Member(**vars(found))
