"""What is known of a request by whoever handles it, for the audit log that is written after it (see `auditing`)."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from tidings.core import db

KEY = "tidings.note"


@dataclass
class Note:
    """`who` came, what was done to, when its address does not say, and the connection that the request still has."""

    who: str = ""
    target: str = ""
    connection: db.Connection | None = None


def of(request: HTTPConnection) -> Note:
    """The note of this request."""
    found: Note = request.scope.setdefault(KEY, Note())
    return found
