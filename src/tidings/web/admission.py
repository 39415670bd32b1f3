"""Whoever is not known is turned away before anything else of a request is read, and takes no place of those who are.

A token is checked without a database; a key or a session is looked for first, by few at a time. Requests to the
addresses that are open to all have few places of their own, and their bodies are not read, but that of signing in.
"""

from contextlib import ExitStack
from functools import partial

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tidings.core.errors import TidingsError
from tidings.members import sessions
from tidings.web import callers, cookies, errors, fetching, keys
from tidings.web.bodies import brief
from tidings.web.bounds import GUARDED, SIGN_IN, is_guarded
from tidings.web.callers import NO_KEY, NO_SESSION, Shown
from tidings.web.keyring import Keyring
from tidings.web.refusals import Unauthenticated
from tidings.web.room import Room

# Of all requests under way (see `bounds`): what is left is people's.
MOST_OF_SERVERS = 100
MOST_OF_PERSON = 20
# Of those of servers.
MOST_OF_MEMBER = 20
# Beside all those.
MOST_OF_STRANGERS = 20
MOST_WHO_SIGN_IN = 20
_SHOWN = "tidings.shown"


class Admission:
    """Middleware: checks what requests to the guarded addresses show, and keeps room for people."""

    def __init__(self, app: ASGIApp, most_of_servers: int = MOST_OF_SERVERS) -> None:
        self._app = app
        self._servers = Room(most_of_servers, "Too many requests of servers are under way.")
        self._people = Room(MOST_OF_PERSON, "Too many requests of yours are under way.")
        self._members = Room(MOST_OF_MEMBER, "Too many requests of yours are under way.")
        self._strangers = Room(MOST_OF_STRANGERS, "Too many requests of strangers are under way.")
        self._entrance = Room(MOST_WHO_SIGN_IN, "Too many are signing in.")
        self._keyring = Keyring(keys.find)
        self._sessions = Keyring(partial(sessions.find, is_use=False))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request on, or turn it away."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"].startswith(GUARDED) and "authorization" not in HTTPConnection(scope).headers:
            send = _unkept(send)
        with ExitStack() as places:
            try:
                receive = await self._let_in(scope, receive, places)
            except TidingsError as error:
                await errors.answer(error)(scope, receive, send)
                return
            await self._app(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive, places: ExitStack) -> Receive:
        """Take the places that a request needs; where its body comes from. Raises any refusal."""
        if (scope["method"], scope["path"]) == SIGN_IN:
            places.enter_context(self._entrance.place())
            return brief(receive)
        if not is_guarded(scope["method"], scope["path"]):
            places.enter_context(self._strangers.place())
            return _bodiless(receive)
        scope[_SHOWN] = found = await self._check(scope)
        if found.is_person:
            places.enter_context(self._people.place(found.external_id))
        else:
            places.enter_context(self._servers.place())
        if found.session:
            places.enter_context(self._members.place(found.session))
        return receive

    async def _check(self, scope: Scope) -> Shown:
        request = HTTPConnection(scope)
        authorization, session = request.headers.get("authorization"), cookies.token(request)
        if authorization is None and session:
            return await self._check_session(request, session)
        await fetching.prepare(authorization)
        found = callers.check(authorization)
        if not found.is_person and not await self._keyring.has(request.app, found.key):
            raise Unauthenticated(NO_KEY)
        return found

    async def _check_session(self, request: HTTPConnection, session: str) -> Shown:
        found = callers.check_session(session)
        if not await self._sessions.has(request.app, session):
            raise Unauthenticated(NO_SESSION)
        if request.scope["method"] not in cookies.SAFE:
            cookies.check_proof(request, session)
        return found


def _bodiless(receive: Receive) -> Receive:
    """A request without a body, whatever may still come."""
    is_told = False

    async def told() -> Message:
        nonlocal is_told
        if is_told:
            return await receive()
        is_told = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return told


def _unkept(send: Send) -> Send:
    """An answer that no browser and nobody between keeps."""

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return told


def shown(request: Request) -> Shown:
    """What a request that was let in shows. Raises Unauthenticated for a route that lies at an open address."""
    found = request.scope.get(_SHOWN)
    if not isinstance(found, Shown):
        raise Unauthenticated("Nobody was asked who they are here.")
    return found
