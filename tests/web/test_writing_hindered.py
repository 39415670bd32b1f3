"""What is said on a socket while locks are held, keys and tokens end, and connections are slow to come."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import orjson
import psycopg_pool
import pytest
from websockets.exceptions import ConnectionClosed

from tests.waiting import until
from tests.web.calling import NOON, SECRET
from tests.web.listening import Client, client, hello, opened, settle
from tests.web.sockets import served
from tidings.chat import participants
from tidings.core import db
from tidings.web import keys, tokens
from tidings.web.callers import Scope
from tidings.web.chat import refs, writing
from tidings.web.live import door, hub
from tidings.web.live.ending import UNKNOWN

PEOPLE = ("ada", "ben", "eve", "kim", "mia")


@pytest.fixture
def port(database: str, tx: db.Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    settle(tx, monkeypatch, PEOPLE)
    with served(database, does_stream=True) as found:
        yield found


def begun(one: Client, peer: str) -> str:
    """The name of a conversation in which something was said."""
    told = one.post("/v1/messages", {"to": f"person:{peer}", "topic": "listing/1", "text": "Hello"})
    return str(told.json()["conversation_id"])


def number(tx: db.Connection, name: str) -> int:
    return int(db.rows(tx, "select id from person where external_id = %(name)s", name=name)[0]["id"])


def post(tx: db.Connection, author: str, place: str, text: str, key: str) -> writing.Post:
    """A message of a person's, as their socket hands it on."""
    return writing.Post(f"person:{author}", number(tx, author), place, *refs.of_conversation(place), text, key)


def test_those_that_are_written_together_leave_the_others_as_if_they_had_not_been_asked_for(
    port: int, tx: db.Connection
) -> None:
    with client(port, "ada") as ada, client(port, "eve") as eve:
        places = {name: begun(ada, name) for name in ("ben", "eve", "kim", "mia")}
        assert eve.put("/v1/blocks/person:ada").status_code == 204
        ada.post(f"/v1/conversations/{places['kim']}/messages", {"text": "Before"}, key="used")
    posts = [
        post(tx, "ada", places["ben"], "Written", "a"),
        post(tx, "ada", places["eve"], "Refused", "b"),
        post(tx, "ada", places["kim"], "Before", "used"),
        post(tx, "ada", places["mia"], "Written as well", "a2"),
    ]
    told = writing.write_together(tx, posts)
    assert [(each.key, posted.seq) for each, posted in told.items()] == [("a", 2), ("a2", 2)]
    kept = {row["key"]: row["status"] for row in db.rows(tx, "select key, status from idempotency")}
    assert kept == {"a": 201, "a2": 201, "used": 201}
    alone = [writing.write_alone(tx, each) for each in posts]
    found = [each.seq if isinstance(each, writing.Posted) else type(each).__name__ for each in alone]
    assert found == [2, "Conflict", 2, 2]


def test_whoever_waits_for_a_lock_delays_nobody_else(port: int, database: str, tx: db.Connection) -> None:
    with client(port, "ada") as ada, client(port, "eve") as eve:
        held, free = begun(ada, "ben"), begun(eve, "kim")
        with db.connect("holder", url=database) as holder, db.transaction(holder):
            db.rows(holder, "select 1 from entry where owner_id = %(id)s for update", id=number(tx, "ada"))
            ada.say(held, "Held up", "k1")
            for turn in range(3):
                began_s = time.monotonic()
                eve.say(free, "Not held up", f"free{turn}")
                assert eve.answer(f"free{turn}")["type"] == "posted"
                assert time.monotonic() - began_s < 3
            assert ada.answer("k1")["problem"]["status"] == 503
        del ada.answers["k1"]
        ada.say(held, "Held up", "k1")
        assert ada.answer("k1")["seq"] == 2


def test_a_key_that_was_revoked_writes_nothing_more(port: int, tx: db.Connection) -> None:
    news = participants.find(tx, participants.DEFAULT_HANDLE)
    made, text = keys.create(tx, "bot", [Scope.CHAT], news.id, "a test", NOON)
    with client(port, "ada") as ada, opened(port) as bot:
        ada.post("/v1/messages", {"to": "system:marketplace-news", "topic": "order/1", "text": "Where is it?"})
        bot.send(hello(text))
        assert orjson.loads(bot.recv(timeout=10))["type"] == "welcome"
        keys.revoke(tx, made.id, NOON)
        place = refs.conversation_id(number(tx, "ada"), "order/1")
        bot.send(orjson.dumps({"type": "post", "key": "k", "text": "Sent", "conversation_id": place}).decode())
        told = orjson.loads(bot.recv(timeout=10))
        assert (told["type"], told["problem"]["status"]) == ("refused", 401)
    assert len(db.rows(tx, "select from message")) == 1


def test_a_token_that_ended_writes_nothing_more_however_much_there_is_to_tell(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "LEEWAY_S", 0)
    with client(port, "ada", lasts_s=8) as ada:
        place = begun(ada, "ben")
        until_s = time.monotonic() + 20
        with pytest.raises(ConnectionClosed) as closed:
            while time.monotonic() < until_s:
                key = f"k{time.perf_counter_ns()}"
                ada.say(place, "Still here", key)
                ada.answer(key)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == UNKNOWN


def test_nothing_is_told_before_the_welcome(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = hub.Hub.ready

    async def slowly(self: hub.Hub, longest_s: float) -> None:
        await ready(self, longest_s)
        await asyncio.sleep(1)

    with client(port, "ada") as ada:
        place = begun(ada, "ben")
        monkeypatch.setattr(hub.Hub, "ready", slowly)
        with opened(port) as ben:
            ben.send(hello(tokens.sign("ben", SECRET)))
            for turn in range(5):
                ada.say(place, "Hello", f"k{turn}")
                ada.answer(f"k{turn}")
            told = [orjson.loads(ben.recv(timeout=10))["type"] for _ in range(3)]
    assert told == ["welcome", "conversation", "unread"]


def test_connections_that_nobody_waits_for_any_more_are_given_back(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    getconn = psycopg_pool.ConnectionPool.getconn

    def slow(pool: psycopg_pool.ConnectionPool[Any], timeout: float | None = None) -> Any:
        time.sleep(0.4)
        return getconn(pool, timeout)

    with monkeypatch.context() as slowed:
        slowed.setattr(door, "LONGEST_HELLO_S", 0.3)
        slowed.setattr(psycopg_pool.ConnectionPool, "getconn", slow)
        for _ in range(3):
            with ExitStack() as stack:
                for made in [stack.enter_context(opened(port)) for _ in range(15)]:
                    made.send(hello(tokens.sign("ada", SECRET)))
                time.sleep(0.6)
    headers = {"Authorization": f"Bearer {tokens.sign('ada', SECRET)}"}

    def are_free() -> bool:
        return httpx.get(f"http://127.0.0.1:{port}/v1/unread", headers=headers).status_code == 200

    until(are_free, "connections for requests", seconds=15)
