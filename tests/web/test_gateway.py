"""Gateways hold people's sockets and nothing else; who is connected to which of them makes no difference."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.waiting import until
from tests.web.calling import SECRET
from tests.web.listening import client, settle
from tests.web.process import started
from tests.web.sockets import served
from tidings.core import db
from tidings.events.bus import LocalBus
from tidings.web import tokens
from tidings.web.app import Doors

BIKE = {"to": "person:ben", "topic": "listing/1", "text": "Is it still there?"}


def headers() -> dict[str, str]:
    """Ada's, with a token of this moment."""
    return {"Authorization": f"Bearer {tokens.sign('ada', SECRET)}"}


@pytest.fixture
def api(database: str, tx: db.Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """An API with Ada and Ben, and a relay that never rests; its port."""
    settle(tx, monkeypatch, ("ada", "ben"))
    is_over = threading.Event()
    relaying = threading.Thread(target=_relay, args=(database, is_over))
    relaying.start()
    with served(database, does_stream=True) as port:
        yield port
    is_over.set()
    relaying.join()


def _relay(database: str, is_over: threading.Event) -> None:
    with db.connect("relay", url=database) as connection:
        bus = LocalBus()
        while not is_over.wait(0.02):
            bus.relay(connection)


def test_people_of_different_gateways_and_of_the_api_hear_of_each_other(api: int, database: str) -> None:
    with ExitStack() as stack:
        first, second = (stack.enter_context(served(database, does_stream=True, doors=Doors.SOCKETS)) for _ in "ab")
        ada = stack.enter_context(client(first, "ada", api_port=api))
        ben = stack.enter_context(client(second, "ben", api_port=api))
        at_home = stack.enter_context(client(api, "ben"))
        place = ada.post("/v1/messages", BIKE).json()["conversation_id"]
        until(lambda: ben.hear() and ben.lines, "the message at another gateway")
        [line] = ben.lines.values()
        ben.say(line["id"], "Yes", "k1")
        assert ben.answer("k1")["seq"] == 2
        until(lambda: ada.hear() and ada.lines[place]["last_seq"] == 2, "the answer, said on a socket elsewhere")
        for each in (ada, ben, at_home):
            each.check()


def test_whoever_loses_a_gateway_knows_all_once_they_are_at_the_next(api: int, database: str) -> None:
    with served(database, does_stream=True, doors=Doors.SOCKETS) as port, client(port, "ben", api_port=api) as ben:
        known = ben.lines
    with client(api, "ada") as ada:
        ada.post("/v1/messages", BIKE)
    with (
        served(database, does_stream=True, doors=Doors.SOCKETS) as port,
        client(port, "ben", api_port=api) as again,
    ):
        again.check()
        assert known == {}
        assert [line["text"] for line in again.lines.values()] == [BIKE["text"]]


@pytest.mark.parametrize("path", ["/v1/conversations", "/v1/campaigns", "/v1/openapi.json", "/docs", "/panel/", "/"])
def test_it_serves_nothing_else(database: str, api: int, path: str) -> None:
    with served(database, does_stream=True, doors=Doors.SOCKETS) as port:
        found = httpx.get(f"http://127.0.0.1:{port}{path}", headers=headers())
    assert found.status_code == 404
    assert found.headers["Content-Type"] == "application/problem+json"


def test_it_is_a_process_with_a_port_of_its_own_and_streams_where_sockets_are_blocked(
    database: str, api: int, tmp_path: Path
) -> None:
    with (
        started(database, tmp_path / "gateway.log", "gateway") as gateway,
        httpx.stream("GET", f"http://127.0.0.1:{gateway.port}/v1/events", headers=headers(), timeout=20) as stream,
    ):
        assert next(line for line in stream.iter_lines() if line) == "event: welcome"
    assert "gateway.up" in (tmp_path / "gateway.log").read_text()
