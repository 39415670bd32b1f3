"""One record of an import checked and turned into what is stored, or refused with a reason."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson

from tidings.audience.model import is_category

LONGEST_ID = 200
LONGEST_NAME = 500
LONGEST_ATTRIBUTES = 32 * 1024
MOST_CONSENTS = 100
_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_UTC = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|\+00:00)")
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_ANSWERS = {"yes": True, "no": False, True: True, False: False}
# What a stored record holds, in the order of the staging table: None leaves a person's value as it is.
Stored = tuple[str, str | None, str | None, str | None, int | None, str | None, str | None, str | None]


class Refused(Exception):
    """A record that cannot be taken; the message is the reason, for the person who made the file."""


@dataclass(frozen=True)
class Rules:
    """What records are checked against: known zones by name, and the latest time that has come already."""

    zones: Mapping[str, int]
    latest_at: datetime


def person(values: Mapping[str, Any], rules: Rules) -> Stored:
    """The record's values as they are stored, times as UTC text. Raises Refused.

    A value that the record does not name is None. An empty name, locale, zone or set of attributes empties
    what was known; an empty time or consent leaves it.
    """
    get = values.get
    name, attributes, locale = get("name"), get("attributes"), get("locale")
    registered_at, last_active_at, zone = get("registered_at"), get("last_active_at"), get("zone")
    consents = get("consents")
    return (
        _external_id(get("external_id")),
        None if name is None else _name(name),
        None if attributes is None else _attributes(attributes),
        None if locale is None else _locale(locale),
        None if zone is None else _zone(zone, rules.zones),
        None if registered_at is None or registered_at == "" else _moment(registered_at, "registered_at"),
        None if last_active_at is None or last_active_at == "" else _moment(last_active_at, "last_active_at"),
        None if consents is None or consents == "" else _consents(consents, rules.latest_at),
    )


def _external_id(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is None or (isinstance(value, str) and not value.strip()):
        raise Refused("external_id is missing")
    if not isinstance(value, str) or len(value) > LONGEST_ID:
        raise Refused(f"external_id must be a text of 1 to {LONGEST_ID} characters")
    return _storable(value, "external_id")


def _name(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_NAME:
        raise Refused(f"name must be a text of {LONGEST_NAME} characters at most")
    return _storable(value, "name")


def _storable(value: str, column: str) -> str:
    if "\0" in value:
        raise Refused(f"{column} holds a NUL character, which no stored text can hold")
    return value


def _attributes(value: Any) -> str:
    read = _json(value, "attributes") if isinstance(value, str) else value
    if read == "":
        return "{}"
    if not isinstance(read, dict):
        raise Refused('attributes must be a JSON object such as {"town": "Porto"}')
    try:
        written = orjson.dumps(read)
    except orjson.JSONEncodeError as error:
        raise Refused("attributes are nested too deeply") from error
    if len(written) > LONGEST_ATTRIBUTES:
        raise Refused(f"attributes are longer than {LONGEST_ATTRIBUTES:,} bytes")
    if b"\\u0000" in written and _NUL.search(written):
        raise Refused("attributes hold a NUL character, which no stored text can hold")
    return written.decode()


def _json(text: str, column: str) -> Any:
    if not text.strip():
        return ""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refused(f"{column} is not JSON: {error}") from error


@lru_cache(maxsize=4096)
def _known_locale(value: str) -> str | None:
    text = value.strip().replace("_", "-")
    return text if not text or (len(text) <= 35 and _LOCALE.fullmatch(text)) else None


def _locale(value: Any) -> str:
    found = _known_locale(value) if isinstance(value, str) else None
    if found is None:
        raise Refused(f"locale {_shown(value)} is no language tag such as pt or pt-BR")
    return found


def _zone(value: Any, zones: Mapping[str, int]) -> int:
    found = zones.get(value) if isinstance(value, str) else None
    if found is None:
        raise Refused(f"zone {_shown(value)} is not known: use an IANA name such as Europe/Lisbon, or none")
    return found


def _moment(value: Any, column: str) -> str:
    moment = _instant(value, column)
    # Nearly every file has times in this form, and writing out what was read takes longer than reading it.
    return value if _UTC.fullmatch(value) else moment.isoformat()


def _instant(value: Any, column: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        pass
    raise Refused(f"{column} {_shown(value)} is no time with an offset such as 2026-03-01T12:00:00Z")


def _consents(value: Any, latest_at: datetime) -> str | None:
    read = _json(value, "consents") if isinstance(value, str) else value
    if read in ("", []):
        return None
    if not isinstance(read, list) or len(read) > MOST_CONSENTS:
        raise Refused(f"consents must be a JSON list of {MOST_CONSENTS} at most")
    found = [_consent(item, latest_at) for item in read]
    if len({item["category"] for item in found}) < len(found):
        raise Refused("consents name a category twice")
    return orjson.dumps(found).decode()


def _consent(item: Any, latest_at: datetime) -> dict[str, Any]:
    if not isinstance(item, dict) or item.keys() != {"category", "answer", "at"}:
        raise Refused('a consent is like {"category": "news", "answer": "no", "at": "2026-03-01T12:00:00Z"}')
    category, answer = item["category"], item["answer"]
    if not is_category(category):
        raise Refused(f"the category {_shown(category)} is neither * nor lower-case letters, digits and hyphens")
    if not isinstance(answer, str | bool) or answer not in _ANSWERS:
        raise Refused(f"the answer {_shown(answer)} to {category} is neither yes nor no")
    decided_at = _instant(item["at"], "the time of a consent")
    if decided_at > latest_at:
        raise Refused(f"the consent to {category} was given in the future: {_shown(item['at'])}")
    return {"category": category, "is_allowed": _ANSWERS[answer], "decided_at": decided_at.isoformat()}


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
