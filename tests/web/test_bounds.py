"""Overload and large bodies are refused at once, and a database that is away is said."""

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from tests.web.calling import Api
from tidings.core import db
from tidings.web import bounds
from tidings.web.bounds import Bounds


def test_a_body_that_is_too_large_is_refused_before_it_is_read(api: Api) -> None:
    told = api.client.post(
        "/v1/messages", content=b"x" * (bounds.LARGEST_BODY + 1), headers={"Content-Type": "application/json"}
    )
    assert (told.status_code, told.json()["type"]) == (413, "urn:tidings:problem:too-large")


def test_more_requests_than_there_is_room_for_are_told_to_come_again() -> None:
    entered: list[int] = []
    answers: list[int] = []
    leave = anyio.Event

    async def run() -> None:
        free = leave()

        async def slow(_scope: Scope, _receive: Receive, _send: Send) -> None:
            entered.append(1)
            await free.wait()

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                answers.append(message["status"])
                assert dict(message["headers"])[b"retry-after"] == b"1"

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        guarded = Bounds(slow, most_requests=2)
        scope = {"type": "http", "path": "/", "headers": [], "method": "GET"}
        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(guarded, scope, receive, send)
            await anyio.sleep(0.05)
            free.set()
        await guarded(scope, receive, send)

    anyio.run(run)
    assert (len(entered), answers) == (3, [503, 503, 503])


def test_what_the_framework_says_is_a_problem_document_too(api: Api) -> None:
    for told, status in (
        (api.nobody().get("/v1/nothing"), 404),
        (api.nobody().delete("/v1/unread"), 405),
        (api.person("ada").post("/v1/messages", {"to": 7}), 422),
        (api.person("ada").get("/v1/conversations", limit=1000), 422),
    ):
        assert told.status_code == status
        assert told.headers["content-type"] == "application/problem+json"
        assert told.json()["type"].startswith("urn:tidings:problem:")


def test_the_faults_of_a_body_are_named_by_their_places(api: Api) -> None:
    told = api.person("ada").post("/v1/messages", {"to": 7, "topic": "x"}).json()
    assert {fault["place"] for fault in told["faults"]} == {"body.to", "body.text"}


def test_a_defect_says_nothing_of_its_inside(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("a secret of the house")

    monkeypatch.setattr("tidings.chat.reading.unread", broken)
    told = api.person("ada").get("/v1/unread")
    assert (told.status_code, told.json()["type"]) == (500, "urn:tidings:problem:defect")
    assert "secret of the house" not in told.text


def test_the_documentation_needs_nothing_from_elsewhere(api: Api) -> None:
    page = api.nobody().get("/docs")
    assert page.status_code == 200
    assert "//cdn" not in page.text and "https://" not in page.text
    document = api.nobody().get("/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")


def test_a_question_that_takes_too_long_is_told_from_a_database_that_is_away(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(tx: db.Connection, _owner_id: int) -> None:
        tx.execute("set statement_timeout to 10")
        try:
            tx.execute("select pg_sleep(5)")
        finally:
            tx.execute("reset statement_timeout")

    monkeypatch.setattr("tidings.chat.reading.unread", slow)
    told = api.person("ada").get("/v1/unread")
    assert (told.status_code, told.json()["type"]) == (503, "urn:tidings:problem:overloaded")
    assert told.headers["retry-after"]
