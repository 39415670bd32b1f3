"""Overload and large bodies are refused at once, and a database that is away is said."""

import anyio
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.testing import capture_logs

from tests.web.calling import SECRET, Api
from tidings.core import db
from tidings.web import bodies, bounds, keys, tokens
from tidings.web.admission import Admission
from tidings.web.bodies import Bodies
from tidings.web.bounds import Bounds
from tidings.web.keyring import Keyring


def test_a_body_that_is_too_large_is_refused_before_it_is_read(api: Api) -> None:
    headers = {**api.person("ada").headers, "Content-Type": "application/json"}
    told = api.client.post("/v1/messages", content=b"x" * (bounds.LARGEST_BODY + 1), headers=headers)
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
        scope = {"type": "http", "path": "/v1/unread", "headers": [], "method": "GET"}
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
        (api.person("ada").get("/v1/nothing"), 404),
        (api.person("ada").delete("/v1/unread"), 405),
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
    with capture_logs() as logs:
        told = api.person("ada").get("/v1/unread")
    assert [line["event"] for line in logs] == ["request.failed"]
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


async def called(app: ASGIApp, *parts: bytes, path: str = "/v1/messages", **headers: str) -> int:
    """The status of a request whose body comes in these parts, without its length."""
    coming = iter(parts)
    left = len(parts)
    answers: list[int] = []

    async def receive() -> Message:
        nonlocal left
        left -= 1
        await anyio.sleep(0)
        return {"type": "http.request", "body": next(coming), "more_body": left > 0}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answers.append(message["status"])

    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    await app({"type": "http", "path": path, "headers": named, "method": "POST", "app": None}, receive, send)
    [status] = answers
    return status


async def well(_scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await anyio.sleep(0.05)
    await send({"type": "http.response.start", "status": 200, "headers": []})


def test_a_body_that_does_not_say_its_length_is_counted_as_it_comes() -> None:
    part = b"x" * 100_000
    assert anyio.run(called, Bodies(well), *[part] * 10) == 200
    assert anyio.run(called, Bodies(well), *[part] * 11) == 413


def test_many_large_bodies_at_a_time_are_refused_and_small_ones_never() -> None:
    found: list[tuple[int, int]] = []

    async def run() -> None:
        guarded = Bodies(well, most_of_large=500_000)

        async def send(size: int) -> None:
            found.append((size, await called(guarded, b"x" * size)))

        for _ in range(2):
            async with anyio.create_task_group() as group:
                for size in [200_000] * 5 + [bodies.SMALL] * 20:
                    group.start_soon(send, size)

    anyio.run(run)
    assert sorted(status for size, status in found if size > bodies.SMALL) == [200] * 4 + [503] * 6
    assert {status for size, status in found if size <= bodies.SMALL} == {200}


def test_a_body_that_does_not_come_gives_its_place_back() -> None:
    async def never() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    async def run() -> None:
        answers: list[int] = []

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                answers.append(message["status"])

        await Bodies(well, longest_s=0.05)({"type": "http", "path": "/", "headers": []}, never, send)
        assert answers == [408]

    anyio.run(run)


async def found_always(*_: object) -> bool:
    return True


def test_servers_leave_room_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_JWT_SECRET", SECRET)
    found: list[tuple[str, int]] = []
    monkeypatch.setattr(Keyring, "has", found_always)
    people, servers = tokens.sign("ada", SECRET), f"{keys.PREFIX}{'0' * 12}_{'a' * 43}"

    async def run() -> None:
        guarded = Admission(well, most_of_servers=2)

        async def send(shown: str) -> None:
            found.append((shown, await called(guarded, b"", authorization=f"Bearer {shown}")))

        async with anyio.create_task_group() as group:
            for shown in [servers] * 5 + [people] * 5:
                group.start_soon(send, shown)

    anyio.run(run)
    assert sorted(status for shown, status in found if shown == servers) == [200] * 2 + [503] * 3
    assert [status for shown, status in found if shown == people] == [200] * 5
