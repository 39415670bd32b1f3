"""What is said on the socket, as AsyncAPI 3 describes it; `python -m tidings.web.live.document >docs/asyncapi.json`."""

import sys
from typing import Any

import orjson
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from tidings.web.live.saying import Changed, Hello, Post, Posted, Refused, Reset, Waits, Welcome
from tidings.web.live.socket import PROTOCOL

SAID: tuple[type[BaseModel], ...] = (Hello, Post)
TOLD: tuple[type[BaseModel], ...] = (Welcome, Changed, Waits, Reset, Posted, Refused)
_CHANNEL = "#/channels/socket"
_CODES = (
    "It ends with a code: 4400 what was said cannot be read; 4401 the token does not hold or expired: get a new one; "
    "4403 whoever it is may not listen; 4408 what was told was not read in time; 1012 come again; 1013 come again "
    "later."
)


def made() -> dict[str, Any]:
    """The document."""
    everything: tuple[type[BaseModel], ...] = (*SAID, *TOLD)
    _, schemas = models_json_schema(
        [(each, "serialization") for each in everything], ref_template="#/components/schemas/{model}"
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tidings: what changes in a person's conversations",
            "version": "1",
            "description": "Say `hello`, look at everything anew after `welcome` and `reset`, and put each "
            "`conversation` in the place of what you have under its id: then you know what a fresh look would show. "
            "The same comes by server-sent events from `GET /v1/events`.",
        },
        "channels": {
            "socket": {
                "address": "/v1/socket",
                "description": f"A WebSocket with the subprotocol `{PROTOCOL}`. {_CODES}",
                "messages": {_name(each): {"$ref": f"#/components/messages/{_name(each)}"} for each in everything},
            }
        },
        "operations": {
            "introduce": _operation("receive", [Hello], "Who listens, and again before their token expires."),
            "write": _operation("receive", [Post], "A message; 20 may wait for their answers."),
            "tell": _operation("send", TOLD, "What changed, as it happens."),
        },
        "components": {
            "messages": {_name(each): _message(each) for each in everything},
            "schemas": schemas["$defs"],
        },
    }


def written() -> bytes:
    """The document as it lies in docs/."""
    return orjson.dumps(made(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _name(model: type[BaseModel]) -> str:
    return str(model.model_fields["type"].default)


def _message(model: type[BaseModel]) -> dict[str, Any]:
    return {
        "name": _name(model),
        "summary": (model.__doc__ or "").split("\n", maxsplit=1)[0],
        "contentType": "application/json",
        "payload": {"$ref": f"#/components/schemas/{model.__name__}"},
    }


def _operation(action: str, models: Any, summary: str) -> dict[str, Any]:
    messages = [{"$ref": f"{_CHANNEL}/messages/{_name(each)}"} for each in models]
    return {"action": action, "channel": {"$ref": _CHANNEL}, "summary": summary, "messages": messages}


if __name__ == "__main__":
    sys.stdout.buffer.write(written())
