"""What can go wrong, as exceptions.

TidingsError
├── Unreachable        nobody answered: what was asked may have been done, or not
└── Problem            Tidings answered, and refused (RFC 9457)
    ├── Invalid            400, 413, 415, 422: mend the request; `faults` names the fields
    ├── Unauthenticated    401: show a key or a token that holds
    ├── Forbidden          403: ask for a key with the scope that is named
    ├── NotFound           404
    ├── Conflict           409, 412, 428: look at the state, then decide anew
    └── Unavailable        408, 429, 503: come again after `retry_after_s`
"""

from typing import Any

import httpx


class TidingsError(Exception):
    """Whatever goes wrong between a server and Tidings."""


class Unreachable(TidingsError):
    """No answer came; a change may have been made nevertheless."""


class Problem(TidingsError):
    """A refusal, with the problem document that came with it."""

    def __init__(self, status: int, told: dict[str, Any], retry_after_s: float | None) -> None:
        self.status = status
        self.type = str(told.get("type", "about:blank"))
        self.title = str(told.get("title", ""))
        self.detail = str(told.get("detail", ""))
        self.faults: list[dict[str, Any]] = list(told.get("faults") or [])
        self.document = told
        self.retry_after_s = retry_after_s
        super().__init__(f"{status} {self.title}: {self.detail}")


class Invalid(Problem):
    """The request has to be mended."""


class Unauthenticated(Problem):
    """The key or token does not hold."""


class Forbidden(Problem):
    """The key has not the scope that this needs."""


class NotFound(Problem):
    """What was named is not there."""


class Conflict(Problem):
    """The state forbids it."""


class Unavailable(Problem):
    """Tidings is busy or away for a moment."""


_KINDS: dict[int, type[Problem]] = {
    400: Invalid,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    408: Unavailable,
    409: Conflict,
    412: Conflict,
    413: Invalid,
    415: Invalid,
    422: Invalid,
    428: Conflict,
    429: Unavailable,
    503: Unavailable,
}


def of(response: httpx.Response) -> Problem:
    """The problem that an answer tells; one made up of its status when something between us and Tidings answered."""
    try:
        told = response.json()
    except ValueError:
        told = None
    if not isinstance(told, dict):
        told = {"title": response.reason_phrase, "detail": response.text[:500]}
    return _KINDS.get(response.status_code, Problem)(response.status_code, told, retry_after_s(response))


def retry_after_s(response: httpx.Response) -> float | None:
    """The seconds of Retry-After; None when it says none."""
    try:
        return max(0.0, float(response.headers["Retry-After"]))
    except (KeyError, ValueError):
        return None
