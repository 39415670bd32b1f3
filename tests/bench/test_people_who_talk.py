"""What the benches of people's requests stand on works, small: people, requests, pages and load."""

import random
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from bench import depth, load, people, talks
from tests.waiting import until
from tests.web import sockets
from tidings.audience import zones
from tidings.core import config, db, postgres

COUNT = 30


@pytest.fixture
def port(database: str, tx: db.Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Where the API answers the bench's people."""
    zones.sync(tx)
    people.fill(tx, COUNT)
    talks.fill(tx, COUNT)
    monkeypatch.setenv("TIDINGS_JWT_SECRET", talks.SECRET)
    config.settings.cache_clear()
    with sockets.served(database) as number:
        yield number


def test_every_request_of_the_crowd_is_answered_well(port: int) -> None:
    drawn = random.Random(1)
    asked = talks.Crowd(COUNT, drawn).requests(60, {talks.INBOX: 1, talks.HISTORY: 1, talks.POST: 1})
    answers = load.run("127.0.0.1", port, asked, 60, drawn)
    assert {(each.kind, each.status) for each in answers} == {
        (talks.INBOX, 200),
        (talks.HISTORY, 200),
        (talks.POST, 201),
    }
    assert len(answers) == 60


def test_pages_at_the_top_and_deep_inside_are_full(tx: db.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    zones.sync(tx)
    people.fill(tx, 1)
    monkeypatch.setattr(depth, "PAGES", 20)
    inbox, history = depth.measure(tx, 1_000, random.Random(1))
    assert (inbox.length, history.length) == (1_000, 100)
    assert len(inbox.deep_s) == len(history.top_s) == depth.PAGES


def test_a_request_that_had_to_wait_is_timed_from_when_it_was_due() -> None:
    async def slow(_scope: Scope, _receive: Receive, send: Send) -> None:
        time.sleep(0.1)  # the whole server stands still, and so does everybody behind
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    number = postgres.free_port()
    server = uvicorn.Server(uvicorn.Config(slow, port=number, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started, "the server")
    asked = [load.request("any", "GET", "/", "token")] * 10
    answers = load.run("127.0.0.1", number, asked, 1_000, random.Random(1))
    server.should_exit = True
    thread.join()
    assert max(each.took_s for each in answers) > 0.7


def test_a_refusal_counts_as_if_no_answer_had_come() -> None:
    answers = [load.Answer("any", 0.001, 200)] * 50 + [load.Answer("any", 0.001, 503)]
    assert load.p_ms(answers, 0.5) == 1
    assert load.p_ms(answers, 0.99) == load.LONGEST_S * 1000
