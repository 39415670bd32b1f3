"""Cursors: opaque to whoever pages with them, and checked when they come back."""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

import orjson

from tidings.core.errors import BadInput

# A name of 200 characters, each of four bytes, in base64.
LONGEST = 1200
# The largest number that PostgreSQL gives anything: a first page lists whatever is below it.
LARGEST_ID = 2**63 - 1


class Numbered(Protocol):
    """Whatever is listed by its number."""

    @property
    def id(self) -> int:
        """Its number."""


class HasName(Protocol):
    """Whatever is listed by its name."""

    @property
    def name(self) -> str:
        """Its name, which no other has."""


Listed = TypeVar("Listed", bound=Numbered)
Named = TypeVar("Named", bound=HasName)


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
    if any(isinstance(part, int) and not -LARGEST_ID - 1 <= part <= LARGEST_ID for part in parts):
        raise _broken()
    if any(isinstance(part, str) and "\0" in part for part in parts):
        raise _broken()
    return parts


def newest_first(
    cursor: str | None, limit: int, page: Callable[[int, int], Sequence[Listed]]
) -> tuple[Sequence[Listed], str | None]:
    """A page of what is numbered, and the cursor of the page after it; `page` takes a limit and the number to be below.

    Raises BadInput.
    """
    before = decode(cursor, int)[0] if cursor else LARGEST_ID
    found = page(limit, before)
    return found, encode(found[-1].id) if len(found) == limit else None


def by_name(
    cursor: str | None, limit: int, page: Callable[[int, str], Sequence[Named]]
) -> tuple[Sequence[Named], str | None]:
    """A page of what is named, by name, and the cursor of the page after it; `page` takes a limit and the name before.

    Raises BadInput.
    """
    found = page(limit, decode(cursor, str)[0] if cursor else "")
    return found, encode(found[-1].name) if len(found) == limit else None


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
