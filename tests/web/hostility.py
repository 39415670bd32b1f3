"""What somebody who means harm, or a broken client, may send to any route; and whether the answer is one of ours."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from httpx import Response

from tests.campaigns.drafts import a_draft
from tests.web.calling import NOON, Api, Caller
from tests.web.document import DOCUMENT
from tests.web.showing import SENDER
from tidings.audience import lists
from tidings.members import roster
from tidings.members.model import Role
from tidings.web import errors
from tidings.web.callers import Scope

TYPES = {f"urn:tidings:problem:{slug}" for _, _, slug, _ in errors.KINDS} | {
    "urn:tidings:problem:no-such-route",
    "urn:tidings:problem:method-not-allowed",
}
JSON = "application/json"
NUL, HALF = "\0", "\ud800"
# Of fields whose form no example shows.
WORDS = {"locale": "en", "image_url": "https://market.example/a.png", "url": "https://market.example"}


def is_ours(told: Response) -> bool:
    """Whether an answer is well, or a problem with a type of ours that is the caller's and not a defect."""
    if told.status_code < 400:
        return True
    is_problem = told.headers["content-type"] == errors.MEDIA_TYPE
    return told.status_code < 500 and is_problem and told.json()["type"] in TYPES


class House:
    """A marketplace with one of everything, so that addresses lead somewhere, and a caller who may do anything."""

    def __init__(self, api: Api) -> None:
        for name in ("ada", "ben"):
            api.person(name)
        self.person = api.person("ada")
        self.server = api.server(*Scope, speaks_as=SENDER)
        self.member = api.member(Role.PUBLISHER)
        lists.create(api.tx, "staff", NOON)
        rule = {"combinator": "and", "rules": [{"field": "name", "operator": "=", "value": "Ada"}]}
        assert self.server.call("PUT", "/v1/segments/recent", {"rule": rule}).status_code == 200
        first = {"to": "person:ben", "topic": "listing/1", "text": "Hello"}
        places = [caller.post("/v1/messages", first) for caller in (self.server, self.person)]
        self._conversation = places[0].json()["conversation_id"]
        self.places = {
            "campaign_id": str(a_draft(api.tx)),
            "category": "promotions",
            "conversation_id": self._conversation,
            "handle": "marketplace-news",
            "image_hash": "0" * 64,
            "import_id": "1",
            "key_id": "000000000000",
            "locale": "en",
            "member_id": str(roster.find(api.tx, f"{Role.PUBLISHER}@market.example").id),
            "name": "staff",
            "person": "ben",
            "ref": "person:ben",
            "report_id": "1",
            "setting": "zone",
            "task": "send",
        }

    def caller(self, route: str) -> Caller:
        """Whoever is let in there."""
        if "/v1/session" in route:
            return self.member
        return self.person if "/me/" in route else self.server

    def address(self, route: str, **places: str) -> tuple[str, str]:
        """A route's method, and its address with what stands in it."""
        method, _, path = route.partition(" ")
        return method, re.sub(r"\{(\w+)\}", lambda found: places.get(found[1], self.place(route, found[1])), path)

    def place(self, route: str, name: str) -> str:
        """What may stand in a route's address under that name."""
        return "recent" if name == "name" and "/segments/" in route else self.places[name]


def bodies() -> dict[str, Any]:
    """A body that each route takes which takes one of JSON."""
    found = {}
    for path, item in DOCUMENT["paths"].items():
        for method, told in item.items():
            content = told.get("requestBody", {}).get("content", {})
            if JSON in content:
                found[f"{method.upper()} {path}"] = example(content[JSON]["schema"], content[JSON])
    return found


def example(schema: dict[str, Any], beside: dict[str, Any] | None = None) -> Any:
    """A value that a schema allows, of the examples in it."""
    for place in (schema, beside or {}):
        if place.get("examples"):
            return deepcopy(place["examples"][0])
    if "$ref" in schema:
        return example(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "default" in schema:
        return schema["default"]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return example(schema["anyOf"][0])
    if schema.get("type") == "object":
        return {name: WORDS.get(name) or example(each) for name, each in schema.get("properties", {}).items()}
    if schema.get("type") == "array":
        return [example(schema["items"])]
    return {"string": "text", "integer": 1, "number": 1.5, "boolean": True}[schema["type"]]


def with_each(value: Any, kinds: type | tuple[type, ...], other: Any) -> Iterator[tuple[str, Any]]:
    """The value, with one of its parts of these kinds replaced at a time, and where that is; names of fields too."""
    if isinstance(value, dict):
        for name, part in value.items():
            for place, changed in with_each(part, kinds, other):
                yield f".{name}{place}", {**value, name: changed}
        if isinstance(other, str):
            yield ".+", {**value, other: other}
    elif isinstance(value, list):
        for number, part in enumerate(value):
            for place, changed in with_each(part, kinds, other):
                yield f"[{number}]{place}", [*value[:number], changed, *value[number + 1 :]]
    elif isinstance(value, kinds) or value is None:
        yield "", other


def with_headers(caller: Caller, address: tuple[str, str], headers: dict[bytes, bytes], **body: Any) -> Any:
    """Headers as bytes, so that they may be no text."""
    shown = {name.encode(): text.encode() for name, text in caller.headers.items()}
    return caller.client.request(*address, headers={**shown, **headers}, **body)


BODIES = bodies()
Found = dict[tuple[str, str], tuple[int, str]]
