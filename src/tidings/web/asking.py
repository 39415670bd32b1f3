"""Whom each route lets in, as the OpenAPI document tells it: whatever a route asks for is marked with it, once.

A stream, which asks by itself, tells it beside its address.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from tidings.web import cookies
from tidings.web.bounds import is_guarded
from tidings.web.callers import Scope

# A requirement names ways of showing oneself, with the scopes that are needed; of several requirements one is enough.
Requirements = list[dict[str, list[str]]]
Check = TypeVar("Check", bound=Callable[..., Any])
PERSON, KEY, SESSION, PROOF = "person", "key", "session", "proof"
SCHEMES: dict[str, dict[str, str]] = {
    PERSON: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A person: a token that the marketplace signed. To try one: `tidings key token u0000001`.",
    },
    KEY: {
        "type": "http",
        "scheme": "bearer",
        "description": "A server: an API key with scopes. To make one: `tidings key create NAME --scope …`.",
    },
    SESSION: {
        "type": "apiKey",
        "in": "cookie",
        "name": cookies.NAME,
        "description": "A member: the cookie that signing in sets, `POST /v1/session`. A browser sends it by itself.",
    },
    PROOF: {
        "type": "apiKey",
        "in": "header",
        "name": cookies.PROOF,
        "description": "A member who changes something: what `GET /v1/session` tells as `csrf_token`.",
    },
}


def of_person(_method: str = "") -> Requirements:
    """A person, for what is their own."""
    return [{PERSON: []}]


def of_participant(_method: str) -> Requirements:
    """Whoever reads and writes messages."""
    return [{PERSON: []}, {KEY: [Scope.CHAT.value]}]


def of_member(method: str) -> Requirements:
    """Whoever is signed in."""
    return [_session([], method)]


def of_scope(scope: Scope, method: str = "GET") -> Requirements:
    """Servers and members with the scope."""
    return [{KEY: [scope.value]}, _session([scope.value], method)]


def marked(ask: Callable[[str], Requirements]) -> Callable[[Check], Check]:
    """Marks what a route depends on: it lets in only those."""

    def mark(check: Check) -> Check:
        check.asks = ask  # type: ignore[attr-defined]
        return check

    return mark


def of_route(route: APIRoute, method: str) -> Requirements | None:
    """What a route asks for, nothing where it is open to all; None when it does not say so itself."""
    if not is_guarded(method, route.path):
        return []
    asked = [ask for each in _all(route.dependant) if (ask := getattr(each.call, "asks", None))]
    return asked[0](method) if asked else None


def _session(scopes: list[str], method: str) -> dict[str, list[str]]:
    return {SESSION: scopes} if method in cookies.SAFE else {SESSION: scopes, PROOF: []}


def _all(dependant: Dependant) -> Iterator[Dependant]:
    """The most special one first."""
    yield dependant
    for part in dependant.dependencies:
        yield from _all(part)
