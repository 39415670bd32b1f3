"""What audience speaks of: persons, their consents, and whom somebody means. No I/O."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

ALL_CATEGORIES = "*"
# SQL that is true or false for a row of alias `person`, with the parameters that it names.
Predicate = tuple[str, dict[str, Any]]

_CATEGORY = re.compile(r"[a-z][a-z0-9-]{0,39}")


def is_category(value: object) -> bool:
    """Whether a consent can be about it: a category of marketing such as `selling-tips`, or all of it (`*`)."""
    return value == ALL_CATEGORIES or (isinstance(value, str) and _CATEGORY.fullmatch(value) is not None)


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can hold the text: it has no NUL and no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


@dataclass(frozen=True)
class Consent:
    """A person's current answer to a category of marketing, or to all of it (`*`)."""

    category: str
    is_allowed: bool
    source: str
    decided_at: datetime


@dataclass(frozen=True)
class Person:
    """A marketplace user. Once erased without external id, name, attributes. `zone` is '' when not known."""

    id: int
    external_id: str | None
    name: str
    attributes: Mapping[str, Any]
    locale: str
    zone: str
    registered_at: datetime | None
    last_active_at: datetime | None
    updated_at: datetime
    erased_at: datetime | None


@dataclass(frozen=True)
class Selection:
    """Whom somebody means: exactly one of everyone, a list, a saved segment, a rule; minus exclusions.

    Lists and segments go by name; rules are condition trees as `segments` takes them.
    """

    everyone: bool | None = None
    list: str | None = None
    segment: str | None = None
    rule: dict[str, Any] | None = None
    exclude_lists: tuple[str, ...] = ()
    exclude_rule: dict[str, Any] | None = None
