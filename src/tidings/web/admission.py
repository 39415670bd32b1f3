"""Whoever is not known is turned away before anything else of a request is read, and costs no connection."""

from anyio import to_thread
from fastapi import Request
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from tidings.core.errors import TidingsError
from tidings.web import callers, errors, tokens
from tidings.web.callers import Shown
from tidings.web.refusals import Overloaded, Unauthenticated

GUARDED = "/v1/"
OPEN = ("/v1/openapi.json",)
# Of all requests under way (see `bounds`): what is left is people's.
MOST_OF_SERVERS = 100
_SHOWN = "tidings.shown"


class Admission:
    """Middleware: checks what requests to the guarded addresses show, and keeps room for people."""

    def __init__(self, app: ASGIApp, most_of_servers: int = MOST_OF_SERVERS) -> None:
        self._app = app
        self._most_of_servers = most_of_servers
        self._servers_count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request on, or turn it away."""
        if scope["type"] != "http" or not scope["path"].startswith(GUARDED) or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        try:
            found = await _check(HTTPConnection(scope).headers.get("authorization"))
            if not found.is_person and self._servers_count >= self._most_of_servers:
                raise Overloaded("Too many requests of servers are under way.")
        except TidingsError as error:
            await errors.answer(error)(scope, receive, send)
            return
        scope[_SHOWN] = found
        self._servers_count += not found.is_person
        try:
            await self._app(scope, receive, send)
        finally:
            self._servers_count -= not found.is_person


async def _check(authorization: str | None) -> Shown:
    """In a thread only when public keys may have to be fetched, because the change costs more than the check."""
    if tokens.may_wait():
        return await to_thread.run_sync(callers.check, authorization)
    return callers.check(authorization)


def shown(request: Request) -> Shown:
    """What a request that was let in shows. Raises Unauthenticated for a route that lies at an open address."""
    found = request.scope.get(_SHOWN)
    if not isinstance(found, Shown):
        raise Unauthenticated("Nobody was asked for a token or an API key here.")
    return found
