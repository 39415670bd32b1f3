"""What others read of our events: as the document says, and never less than was once published."""

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest

from tidings.events import catalogue, envelope
from tidings.events.catalogue import EVENTS, Event
from tidings.events.kafka import document

ROOT = Path(__file__).parents[2]
# Only ever added to: whoever consumes an event may use each of its fields for ever.
PUBLISHED: dict[str, dict[str, str]] = orjson.loads((Path(__file__).parent / "published.json").read_bytes())
SAMPLES: dict[type, Any] = {int: 7, str: "a text", bool: True}


def sample(event: type[Event]) -> Event:
    """One with every field set."""
    own = {name: SAMPLES[kind] for name, (_, kind) in catalogue.own_fields(event).items()}
    return event(occurred_at=datetime(2026, 3, 2, 12, tzinfo=UTC), event_id=uuid.uuid4(), **own)


def lost(published: dict[str, dict[str, str]], told: dict[str, dict[str, str]]) -> list[str]:
    """What was published and is not told any more, or is of another kind."""
    return [
        f"{kind}.{name}"
        for kind, parts in published.items()
        for name, of in parts.items()
        if told.get(kind, {}).get(name) != of
    ]


def test_the_document_is_what_lies_in_docs() -> None:
    assert document.written() == (ROOT / "docs" / "events.asyncapi.json").read_bytes()


@pytest.mark.parametrize("kind", EVENTS)
def test_a_record_is_as_the_document_says(kind: str) -> None:
    told = sample(EVENTS[kind])
    sealed = envelope.seal(told.event_id, told.occurred_at, told.key, 42, told.payload())
    schema = document.made()["components"]["messages"][kind]["payload"]
    jsonschema_rs.validate(schema, orjson.loads(sealed))
    assert not jsonschema_rs.is_valid(schema, {**orjson.loads(sealed), "data": {}})
    assert envelope.read(sealed).payload == told.payload()


def test_nothing_that_was_published_is_taken_away() -> None:
    told = {
        kind: {name: of["type"] for name, of in document.data_schema(event)["properties"].items()}
        for kind, event in EVENTS.items()
    }
    assert lost(PUBLISHED, told) == []
    assert lost(told, PUBLISHED) == [], "what is new is published from now on: add it to published.json"


def test_what_is_taken_away_is_found() -> None:
    assert lost({"a": {"x": "string", "y": "integer"}}, {"a": {"x": "integer"}}) == ["a.x", "a.y"]
    assert lost({"a": {"x": "string"}}, {}) == ["a.x"]
