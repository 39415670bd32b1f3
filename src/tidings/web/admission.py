"""Whoever is not known is turned away before anything else of a request is read, and takes no place of those who are.

A token is checked without a database; a key is looked for first, by few at a time. Requests to the addresses that are
open to all have few places of their own, and their bodies are not read.
"""

from fastapi import Request
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tidings.core.errors import TidingsError
from tidings.web import callers, errors, fetching
from tidings.web.bounds import is_guarded
from tidings.web.callers import NO_KEY, Shown
from tidings.web.keyring import Keyring
from tidings.web.refusals import Unauthenticated
from tidings.web.room import Room

# Of all requests under way (see `bounds`): what is left is people's.
MOST_OF_SERVERS = 100
MOST_OF_PERSON = 20
# Beside all those.
MOST_OF_STRANGERS = 20
_SHOWN = "tidings.shown"


class Admission:
    """Middleware: checks what requests to the guarded addresses show, and keeps room for people."""

    def __init__(self, app: ASGIApp, most_of_servers: int = MOST_OF_SERVERS) -> None:
        self._app = app
        self._servers = Room(most_of_servers, "Too many requests of servers are under way.")
        self._people = Room(MOST_OF_PERSON, "Too many requests of yours are under way.")
        self._strangers = Room(MOST_OF_STRANGERS, "Too many requests of strangers are under way.")
        self._keyring = Keyring()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request on, or turn it away."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        room, name = self._strangers, ""
        try:
            if is_guarded(scope["path"]):
                scope[_SHOWN] = found = await self._check(scope)
                room, name = (self._people, found.external_id) if found.is_person else (self._servers, "")
            else:
                receive = _bodiless(receive)
            room.enter(name)
        except TidingsError as error:
            await errors.answer(error)(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            room.leave(name)

    async def _check(self, scope: Scope) -> Shown:
        authorization = HTTPConnection(scope).headers.get("authorization")
        await fetching.prepare(authorization)
        found = callers.check(authorization)
        if not found.is_person and not await self._keyring.has(scope["app"], found.key):
            raise Unauthenticated(NO_KEY)
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


def shown(request: Request) -> Shown:
    """What a request that was let in shows. Raises Unauthenticated for a route that lies at an open address."""
    found = request.scope.get(_SHOWN)
    if not isinstance(found, Shown):
        raise Unauthenticated("Nobody was asked for a token or an API key here.")
    return found
