"""Whatever stands in a header, the answer is a problem with a type of ours, and never a defect."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.calling import Api
from tests.web.document import DOCUMENT
from tests.web.hostility import BODIES, Found, House, is_ours, with_headers


def headed(house: House, name: str, value: bytes, is_meant: Callable[[str], bool]) -> Found:
    """What the routes answer that they should not, to this in a header."""
    found: Found = {}
    for route, body in BODIES.items():
        method, _, path = route.partition(" ")
        told_of = [each["name"].lower() for each in DOCUMENT["paths"][path][method.lower()].get("parameters", [])]
        if name.lower() not in told_of:
            continue
        told = with_headers(house.caller(route), house.address(route), {name.encode(): value}, json=body)
        if not is_ours(told) or not is_meant(str(told.status_code)):
            found[route, name] = told.status_code, told.text[:200]
    return found


@pytest.mark.parametrize("key", [b"", b"a" * 201, b"a b", b"a\tb", b"\x7f", b"\xe9", b"\xff\xfe", "😀".encode()])
def test_an_idempotency_key_that_is_none_is_refused(house: House, key: bytes) -> None:
    assert headed(house, "Idempotency-Key", key, lambda status: status == "422") == {}


def test_an_idempotency_key_that_came_with_another_body_is_refused_on_every_route(house: House) -> None:
    used = house.server.post("/v1/lists", {"name": "another"}, idempotency_key="used")
    assert used.status_code == 201
    assert headed(house, "Idempotency-Key", b"used", lambda status: status == "422") == {}


@pytest.mark.parametrize(
    "tag", [b"", b'"', b"W/", b'"1', b"1", b"a" * 5000, b'"\x7f"', b'"\xe9"', b'W/"1"', b'"1", ', b"*, *", b"," * 900]
)
def test_an_if_match_that_names_no_revision_is_refused(house: House, tag: bytes) -> None:
    assert headed(house, "If-Match", tag, lambda status: status in ("400", "412", "422", "428")) == {}


@pytest.mark.parametrize(
    "shown",
    [b"", b"Bearer", b"Bearer ", b"Bearer \xff\xfe", b"Basic YTpi", b"Bearer " + b"a" * 60_000, b"Bearer a.b.\x00"],
)
def test_whatever_is_shown_instead_of_a_token_opens_nothing(api: Api, shown: bytes) -> None:
    told: Any = api.client.get("/v1/unread", headers={b"Authorization": shown})
    assert (told.status_code, is_ours(told)) == (401, True)
