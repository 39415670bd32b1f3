"""The forms of the single values that a definition is made of, each refused in words for whoever wrote it."""

import re
from collections.abc import Iterable
from datetime import datetime, time
from math import isfinite
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, StringConstraints, WithJsonSchema

YEARS = range(2000, 3000)
LARGEST_CEILING = 2**31 - 1
DEEPEST_JSON = 40
MOST_STEPS = 12
_WALL_TIME = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?", re.DOTALL)
_HOUR = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")


def place(steps: Iterable[str | int]) -> str:
    """The way to a value as one would point at it: `content[0].text`."""
    way = list(steps)
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in way[:MOST_STEPS])
    text += "…" if len(way) > MOST_STEPS else ""
    return text.removeprefix(".") or "the campaign"


def is_storable(value: Any) -> bool:
    """Whether text and JSON columns can hold it: neither NUL, half a character, infinity nor a number of that name."""
    parts = [value]
    while parts:
        part = parts.pop()
        if isinstance(part, dict):
            parts += [*part.keys(), *part.values()]
        elif isinstance(part, list | tuple):
            parts += part
        elif not _is_single_storable(part):
            return False
    return True


def _is_single_storable(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= character <= "\udfff" for character in value)
    return not isinstance(value, float) or isfinite(value)


def _check_json(value: dict[str, Any]) -> dict[str, Any]:
    parts: list[tuple[Any, int]] = [(value, 0)]
    while parts:
        part, depth = parts.pop()
        if depth > DEEPEST_JSON:
            raise ValueError("is nested too deeply")
        if isinstance(part, dict):
            parts += [(inner, depth + 1) for pair in part.items() for inner in pair]
        elif isinstance(part, list):
            parts += [(inner, depth + 1) for inner in part]
        elif not isinstance(part, str | int | float | None):
            raise ValueError("holds something else than texts, numbers, true, false, null, lists and mappings")
    return value


def _check_wall_form(value: Any) -> Any:
    # Without this a bare number would be taken for seconds since 1970.
    if isinstance(value, datetime) or (isinstance(value, str) and _WALL_TIME.fullmatch(value)):
        return value
    raise ValueError("is no time such as 2027-03-19T09:00")


def _check_wall_time(moment: datetime) -> datetime:
    if moment.tzinfo is not None:
        raise ValueError("is wall-clock time: write it without an offset, the zone is the account's")
    if moment.year not in YEARS:
        raise ValueError(f"must be in the years {YEARS[0]} to {YEARS[-1]}")
    return moment


def _check_hour_form(value: Any) -> Any:
    if isinstance(value, time) and value.tzinfo is None and not value.microsecond:
        return value
    if isinstance(value, str) and _HOUR.fullmatch(value):
        return f"0{value}" if value[1] == ":" else value
    raise ValueError("is no hour of the day such as 21:00")


# What a value has to be, by the pattern that says so to a program.
EXAMPLES = {
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "a language tag such as pt or pt-BR",
    r"^[a-z][a-z0-9_]{0,39}$": "a name such as first_name: small letters, digits and _, 40 at most",
    r"^[a-z][a-z0-9-]{0,39}$": "a name such as selling-tips: small letters, digits and -, 40 at most",
    r"^https?://[^\s]+$": "an address such as https://host/picture.jpg",
    r"^https?://[^\s].*$": "an address such as https://host/page?near={{ town }}",
}
_LOCALE, _VARIABLE, _CATEGORY, _LINK, _LINK_TEMPLATE = EXAMPLES
Locale = Annotated[str, StringConstraints(pattern=_LOCALE, max_length=35)]
VariableName = Annotated[str, StringConstraints(pattern=_VARIABLE)]
CategoryName = Annotated[str, StringConstraints(pattern=_CATEGORY)]
Link = Annotated[str, StringConstraints(pattern=_LINK, max_length=2000)]
LinkTemplate = Annotated[str, StringConstraints(pattern=_LINK_TEMPLATE, max_length=2000)]
Rule = Annotated[dict[str, Any], AfterValidator(_check_json)]
# How Pydantic names the alternatives of a value that may be a word or a mapping, where a fault stands in one.
ALTERNATIVES = ("[word]", "[mapping]")
# The formats that JSON Schema knows for times ask for an offset, which these never have.
WallTime = Annotated[
    datetime,
    BeforeValidator(_check_wall_form),
    AfterValidator(_check_wall_time),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?$"}),
]
HourOfDay = Annotated[
    time,
    BeforeValidator(_check_hour_form),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:\d{2}(:\d{2})?$"}),
]
