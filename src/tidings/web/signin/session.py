"""Signing in with an e-mail and a password, and what whoever is signed in is told of themselves."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Annotated, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from tidings.campaigns import account
from tidings.core import clock, db
from tidings.members import changing, passwords, proving, roster, sessions
from tidings.members.model import Role
from tidings.web import asking, callers, cookies, noting
from tidings.web.callers import Scope
from tidings.web.deps import AnyCaller, AnyShown, Connection
from tidings.web.pools import Pools
from tidings.web.refusals import Forbidden, Unauthenticated
from tidings.web.texts import Text

router = APIRouter(prefix="/v1/session", tags=["session"])
WRONG = "This e-mail and this password do not fit."
# Each takes a processor and 64 MiB for a tenth of a second.
MOST_PROVED_AT_ONCE = 2
Answer = TypeVar("Answer")
Password = Annotated[Text, Field(min_length=1, max_length=passwords.LONGEST)]


class SignIn(BaseModel):
    """Who somebody says they are."""

    email: Text = Field(min_length=1, max_length=roster.LONGEST_EMAIL, examples=["ada@market.example"])
    password: Password = Field(examples=["correct horse battery"])


class NewPassword(BaseModel):
    """The password that one has, and the one to be."""

    current: Password = Field(examples=["correct horse battery"])
    new: Password = Field(examples=["staple correct horse"])


class Myself(BaseModel):
    """A member as they see themselves."""

    id: int
    email: str = Field(examples=["ada@market.example"])
    name: str = Field(examples=["Ada"])
    role: Role


class Account(BaseModel):
    """What the panel needs of the account to show anything."""

    name: str = Field(description="Empty when nobody gave it one.", examples=["Example Market"])
    zone: str = Field(examples=["Europe/Madrid"])


class Clock(BaseModel):
    """What time it is for Tidings, and how many of its seconds pass in one: a demo's clock is not the wall's."""

    now: datetime
    speed: float = Field(examples=[1.0])


class Session(BaseModel):
    """Who is signed in, what they may do, and what their requests that change something have to show."""

    member: Myself
    scopes: list[Scope]
    csrf_token: str = Field(description="Goes into X-CSRF-Token of every request but GET.")
    account: Account
    clock: Clock


@asking.marked(asking.of_member)
def signed_in(caller: AnyCaller) -> int:
    """The number of the member who is signed in. Raises Forbidden for people and servers."""
    if caller.member_id is None:
        raise Forbidden("This is for members who signed in.")
    return caller.member_id


SignedIn = Annotated[int, Depends(signed_in)]


@router.post("", status_code=201)
async def begin(request: Request, response: Response, given: SignIn) -> Session:
    """Sign in: the cookie `tidings_session` shows it from now on, and what it showed before ends. `429`: too often."""
    cookies.check_origin(request)
    claim = await _with(request, lambda tx: proving.begin(tx, given.email, _address(request)))
    if claim.member is not None:
        noting.of(request).who = callers.member_name(claim.member.email)
    if not await to_thread.run_sync(proving.is_proven, claim, given.password, limiter=_proving()):
        raise Unauthenticated(WRONG)
    token = await _with(request, lambda tx: proving.end(tx, claim))
    if token is None:
        raise Unauthenticated(WRONG)
    await _with(request, lambda tx: sessions.end(tx, cookies.token(request)))
    cookies.begin(response, request, token)
    return await _with(request, lambda tx: told(tx, token))


@router.get("")
def show(tx: Connection, _member_id: SignedIn, known: AnyShown) -> Session:
    """Who is signed in. `401` when nobody is."""
    return told(tx, known.session)


@router.delete("", status_code=204)
def end(request: Request, response: Response, tx: Connection, _member_id: SignedIn, known: AnyShown) -> None:
    """Sign out: the session opens nothing any more, from the next request on."""
    sessions.end(tx, known.session)
    cookies.end(response, request)


@router.post("/password")
async def change_password(
    request: Request, response: Response, tx: Connection, member_id: SignedIn, given: NewPassword
) -> Session:
    """Take another password. All sessions end; whoever changed it goes on with a new one."""
    found = await to_thread.run_sync(roster.get, tx, member_id)
    claim = await to_thread.run_sync(proving.begin, tx, found.email, _address(request))
    if not await to_thread.run_sync(proving.is_proven, claim, given.current, limiter=_proving()):
        raise Forbidden("This is not your password.")

    def change() -> str | None:
        changing.change_password(tx, found.id, given.new)
        return sessions.begin(tx, found.id)

    token = await to_thread.run_sync(change, limiter=_proving())
    if token is None:
        raise Unauthenticated(callers.NO_SESSION)
    cookies.begin(response, request, token)
    return await to_thread.run_sync(told, tx, token)


def told(tx: db.Connection, token: str) -> Session:
    """A session as whoever has it is told of it. Raises Unauthenticated when it ended."""
    member = sessions.find(tx, token)
    if member is None:
        raise Unauthenticated(callers.NO_SESSION)
    settings = account.get(tx)
    return Session(
        member=Myself(**{name: getattr(member, name) for name in Myself.model_fields}),
        scopes=sorted(callers.OF_ROLES[member.role]),
        csrf_token=cookies.proof(token),
        account=Account(**{name: getattr(settings, name) for name in Account.model_fields}),
        clock=Clock(now=clock.now(), speed=clock.current().speed),
    )


async def _with(request: Request, work: Callable[[db.Connection], Answer]) -> Answer:
    """What somebody who is not known yet needs of the database, piece by piece."""
    pools: Pools = request.app.state.pools
    async with pools.lend(for_person=False) as tx:
        return await to_thread.run_sync(work, tx)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


@cache
def _proving() -> CapacityLimiter:
    return CapacityLimiter(MOST_PROVED_AT_ONCE)
