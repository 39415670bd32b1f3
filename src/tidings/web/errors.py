"""Every error of the API as a problem document (RFC 9457), each kind with a status and a type that stay."""

from collections.abc import Mapping
from typing import Any

import psycopg
import psycopg_pool
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from tidings.campaigns.repeating import NotRepeated
from tidings.core import errors, log
from tidings.core.errors import Fault, InvalidFields, TidingsError
from tidings.members.waiting import TooManyAttempts
from tidings.web.pools import AWAY
from tidings.web.refusals import (
    CrossSite,
    Forbidden,
    KeyReused,
    Overloaded,
    PreconditionFailed,
    PreconditionRequired,
    ToldOnce,
    TooLarge,
    TooSlow,
    Unauthenticated,
    WrongMediaType,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 1
CUT_OFF = (psycopg.OperationalError, psycopg.errors.IdleInTransactionSessionTimeout)
NO_CONNECTION = (psycopg_pool.PoolTimeout, psycopg_pool.PoolClosed)
READING = ("GET", "HEAD", "OPTIONS")
# A commit whose answer was lost may have come about, and some requests commit and then wait for senders.
UNCERTAIN = "Whether this request was done is not known: look, or repeat it with its Idempotency-Key."
logger = log.get(__name__)


# The most special kind first.
KINDS: tuple[tuple[type[TidingsError], int, str, str], ...] = (
    (Unauthenticated, 401, "unauthenticated", "Nobody is known by this token, key or session"),
    (CrossSite, 403, "cross-site", "Nothing shows that the panel sent this"),
    (Forbidden, 403, "forbidden", "The caller may not do this"),
    (TooLarge, 413, "too-large", "The body is too large"),
    (WrongMediaType, 415, "wrong-media-type", "The body is of a kind that is not read here"),
    (TooSlow, 408, "too-slow", "The body did not come in time"),
    (KeyReused, 422, "idempotency-key-reused", "The Idempotency-Key was used for another request"),
    (ToldOnce, 409, "told-once", "It was made before, and its secret is told once"),
    (PreconditionFailed, 412, "precondition-failed", "Somebody else changed it meanwhile"),
    (PreconditionRequired, 428, "precondition-required", "The request has to say which revision it changes"),
    (TooManyAttempts, 429, "too-many-attempts", "Signing in was tried too often"),
    (Overloaded, 503, "overloaded", "More is asked than can be answered now"),
    (errors.InvalidFields, 422, "invalid-fields", "Some fields cannot be taken"),
    (errors.BadInput, 400, "bad-input", "The request cannot be taken"),
    (errors.NotFound, 404, "not-found", "There is no such thing"),
    (errors.Conflict, 409, "conflict", "Its state forbids what was asked"),
    (errors.Unavailable, 503, "unavailable", "A component that is needed does not answer"),
)


def add_to(app: FastAPI) -> None:
    """Have the app answer errors as problem documents."""
    app.add_exception_handler(TidingsError, _told)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _plain)
    for kind in CUT_OFF:
        app.add_exception_handler(kind, _cut_off)
    for kind in NO_CONNECTION:
        app.add_exception_handler(kind, _away)
    app.add_exception_handler(psycopg_pool.TooManyRequests, _overloaded)
    app.add_exception_handler(psycopg.errors.QueryCanceled, _too_long)
    app.add_exception_handler(Exception, _defect)


def answer(error: TidingsError) -> JSONResponse:
    """The problem document of an error."""
    status, slug, title = next((status, slug, title) for kind, status, slug, title in KINDS if isinstance(error, kind))
    more: dict[str, Any] = {}
    if isinstance(error, InvalidFields) and error.faults:
        more["faults"] = [vars(fault) for fault in error.faults]
    if isinstance(error, NotRepeated):
        more["recipients"] = error.recipients
    found = document(status, slug, title, str(error), more)
    if isinstance(error, TooManyAttempts):
        found.headers["Retry-After"] = str(error.wait_s)
    return found


def document(status: int, slug: str, title: str, detail: str, more: Mapping[str, Any] | None = None) -> JSONResponse:
    """A problem document; 401 and 503 tell what to do next in their headers."""
    headers = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": str(RETRY_AFTER_S)}}.get(status)
    content = {
        "type": f"urn:tidings:problem:{slug}",
        "title": title,
        "status": status,
        "detail": detail,
        **(more or {}),
    }
    return JSONResponse(content, status, headers, MEDIA_TYPE)


def _told(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TidingsError)
    return answer(error)


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found = [Fault(".".join(str(step) for step in fault["loc"]), _words(fault)) for fault in error.errors()]
    return answer(InvalidFields(found))


def _words(fault: Mapping[str, Any]) -> str:
    """What is wrong, without the name that a program has for its kind; a text has characters, whatever checked it."""
    limit = (fault.get("ctx") or {}).get("max_length")
    if fault["type"] == "too_long" and isinstance(fault["input"], str):
        return f"String should have at most {limit} characters"
    return str(fault["msg"]).removeprefix("Value error, ")


def _plain(_request: Request, error: Exception) -> JSONResponse:
    """What the framework says by itself: no such route, no such method."""
    assert isinstance(error, HTTPException)
    if error.status_code == 400:
        return answer(errors.BadInput(f"{error.detail}."))
    slug = {404: "no-such-route", 405: "method-not-allowed"}.get(error.status_code, "http")
    found = document(error.status_code, slug, str(error.detail), str(error.detail))
    found.headers.update(error.headers or {})
    return found


def _cut_off(request: Request, error: Exception) -> JSONResponse:
    logger.warning("database.away", error=str(error).strip())
    return answer(errors.Unavailable(f"PostgreSQL does not answer. {_outcome(request)}"))


def _away(_request: Request, error: Exception) -> JSONResponse:
    logger.warning("database.away", error=str(error).strip())
    return answer(errors.Unavailable(AWAY))


def _overloaded(_request: Request, _error: Exception) -> JSONResponse:
    return answer(Overloaded("Too many requests wait for the database."))


def _too_long(request: Request, _error: Exception) -> JSONResponse:
    return answer(Overloaded(f"This took longer than a request may. {_outcome(request)}"))


def _outcome(request: Request) -> str:
    """What whoever asked has to reckon with when a statement ended without an answer."""
    return "Ask again later." if request.method in READING else UNCERTAIN


def _defect(request: Request, error: Exception) -> JSONResponse:
    logger.error("request.failed", path=request.url.path, method=request.method, exc_info=error)
    return document(500, "defect", "A defect in Tidings", "This should not have happened; the log says more.")
