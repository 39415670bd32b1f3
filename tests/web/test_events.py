"""Campaigns as they change: told to many by one look, and to nobody who may not see them any more."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import psycopg
import pytest

from tests.campaigns import drafts
from tests.waiting import until
from tests.web import sockets
from tests.web.calling import NOON
from tidings.campaigns import control
from tidings.chat import participants
from tidings.core import db
from tidings.web import eventstream, feed, keys
from tidings.web.callers import Scope

PATH = "/v1/campaigns/events"


@pytest.fixture
def port(database: str, tx: db.Connection) -> Iterator[int]:
    participants.ensure_default(tx, NOON)
    with sockets.served(database, does_stream=True) as number:
        yield number


def key(tx: db.Connection, *scopes: Scope) -> tuple[str, str]:
    made, text = keys.create(tx, "test", scopes or [Scope.CAMPAIGNS_READ], None, "test", NOON)
    return made.id, text


@contextmanager
def listening(port: int, shown: str) -> Iterator[httpx.Response]:
    with (
        httpx.Client(base_url=f"http://{sockets.HOST}:{port}", timeout=20) as client,
        client.stream("GET", PATH, headers={"Authorization": f"Bearer {shown}"}) as told,
    ):
        yield told


def events(told: httpx.Response) -> Iterator[list[dict[str, Any]]]:
    name = ""
    for line in told.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            assert name == "campaigns"
            yield json.loads(line.removeprefix("data: "))


def test_all_that_are_under_way_come_at_first_and_then_what_changes(port: int, tx: db.Connection) -> None:
    _, shown = key(tx)
    first, second = drafts.a_running(tx), drafts.a_running(tx)
    with listening(port, shown) as told:
        assert told.headers["content-type"].startswith("text/event-stream")
        news = events(told)
        assert {each["id"] for each in next(news)} == {first, second}
        began_s = time.monotonic()
        control.pause(tx, second, "send", drafts.MIA, drafts.WHY, NOON)
        [changed] = next(news)
        assert (changed["id"], changed["tasks"][0]["state"]) == (second, "paused")
        assert time.monotonic() - began_s < 3


def test_whoever_may_not_read_campaigns_hears_nothing(port: int, tx: db.Connection) -> None:
    _, shown = key(tx, Scope.PEOPLE_READ)
    with listening(port, shown) as told:
        assert told.status_code == 403


def test_a_stream_ends_when_its_key_is_revoked(port: int, tx: db.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    assert eventstream.CHECK_S <= 4
    monkeypatch.setattr(eventstream, "CHECK_S", 0.5)
    number, shown = key(tx)
    drafts.a_running(tx)
    with listening(port, shown) as told:
        news = events(told)
        next(news)
        keys.revoke(tx, number, NOON)
        assert list(news) == []


def test_many_listen_by_one_look_and_nobody_looks_for_nobody(port: int, tx: db.Connection) -> None:
    looks: list[float] = []
    real = feed.Feed._take

    def noted(self: feed.Feed, found: Any) -> None:
        looks.append(time.monotonic())
        real(self, found)

    _, shown = key(tx)
    drafts.a_running(tx)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feed.Feed, "_take", noted)
        with listening(port, shown) as one, listening(port, shown) as two, listening(port, shown) as three:
            heard = [events(told) for told in (one, two, three)]
            for news in heard:
                next(news)
            count = len(looks)
            time.sleep(2.5)
            assert 1 <= len(looks) - count <= 3
        time.sleep(1.5)
        count = len(looks)
        time.sleep(2)
        assert len(looks) == count
        with listening(port, shown) as told:
            assert len(next(events(told))) == 1


def test_whoever_does_not_read_is_cut_off(port: int, tx: db.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eventstream, "LONGEST_SEND_S", 1.0)
    monkeypatch.setattr(feed, "EVERY_S", 0.01)
    _, shown = key(tx)
    drafts.a_running(tx)
    content = b'"' + b"x" * 200_000 + b'"'
    number = iter(range(10**9))
    monkeypatch.setattr(
        feed.Feed, "_take", _taking(feed.Feed._take, lambda: {1: content[:-1] + b"%d" % next(number) + b'"'})
    )
    left: list[int] = []
    monkeypatch.setattr(eventstream.EventStream, "_send", _ending(eventstream.EventStream._send, left))
    with socket.create_connection((sockets.HOST, port)) as slow:
        slow.sendall(f"GET {PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {shown}\r\n\r\n".encode())
        until(lambda: left, "the end of a stream that nobody reads", seconds=15)


def _taking(real: Any, found: Any) -> Any:
    def take(self: feed.Feed, _found: Any) -> None:
        real(self, found())

    return take


def _ending(real: Any, left: list[int]) -> Any:
    async def send(self: Any, *more: Any) -> None:
        await real(self, *more)
        left.append(1)

    return send


def test_streams_end_when_the_api_stops(database: str, tx: db.Connection) -> None:
    participants.ensure_default(tx, NOON)
    _, shown = key(tx)
    drafts.a_running(tx)
    with sockets.served(database, does_stream=True) as number:
        stopping = listening(number, shown)
        news = events(stopping.__enter__())
        next(news)
        began_s = time.monotonic()
    assert list(news) == []
    assert time.monotonic() - began_s < 4
    stopping.__exit__(None, None, None)


def test_only_so_many_listen(port: int, tx: db.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MOST_LISTENERS", 1)
    _, shown = key(tx)
    drafts.a_running(tx)
    with listening(port, shown) as one:
        news = events(one)
        next(news)
        with listening(port, shown) as two:
            assert two.status_code == 503


def test_a_look_that_fails_is_made_again(port: int, tx: db.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = iter([psycopg.OperationalError("gone"), RuntimeError("a defect")])
    real = feed.Feed._take

    def take(self: feed.Feed, found: Any) -> None:
        for failure in failures:
            raise failure
        real(self, found)

    monkeypatch.setattr(feed.Feed, "_take", take)
    _, shown = key(tx)
    made = drafts.a_running(tx)
    with listening(port, shown) as told:
        assert [each["id"] for each in next(events(told))] == [made]
