"""What the OpenAPI document says holds for requests that nobody thought of, drawn from the document and against it.

The same requests in every run; TIDINGS_TEST_CASES asks for other numbers of them a route.
"""

import copy
import os
import re
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, cast

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from tests import serving
from tests.web import sockets
from tests.web.calling import NOON, SECRET, Api
from tests.web.document import DOCUMENT, ROUTES
from tests.web.hostility import House
from tests.web.sockets import HOST
from tidings.chat import participants
from tidings.core import config, db

CASES = int(os.environ.get("TIDINGS_TEST_CASES", "12"))
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "TRACE")


@dataclass(frozen=True)
class Served:
    """The API in its own server, with one of everything in it."""

    url: str
    house: House
    session: requests.Session


@pytest.fixture(scope="module")
def served(server: str, template: str) -> Iterator[Served]:
    """One for all routes: what some of them leave behind is there for the others."""
    with (
        pytest.MonkeyPatch.context() as patch,
        serving.new_database(server, f"tidings_drawn_{os.getpid()}", template) as url,
        db.connect("test", url=url) as tx,
        requests.Session() as session,
    ):
        patch.setenv("TIDINGS_JWT_SECRET", SECRET)
        config.settings.cache_clear()
        participants.ensure_default(tx, NOON)
        with sockets.served(url) as port, httpx.Client(base_url=f"http://{HOST}:{port}") as client:
            yield Served(f"http://{HOST}:{port}", House(Api(cast(Any, client), tx)), session)


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch, _settings: None) -> None:
    monkeypatch.setenv("TIDINGS_JWT_SECRET", SECRET)
    config.settings.cache_clear()


@pytest.mark.parametrize("route", ROUTES)
def test_every_answer_is_as_the_document_says(served: Served, route: str) -> None:
    method, _, path = route.partition(" ")
    operation = SCHEMA[path][method]
    headers = served.house.caller(route).headers
    drawn = st.one_of([operation.as_strategy(mode) for mode in GenerationMode])

    @settings(
        max_examples=CASES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=drawn, is_known=st.booleans())
    def run(case: Case[Any], is_known: bool) -> None:
        # A drawn name names nothing: half of the requests are about something that is there, unless they end it.
        if is_known and method != "DELETE":
            known = {name: served.house.place(route, name) for name in case.path_parameters or {}}
            case.path_parameters.update(known)
        case.call_and_validate(base_url=served.url, session=served.session, headers=headers, checks=CHECKS)

    run()


def forms(path: str) -> str:
    return re.sub(r"\{\w+\}", "[^/]+", path)


# An address that is also one of another route, such as /v1/segments/count, has that one's methods too.
PATHS = list(DOCUMENT["paths"])
ALONE = [path for path in PATHS if sum(re.fullmatch(forms(other), path) is not None for other in PATHS) == 1]


@pytest.mark.parametrize("path", ALONE)
def test_a_method_that_an_address_does_not_have_is_told_with_those_that_it_has(served: Served, path: str) -> None:
    has = {method.upper() for method in DOCUMENT["paths"][path]}
    for method in METHODS:
        if method not in has:
            _, address = served.house.address(f"{method} {path}")
            told = served.session.request(method, served.url + address, headers=served.house.server.headers)
            assert (told.status_code, told.json()["type"]) == (405, "urn:tidings:problem:method-not-allowed")
            assert told.headers["allow"]


def test_every_problem_that_a_route_may_answer_is_declared_and_no_other() -> None:
    for route in ROUTES:
        method, _, path = route.partition(" ")
        operation = DOCUMENT["paths"][path][method.lower()]
        assert "default" not in operation["responses"], route
        if operation["security"]:
            assert {"401", "403", "503"} <= set(operation["responses"]), route


@pytest.mark.parametrize("is_declared", [True, False])
def test_a_problem_that_is_not_declared_is_noticed(served: Served, is_declared: bool) -> None:
    document = copy.deepcopy(DOCUMENT)
    path = "/v1/campaigns/{campaign_id}"
    if not is_declared:
        del document["paths"][path]["get"]["responses"]["404"]
    case = schemathesis.openapi.from_dict(document)[path]["GET"].Case(path_parameters={"campaign_id": 999_999})
    headers = served.house.server.headers
    with nullcontext() if is_declared else pytest.raises(FailureGroup):
        case.call_and_validate(base_url=served.url, session=served.session, headers=headers, checks=CHECKS)
