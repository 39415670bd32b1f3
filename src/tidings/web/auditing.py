"""The audit log, written in one place: each request that may change something, of a member or a server, and signing in.

No route writes to it and none can forget to. What is left out is told by what a route asks of its caller: a scope that
only reads, or to be somebody who speaks, whose messages are kept as such. Refusals are in it; requests that were only
mistaken are not, and neither are those of people.
"""

from typing import Any
from urllib.parse import unquote

import orjson
import psycopg
from anyio import to_thread
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from psycopg.pq import TransactionStatus
from psycopg.types.json import Jsonb
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tidings.core import clock, db, log, queries
from tidings.core.errors import TidingsError
from tidings.web import admission, callers, deps, idempotency, noting
from tidings.web.bounds import GUARDED, is_guarded
from tidings.web.cookies import SAFE
from tidings.web.noting import Note
from tidings.web.pools import Pools

Q = queries.load("web")
REFUSED = (401, 403, 409)
# Whatever else a body says may be a secret, or about a person.
KEPT = ("email", "handle", "is_allowed", "name", "participant", "role", "scopes", "value", "with_password")
LARGEST_READ = 16 * 1024
LONGEST = 400
NOBODY = "nobody"
logger = log.get(__name__)


class Auditing:
    """Middleware, the last before the routes: writes what was done before it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, and write it down with its outcome."""
        if scope["type"] != "http" or not scope["path"].startswith(GUARDED) or _is_of_person(scope):
            await self._app(scope, receive, send)
            return
        scope[noting.KEY] = Note()
        began_at = clock.now()
        body = b""

        async def read() -> Message:
            nonlocal body
            message = await receive()
            if message["type"] == "http.request" and len(message.get("body", b"")) <= LARGEST_READ:
                body = body or message.get("body", b"")
            return message

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_kept(scope, message):
                entry = {**_entry(scope, message, body), "began_at": began_at}
                await to_thread.run_sync(_write, scope, entry)
            await send(message)

        await self._app(scope, read, told)


def is_audited(route: APIRoute) -> bool:
    """Whether requests to this route are written down, as far as its method may change something."""
    return not any(_is_exempt(each) for each in _all(route.dependant))


def _is_of_person(scope: Scope) -> bool:
    return is_guarded(scope["method"], scope["path"]) and admission.shown(Request(scope)).is_person


def _all(dependant: Dependant) -> list[Dependant]:
    return [dependant, *(each for part in dependant.dependencies for each in _all(part))]


def _is_exempt(dependant: Dependant) -> bool:
    return dependant.call is deps.participant or getattr(dependant.call, "reads", False)


def _is_kept(scope: Scope, message: Message) -> bool:
    """Of what came to a route: what was done and not only repeated, and what was refused."""
    route, status = scope.get("route"), message["status"]
    if not isinstance(route, APIRoute) or idempotency.REPLAYED in Headers(raw=message["headers"]):
        return False
    if scope["method"] in SAFE:
        return bool(noting.of(Request(scope)).target)
    return (status < 400 or status in REFUSED) and is_audited(route)


def _entry(scope: Scope, message: Message, body: bytes) -> dict[str, Any]:
    route: APIRoute = scope["route"]
    note, client = noting.of(Request(scope)), scope.get("client")
    # What somebody types who is signing in may be another secret than they think.
    is_known = is_guarded(scope["method"], scope["path"])
    place = Headers(raw=message["headers"]).get("location", "") if message["status"] < 400 else ""
    return {
        "who": note.who,
        "from_address": client[0] if client else "",
        "action": f"{route.tags[0] if route.tags else 'api'}.{route.name}",
        "target": note.target or _target(place if place.startswith(GUARDED) else scope["path"]),
        "detail": {"status": message["status"], **(_said(scope, body) if is_known else {})},
    }


def _target(path: str) -> str:
    """What an address is about: `campaigns/12`."""
    parts = path.removeprefix(GUARDED).split("/")[:2]
    return "/".join(unquote(part) for part in parts).replace("\0", "")[:LONGEST]


def _said(scope: Scope, body: bytes) -> dict[str, Any]:
    """What of a body is kept."""
    if not body or "json" not in Headers(scope=scope).get("content-type", ""):
        return {}
    try:
        found = orjson.loads(body)
    except ValueError:
        return {}
    return {name: _short(found[name]) for name in KEPT if name in found} if isinstance(found, dict) else {}


def _short(value: Any) -> Any:
    if isinstance(value, list):
        return [_short(each) for each in value[:20] if not isinstance(each, list | dict)]
    if isinstance(value, str):
        return value.replace("\0", "")[:LONGEST]
    return value if isinstance(value, bool | int | float) else None


def _write(scope: Scope, entry: dict[str, Any]) -> None:
    """By the request's own connection while it has one: waiting for another would make all wait for each other."""
    note, pools = noting.of(Request(scope)), scope["app"].state.pools
    own = note.connection
    try:
        if own is not None and own.info.transaction_status is TransactionStatus.IDLE:
            _record(own, scope, entry)
        else:
            _record_elsewhere(pools, scope, entry)
    except (psycopg.Error, TidingsError) as error:
        logger.error("audit.lost", **{**entry, "began_at": str(entry["began_at"])}, error=str(error).strip())


def _record_elsewhere(pools: Pools, scope: Scope, entry: dict[str, Any]) -> None:
    with pools.connection(for_person=False) as tx:
        _record(tx, scope, entry)


def _record(tx: db.Connection, scope: Scope, entry: dict[str, Any]) -> None:
    who = entry["who"] or _who(tx, scope)
    now = max(clock.now(), entry["began_at"])
    db.run(tx, Q["record_audit"], **{**entry, "who": who, "detail": Jsonb(entry["detail"])}, now=now)


def _who(tx: db.Connection, scope: Scope) -> str:
    """Whoever came to a route that knows them by ways of its own."""
    if not is_guarded(scope["method"], scope["path"]):
        return NOBODY
    try:
        return callers.identify(tx, admission.shown(Request(scope))).name
    except TidingsError:
        return NOBODY
