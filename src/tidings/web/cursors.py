"""Cursors: opaque to whoever pages with them, and checked when they come back."""

import base64
import binascii
from datetime import datetime
from typing import Any

import orjson

from tidings.core.errors import BadInput

LONGEST = 1000


def encode(*parts: Any) -> str:
    """The parts, which JSON can hold, as a text for an address."""
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def decode(cursor: str, *kinds: type) -> list[Any]:
    """The parts of a cursor, of these kinds. Raises BadInput for anything that `encode` did not make."""
    try:
        if len(cursor) > LONGEST or not cursor.isascii():
            raise ValueError
        parts = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise _broken() from error
    if not isinstance(parts, list) or [type(part) for part in parts] != list(kinds):
        raise _broken()
    if any(isinstance(part, int) and not -(2**63) <= part < 2**63 for part in parts):
        raise _broken()
    return parts


def _broken() -> BadInput:
    return BadInput("The cursor is none that an answer gave: begin again without it.")


def instant(text: str) -> datetime:
    """The instant in a cursor. Raises BadInput."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise _broken() from error
    if found.tzinfo is None:
        raise _broken()
    return found
