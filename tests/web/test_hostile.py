"""Whatever is sent to a route, the answer is a problem with a type of ours, and never a defect."""

from typing import Any

import orjson
import pytest

from tests.web.calling import Caller
from tests.web.document import DOCUMENT, ROUTES
from tests.web.hostility import BODIES, HALF, JSON, NUL, Found, House, is_ours, with_each, with_headers
from tidings.web.bodies import BRIEF
from tidings.web.bounds import LARGEST_BODY

DEEP = 100_000


def send(caller: Caller, address: tuple[str, str], content: bytes, kind: bytes | None = JSON.encode()) -> Any:
    return with_headers(caller, address, {} if kind is None else {b"Content-Type": kind}, content=content)


def test_every_route_that_takes_json_has_a_body_that_it_takes(house: House) -> None:
    refused = {}
    for route, body in BODIES.items():
        told = house.caller(route).call(*house.address(route), body)
        if told.status_code in (400, 422) and "faults" in told.json():
            refused[route] = told.text
    assert refused == {}
    assert len(BODIES) > 30


# What is wrong with a whole body, and the statuses that may tell so; with none it may be taken as well.
WHOLE: dict[str, tuple[bytes, set[int]]] = {
    "too large": (b" " * (LARGEST_BODY + 1), {413}),
    "ten megabytes of emoji": (orjson.dumps("😀" * 2_500_000), {413}),
    "nearly a megabyte of emoji": (orjson.dumps({"text": "😀" * 240_000, "why": "😀" * 9}), set()),
    "too deep": (b"[" * DEEP + b"]" * DEEP, {400}),
    "too deep, of objects": (b'{"a":' * DEEP + b"1" + b"}" * DEEP, {400}),
    "too deep, in a field": (b'{"why":' + b"[" * DEEP + b"]" * DEEP + b"}", {400}),
    "deep": (b'{"why":' + b"[" * 900 + b"]" * 900 + b"}", set()),
    "not closed": (b"[" * DEEP, {400, 422}),
    "not UTF-8": (b'{"why": "\xff\xfe"}', {400, 422}),
    "UTF-16": ('{"why": "x"}'.encode("utf-16"), set()),
    "half a surrogate pair in bytes": (b'{"why": "\xed\xa0\x80"}', set()),
    "a byte order mark": (b'\xef\xbb\xbf{"why": "x"}', set()),
    "null": (b"null", {422}),
    "a number": (b"1", {422}),
    "a number beyond any": (b"1e400", {422}),
    "a number of a million digits": (b"1" * 900_000, {400, 422}),
    "no number": (b"NaN", {422}),
    "a list": (b"[]", {422}),
    "a text": (b'"x"', {422}),
    "no JSON": (b"to=ben&text=hello", {422}),
    "empty": (b"", {422}),
}
# Of whoever is not known yet, little is read.
SIGN_IN = "POST /v1/session"
# Its body may be left out.
LAUNCH = "POST /v1/campaigns/{campaign_id}/launch"


@pytest.mark.parametrize("what", WHOLE)
def test_a_body_that_is_none_is_refused(house: House, what: str) -> None:
    content, wanted = WHOLE[what]
    found: Found = {}
    for route in BODIES:
        told = send(house.caller(route), house.address(route), content)
        is_left_out = route == LAUNCH and what in ("empty", "null")
        statuses = {413} if route == SIGN_IN and len(content) > BRIEF else wanted
        meant = statuses | ({202, 409} if is_left_out else set()) if statuses else {told.status_code}
        if not is_ours(told) or told.status_code not in meant:
            found[route, what] = told.status_code, told.text[:200]
    assert found == {}


KINDS = (None, b"text/plain", b"application/xml", b"multipart/form-data", b"x", b"/", b";;", b"")


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_of_another_kind_is_refused(house: House, kind: bytes | None) -> None:
    found: Found = {}
    for route, body in BODIES.items():
        told = send(house.caller(route), house.address(route), orjson.dumps(body), kind)
        if not is_ours(told) or told.status_code != 422:
            found[route, str(kind)] = told.status_code, told.text[:200]
    assert found == {}


def tried(house: House, kinds: type | tuple[type, ...], other: Any) -> Found:
    """What each route answers that it should not, when one part of its body is this at a time."""
    found: Found = {}
    for route, body in BODIES.items():
        for place, changed in with_each(body, kinds, other):
            told = house.caller(route).raw(*house.address(route), changed)
            if not is_ours(told):
                found[route, place] = told.status_code, told.text[:200]
    return found


@pytest.mark.parametrize(
    "text", [NUL, HALF, f"a{NUL}b", f"{HALF}{{{{ name }}}}", "\udfff\ud800", "😀" * 5000, "\r\n", ""]
)
def test_a_text_in_any_place_is_taken_or_refused(house: House, text: str) -> None:
    assert tried(house, str, text) == {}


@pytest.mark.parametrize(
    "number",
    [
        float("inf"),
        float("-inf"),
        float("nan"),
        2**63,
        -(2**63) - 1,
        2**31,
        10**400,
        -1,
        1.5,
        5e-324,
        True,
        [],
        {},
        None,
    ],
)
def test_a_number_in_any_place_is_taken_or_refused(house: House, number: Any) -> None:
    assert tried(house, (int, float, str), number) == {}


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = {"combinator": "and", "rules": [value]}
    return value


@pytest.mark.parametrize("depth", [100, 200, 400])
def test_a_deep_value_in_any_place_is_taken_or_refused(house: House, depth: int) -> None:
    assert tried(house, (int, str, bool), nested(depth)) == {}
    found: Found = {}
    rule = nested(depth)
    for route in ("POST /v1/campaigns", "PUT /v1/campaigns/{campaign_id}", "PUT /v1/segments/{name}"):
        body = {**BODIES[route], "rule": rule, "audience": {"rule": rule}}
        told = house.caller(route).call(*house.address(route), body, If_Match="*", Idempotency_Key="deep")
        if not is_ours(told) or told.status_code not in (400, 422):
            found[route, "rule"] = told.status_code, told.text[:200]
    assert found == {}


def test_a_field_that_stands_there_twice_counts_once(house: House) -> None:
    found: Found = {}
    for route, body in BODIES.items():
        content = orjson.dumps(body)
        told = send(house.caller(route), house.address(route), content[:-1] + b"," + content[1:])
        if not is_ours(told):
            found[route, "twice"] = told.status_code, told.text[:200]
    assert found == {}


PLACES = (
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%FF",
    "a" * 10_000,
    "%F0%9F%98%80",
    "..%2F..",
    "%2F",
    "-1",
    "0",
    "9" * 30,
    "1e400",
)
MORE_PLACES = (
    "1e400",
    "NaN",
    "%20",
    "%0D%0AX-Set:%201",
    "person:%00",
    "person:",
    ":",
    "person:" + "9" * 400,
    "%25s",
    "null",
)


def queried(route: str) -> list[str]:
    method, _, path = route.partition(" ")
    told = DOCUMENT["paths"][path][method.lower()].get("parameters", [])
    return [each["name"] for each in told if each["in"] == "query"]


@pytest.mark.parametrize("place", [*PLACES, *MORE_PLACES], ids=lambda place: place[:12])
def test_whatever_stands_in_an_address_is_taken_or_refused(house: House, place: str) -> None:
    found: Found = {}

    def ask(route: str, address: tuple[str, str], where: str) -> None:
        told = house.caller(route).call(*address, BODIES.get(route))
        if not is_ours(told):
            found[route, where] = told.status_code, told.text[:200]

    for route in ROUTES:
        for name in house.places:
            if f"{{{name}}}" in route:
                ask(route, house.address(route, **{name: place}), name)
        for name in queried(route):
            method, path = house.address(route)
            ask(route, (method, f"{path}?{name}={place}"), name)
    assert found == {}
