"""Every event in the catalogue survives the way into the outbox and off the bus."""

import dataclasses
import typing
import uuid

import orjson
import pytest

from tests.events.conformance import NOON
from tidings.events import catalogue
from tidings.events.catalogue import EVENTS, TOPICS, Event


def sample(event: type[Event]) -> Event:
    hints = typing.get_type_hints(event)
    own = [part.name for part in dataclasses.fields(event) if part.name not in ("occurred_at", "event_id")]
    values = {name: 7 if hints[name] is int else f"a {name}" for name in own}
    return event(occurred_at=NOON, event_id=uuid.UUID(int=5), **values)


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS.keys())
def test_an_event_reads_back_as_it_was_written(event: type[Event]) -> None:
    told = sample(event)
    payload = orjson.loads(orjson.dumps(told.payload()))
    assert catalogue.read(told.event_id, told.occurred_at, payload) == told


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS.keys())
def test_an_event_has_a_topic_a_key_and_words_that_say_what_it_means(event: type[Event]) -> None:
    assert event.TOPIC in TOPICS
    assert sample(event).key
    assert event.__doc__ and not event.__doc__.startswith(event.__name__)


def test_a_field_that_a_newer_writer_added_is_passed_over() -> None:
    told = sample(catalogue.BatchSent)
    assert catalogue.read(told.event_id, NOON, told.payload() | {"colour": "red"}) == told
