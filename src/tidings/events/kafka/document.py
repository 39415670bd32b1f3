"""What is told on Kafka, as AsyncAPI 3 describes it.

`python -m tidings.events.kafka.document >docs/events.asyncapi.json` writes it. It is made of the
catalogue, so that it says what is produced and nothing else.
"""

import sys
from typing import Any

import orjson

from tidings.events import catalogue, envelope
from tidings.events.catalogue import BATCHES, CAMPAIGNS, EVENTS, INTERACTIVE, TOPICS, Event
from tidings.events.kafka.topics import PARTITIONS

_KINDS = {int: "integer", str: "string", bool: "boolean"}
_OF = {
    INTERACTIVE: "What people do: key is the conversation, or whose view of it.",
    CAMPAIGNS: "A campaign or one of its tasks goes from one state to another: key is the campaign.",
    BATCHES: "A part of a batch was sent, archived or brought back, never a record a recipient: key is the campaign.",
}
_WORDS = (
    "Events of one key come in their order, each at least once; a record whose `sequence` is not above the last one of "
    "its partition is a copy. Types and fields may be added: pass over what you do not know."
)


def made() -> dict[str, Any]:
    """The document."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Tidings: what happens", "version": "1", "description": _WORDS},
        "defaultContentType": "application/cloudevents+json",
        "channels": {topic: _channel(topic) for topic in TOPICS},
        "operations": {
            f"tell_{topic}": {"action": "send", "channel": {"$ref": f"#/channels/{topic}"}} for topic in TOPICS
        },
        "components": {"messages": {kind: _message(event) for kind, event in EVENTS.items()}},
    }


def data_schema(event: type[Event]) -> dict[str, Any]:
    """JSON Schema of what an event says beside its envelope."""
    properties = {name: {"type": _KINDS[kind]} for name, kind in catalogue.own_fields(event).values()}
    return {"type": "object", "properties": properties, "required": list(properties)}


def written() -> bytes:
    """The document as it lies in docs/."""
    return orjson.dumps(made(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _channel(topic: str) -> dict[str, Any]:
    told = [kind for kind, event in EVENTS.items() if topic == event.TOPIC]
    return {
        # As it is called unless TIDINGS_KAFKA_PREFIX says otherwise.
        "address": f"tidings.{topic}",
        "description": _OF[topic],
        "messages": {kind: {"$ref": f"#/components/messages/{kind}"} for kind in told},
        "bindings": {"kafka": {"topic": f"tidings.{topic}", "partitions": PARTITIONS[topic]}},
    }


def _message(event: type[Event]) -> dict[str, Any]:
    words = (event.__doc__ or "").split("\n\n")[0]
    constant = {"specversion": "1.0", "source": envelope.SOURCE, "type": envelope.PREFIX + event.TYPE}
    properties: dict[str, Any] = {
        **{name: {"const": value} for name, value in constant.items()},
        "id": {"type": "string", "format": "uuid"},
        "time": {"type": "string", "format": "date-time"},
        "subject": {"type": "string"},
        "partitionkey": {"type": "string"},
        "datacontenttype": {"const": "application/json"},
        "sequence": {"type": "string", "pattern": rf"^\d{{{envelope.DIGITS}}}$"},
        "data": data_schema(event),
    }
    return {
        "name": envelope.PREFIX + event.TYPE,
        "summary": " ".join(words.split()),
        "contentType": "application/cloudevents+json",
        "payload": {"type": "object", "properties": properties, "required": list(properties)},
        "bindings": {"kafka": {"key": {"type": "string"}}},
    }


if __name__ == "__main__":
    sys.stdout.buffer.write(written())
