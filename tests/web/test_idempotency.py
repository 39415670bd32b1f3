"""A request that is repeated because its answer was lost is done once."""

import threading
import time
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from tests.waiting import until
from tests.web.calling import NOON, Api
from tidings.campaigns import erasing
from tidings.core import clock
from tidings.core.clock import Clock
from tidings.web import app, tidying
from tidings.web.callers import Scope

MESSAGE = {"to": "person:ben", "topic": "listing/1", "text": "Still there?"}


def count(api: Api) -> int:
    found = api.tx.execute("select count(*) as count from message").fetchone()
    assert found is not None
    return int(found["count"])


def kept_count(api: Api) -> int:
    return len(api.tx.execute("select from idempotency").fetchall())


def test_a_repetition_is_answered_the_same_and_does_nothing_again(api: Api) -> None:
    api.person("ben")
    first, second = (api.person("ada").post("/v1/messages", MESSAGE, idempotency_key="k1") for _ in range(2))
    assert (second.status_code, second.json()) == (first.status_code, first.json()) == (201, first.json())
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert count(api) == 1


def test_the_same_key_with_another_body_is_refused(api: Api) -> None:
    api.person("ben")
    ada = api.person("ada")
    ada.post("/v1/messages", MESSAGE, idempotency_key="k1")
    told = ada.post("/v1/messages", {**MESSAGE, "text": "Hello?"}, idempotency_key="k1")
    assert (told.status_code, told.json()["type"]) == (422, "urn:tidings:problem:idempotency-key-reused")
    assert count(api) == 1


def test_keys_of_different_callers_do_not_meet(api: Api) -> None:
    for external_id in ("ada", "eve"):
        api.person("ben")
        assert api.person(external_id).post("/v1/messages", MESSAGE, idempotency_key="k1").status_code == 201
    assert count(api) == 2


def test_a_request_that_failed_can_be_tried_again_with_its_key(api: Api) -> None:
    ada = api.person("ada")
    assert ada.post("/v1/messages", MESSAGE, idempotency_key="k1").status_code == 404
    api.person("ben")
    assert ada.post("/v1/messages", MESSAGE, idempotency_key="k1").status_code == 201


def test_repetitions_at_the_same_moment_do_it_once(api: Api) -> None:
    api.person("ben")
    ada = api.person("ada")
    answers: list[Response] = []
    threads = [
        threading.Thread(target=lambda: answers.append(ada.post("/v1/messages", MESSAGE, idempotency_key="k1")))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len({answer.text for answer in answers}) == 1
    assert count(api) == 1


def test_a_repetition_is_answered_the_same_when_the_other_was_erased_meanwhile(api: Api) -> None:
    api.person("ben")
    ada = api.person("ada")
    first = ada.post("/v1/messages", MESSAGE, idempotency_key="k1")
    erasing.erase(api.tx, "ben", NOON)
    second = ada.post("/v1/messages", MESSAGE, idempotency_key="k1")
    assert (second.status_code, second.json()) == (201, first.json())


def test_answers_of_the_day_before_go_though_nobody_sends_another_key(
    api: Api, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidying, "EVERY_S", 0.05)
    api.person("ben")
    with TestClient(app.create(database)):
        api.person("ada").post("/v1/messages", MESSAGE, idempotency_key="k1")
        time.sleep(0.2)
        assert kept_count(api) == 1
        clock.use(Clock(NOON + timedelta(hours=25), 1.0, time.time()))
        until(lambda: kept_count(api) == 0, "an end of the answer")


def test_a_key_of_the_day_before_is_a_new_one(api: Api) -> None:
    api.person("ben")
    ada = api.person("ada")
    first = ada.post("/v1/messages", MESSAGE, idempotency_key="k1")
    clock.use(Clock(NOON + timedelta(hours=25), 1.0, time.time()))
    anew, again = (api.person("ada").post("/v1/messages", MESSAGE, idempotency_key="k1") for _ in range(2))
    assert (first.status_code, anew.status_code, again.status_code) == (201, 201, 201)
    assert "idempotency-replayed" not in anew.headers
    assert (again.headers["idempotency-replayed"], again.json()) == ("true", anew.json())
    assert count(api) == 2


@pytest.mark.parametrize(
    ("path", "body", "secret"),
    [
        ("/v1/keys", {"name": "bot", "scopes": ["people:read"]}, "key"),
        ("/v1/members", {"email": "eve@market.example", "role": "viewer"}, "password"),
    ],
)
def test_what_is_told_once_is_made_once_and_not_told_again(
    api: Api, path: str, body: dict[str, object], secret: str
) -> None:
    owner = api.server(Scope.ACCOUNT_READ, Scope.ACCOUNT_WRITE)
    made = owner.post(path, body, idempotency_key="k1")
    told = owner.post(path, body, idempotency_key="k1")
    assert (made.status_code, told.status_code) == (201, 409)
    assert told.json()["type"] == "urn:tidings:problem:told-once"
    assert str(made.json()["id"]) in told.json()["detail"]
    assert made.json()[secret] not in told.text
    kept = api.tx.execute("select answer::text from idempotency").fetchall()
    assert len(kept) == 1
    assert made.json()[secret] not in str(kept)
    assert [each["id"] for each in owner.get(path).json()["items"]].count(made.json()["id"]) == 1
    other = owner.post(path, {**body, "name": "another"}, idempotency_key="k1")
    assert (other.status_code, other.json()["type"]) == (422, "urn:tidings:problem:idempotency-key-reused")


def test_a_member_without_a_password_is_told_again(api: Api) -> None:
    owner = api.server(Scope.ACCOUNT_WRITE)
    body = {"email": "eve@market.example", "role": "viewer", "with_password": False}
    first, second = (owner.post("/v1/members", body, idempotency_key="k1") for _ in range(2))
    assert (second.status_code, second.json()) == (201, first.json())
