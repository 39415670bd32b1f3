"""An event as the rest of the world knows it: a CloudEvent (1.0) in structured JSON.

`sequence` numbers the events of a topic in the order in which they were told; a copy of an event has the same one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from tidings.core.errors import BadInput
from tidings.events import catalogue
from tidings.events.catalogue import Event

HEADERS = [("content-type", b"application/cloudevents+json; charset=utf-8")]
SOURCE = "tidings"
# Types of ours among those of others that travel the same way.
PREFIX = "tidings."
# As many digits as the largest number has, so that sequences compare as texts too.
DIGITS = 19
_FIELDS = {kind: catalogue.own_fields(event) for kind, event in catalogue.EVENTS.items()}


@dataclass(frozen=True)
class Record:
    """What an envelope holds: the event's payload and what its topic says of it."""

    event_id: UUID
    occurred_at: datetime
    sequence: int
    payload: dict[str, Any]


def seal(event_id: UUID, occurred_at: datetime, key: str, sequence: int, payload: dict[str, Any]) -> bytes:
    """The envelope of an event, as the value of a record."""
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": str(event_id),
            "source": SOURCE,
            "type": PREFIX + payload["type"],
            "time": occurred_at,
            "subject": key,
            "partitionkey": key,
            "datacontenttype": "application/json",
            "sequence": f"{sequence:0{DIGITS}}",
            "data": {name: value for name, value in payload.items() if name != "type"},
        }
    )


def read(value: bytes | None) -> Record:
    """What the value of a record holds. Raises BadInput when it is no envelope of ours."""
    try:
        found = orjson.loads(value or b"")
        kind = found["type"]
        if found["specversion"] != "1.0" or found["source"] != SOURCE or not kind.startswith(PREFIX):
            raise ValueError(f"{kind} of {found['source']} is no event of Tidings")
        occurred_at = datetime.fromisoformat(found["time"])
        if occurred_at.tzinfo is None:
            raise ValueError("its time has no zone")
        return Record(
            UUID(found["id"]),
            occurred_at,
            int(found["sequence"]),
            {"type": kind.removeprefix(PREFIX), **found["data"]},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"This is no event of Tidings: {type(error).__name__}: {error}") from error


def event(record: Record) -> Event | None:
    """The event of a record; None for a type that this version does not know. Raises BadInput for fields amiss."""
    try:
        found = catalogue.read(record.event_id, record.occurred_at, record.payload)
    except TypeError as error:
        raise BadInput(f"This is no whole event of Tidings: {error}") from error
    for name, (_, kind) in () if found is None else _FIELDS[found.TYPE].items():
        if type(getattr(found, name)) is not kind:
            raise BadInput(f"This is no event of Tidings: {name} is {getattr(found, name)!r}")
    return found
