"""What is told when the database breaks off: never that nothing was kept, unless nothing was sent."""

from typing import Any

import psycopg
import psycopg_pool
import pytest

from tests.web.calling import Api
from tidings.audience import consents, persons
from tidings.core import db
from tidings.web.callers import Scope
from tidings.web.errors import MEDIA_TYPE
from tidings.web.pools import Pools

KEPT_NOTHING = "Nothing of this request was kept."
NOT_KNOWN = "is not known"


def failing(error: Exception) -> Any:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    return fail


@pytest.mark.parametrize("error", [psycopg.OperationalError("cut"), psycopg.errors.QueryCanceled("timeout")])
def test_what_was_committed_before_the_connection_broke_is_not_said_to_be_lost(
    api: Api, error: psycopg.Error, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = api.person("ada")
    monkeypatch.setattr(db, "wait_for_senders", failing(error))
    told = ada.put("/v1/me/consents/promotions", {"is_allowed": False})
    assert told.status_code == 503
    kept = consents.of_person(api.tx, persons.find(api.tx, "ada").id)
    assert [each.is_allowed for each in kept] == [False]
    assert (NOT_KNOWN in told.json()["detail"], "kept" in told.json()["detail"]) == (True, False)


def test_whoever_only_reads_is_not_told_of_things_that_may_have_been_done(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = api.person("ada")
    monkeypatch.setattr(db, "rows", failing(psycopg.OperationalError("cut")))
    told = ada.get("/v1/conversations")
    assert (told.status_code, NOT_KNOWN in told.json()["detail"]) == (503, False)


@pytest.mark.parametrize("error", [psycopg_pool.PoolTimeout("busy"), psycopg_pool.PoolClosed("closed")])
def test_a_request_that_had_no_connection_is_told_that_nothing_was_kept(
    api: Api, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = api.person("ada")
    monkeypatch.setattr(Pools, "lend", failing(error))
    told = ada.put("/v1/me/consents/promotions", {"is_allowed": False})
    assert (told.status_code, told.json()["detail"]) == (503, f"PostgreSQL does not answer. {KEPT_NOTHING}")


@pytest.mark.parametrize("path", ["/v1/unread/", "/v1/blocks//", "/health/", "/docs/", "/v1/nothing"])
def test_an_address_with_a_slash_too_many_is_none_and_leads_nowhere_else(api: Api, path: str) -> None:
    told = api.client.get(path, headers=api.person("ada").headers, follow_redirects=False)
    assert (told.status_code, told.headers["content-type"]) == (404, MEDIA_TYPE)
    assert told.json()["type"] == "urn:tidings:problem:no-such-route"


@pytest.mark.parametrize("pieces", ["bytes=0-9", "bytes=9-0", "bytes=999999999-", "words=1", "nothing"])
def test_a_file_is_answered_whole_whatever_pieces_of_it_are_asked_for(api: Api, pieces: str) -> None:
    told = api.client.get("/static-offline-docs/swagger-ui.css", headers={"Range": pieces, "If-Range": '"1"'})
    assert (told.status_code, len(told.content)) == (200, int(told.headers["content-length"]))


def test_a_file_that_is_not_there_is_told_as_a_problem(api: Api) -> None:
    for path in ("/static-offline-docs/none.css", "/panel/assets/none.js", "/panel/assets/"):
        told = api.client.get(path)
        assert (told.status_code, told.headers["content-type"]) == (404, MEDIA_TYPE)


def test_a_text_that_is_too_long_is_told_so_in_characters(api: Api) -> None:
    new = {"name": "bot", "scopes": ["chat"], "participant": "x" * 41}
    told = api.server(Scope.ACCOUNT_WRITE).post("/v1/keys", new)
    [fault] = told.json()["faults"]
    assert (told.status_code, fault["place"]) == (422, "body.participant")
    assert fault["problem"] == "String should have at most 40 characters"
