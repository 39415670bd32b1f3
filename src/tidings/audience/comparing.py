"""Values of a segment's conditions: read from JSON into the type that they are compared as."""

import math
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tidings.audience.catalogue import Kind
from tidings.audience.model import is_storable
from tidings.core.errors import BadInput

LONGEST_TEXT = 1000
MOST_VALUES = 1000
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LARGEST = 10**30


def kind_of_attribute(operator: str, value: Any) -> Kind:
    """As what an attribute is compared with `value`. Raises BadInput when the operator does not fit it."""
    candidates = several(value) if operator in ("in", "between") else [value]
    if operator in ("<", "<=", ">", ">=", "between"):
        if all(_is_number(candidate) for candidate in candidates):
            return Kind.NUMBER
        if all(isinstance(candidate, str) and _DAY.fullmatch(candidate) for candidate in candidates):
            return Kind.DAY
        raise BadInput("must be a number or a day such as 2026-03-01")
    if operator == "=" and isinstance(value, bool):
        return Kind.BOOLEAN
    if all(_is_number(candidate) and not isinstance(candidate, str) for candidate in candidates):
        return Kind.NUMBER
    return Kind.TEXT


def several(value: Any) -> list[Any]:
    """The values of a list, or of a text with commas between them. Raises BadInput when none or too many."""
    found = [part.strip() for part in value.split(",")] if isinstance(value, str) else value
    if not isinstance(found, list) or not found or "" in found:
        raise BadInput("must be a list of values, or a text with commas between them")
    if len(found) > MOST_VALUES:
        raise BadInput(f"has {len(found):,} values: {MOST_VALUES:,} at most")
    return found


def read(kind: Kind, value: Any) -> Any:
    """One value as its kind. Raises BadInput, in words that follow its place."""
    return _READERS[kind](value)


def is_plain(value: Any) -> bool:
    """Whether a value that means nothing can at least be kept: nothing, a text, a number, or a list of them."""
    if isinstance(value, list):
        return len(value) <= MOST_VALUES and not any(isinstance(one, list) or not is_plain(one) for one in value)
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT and is_storable(value)
    return value is None or isinstance(value, bool) or _is_number(value)


def days_before(value: Any, now: datetime) -> datetime:
    """The instant so many days before `now`. Raises BadInput when it is no count of days."""
    text = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 36_500:
        raise BadInput("must be a number of days, 36,500 at most")
    return now - timedelta(days=int(text))


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise BadInput("must be a text")
    text = str(value)
    if not text or len(text) > LONGEST_TEXT:
        raise BadInput(f"must be a text of 1 to {LONGEST_TEXT:,} characters")
    if not is_storable(text):
        raise BadInput("holds a character that no stored text can hold")
    return text


def _number(value: Any) -> Decimal:
    if not _is_number(value):
        raise BadInput("must be a number")
    return Decimal(str(value))


def _boolean(value: Any) -> bool:
    if value in (True, "true"):
        return True
    if value in (False, "false"):
        return False
    raise BadInput("must be true or false")


def _day(value: Any) -> str:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise BadInput(f"is no day: {error}") from error
    raise BadInput("must be a day such as 2026-03-01")


def _instant(value: Any) -> datetime:
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return datetime.combine(date.fromisoformat(value), datetime.min.time(), UTC)
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadInput(f"is no time: {error}") from error
    raise BadInput("must be a day (UTC) such as 2026-03-01, or a time with an offset: 2026-03-01T12:00:00Z")


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, str):
        return _NUMBER.fullmatch(value) is not None
    if isinstance(value, int):
        return abs(value) < _LARGEST
    return isinstance(value, float) and math.isfinite(value)


_READERS = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: _boolean,
    Kind.DAY: _day,
    Kind.INSTANT: _instant,
}
