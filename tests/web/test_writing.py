"""What is said on a socket is written once, in order, and answered as a request for the same would be."""

import random
import socket as plain
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import orjson
import psutil
import psycopg
import pytest
from websockets.exceptions import ConnectionClosed

from tests.waiting import until
from tests.web.calling import NOON, SECRET
from tests.web.listening import Client, client, hello, opened, settle
from tests.web.sockets import served
from tidings.chat import participants, posting
from tidings.core import db
from tidings.web import keys, tokens
from tidings.web.callers import Scope
from tidings.web.chat import refs, writing
from tidings.web.live import listener, socket, writer
from tidings.web.live.ending import BAD, LATER

PEOPLE = ("ada", "ben", "eve", "kim", "mia", "noa")


@pytest.fixture
def port(database: str, tx: db.Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    settle(tx, monkeypatch, PEOPLE)
    with served(database, does_stream=True) as found:
        yield found


def begun(one: Client, peer: str, topic: str = "listing/1") -> str:
    """The name of a conversation in which something was said."""
    told = one.post("/v1/messages", {"to": f"person:{peer}", "topic": topic, "text": "Hello"})
    return str(told.json()["conversation_id"])


def said_count(tx: db.Connection) -> int:
    return int(db.rows(tx, "select count(*) as count from message")[0]["count"])


def test_it_is_written_answered_and_told_to_both(port: int) -> None:
    with client(port, "ada") as ada, client(port, "ben") as ben:
        place = begun(ada, "ben")
        ada.say(place, "Still there?", "k1")
        assert ada.answer("k1") == {"type": "posted", "key": "k1", "conversation_id": place, "seq": 2}
        for each in (ada, ben):
            each.check()
        assert [line["text"] for line in ben.lines.values()] == ["Still there?"]
        assert ben.unread["message_count"] == 2


def test_a_repetition_writes_nothing_again_neither_here_nor_by_http(port: int, tx: db.Connection) -> None:
    with client(port, "ada") as ada:
        place = begun(ada, "ben")
        for _ in range(2):
            ada.say(place, "Once", "k1")
            assert ada.answer("k1")["seq"] == 2
            del ada.answers["k1"]
        told = ada.post(f"/v1/conversations/{place}/messages", {"text": "Once"}, key="k1")
        assert (told.status_code, told.json()) == (201, {"conversation_id": place, "seq": 2})
        assert told.headers["idempotency-replayed"] == "true"
        other = ada.post(f"/v1/conversations/{place}/messages", {"text": "By HTTP"}, key="k2")
        ada.say(place, "By HTTP", "k2")
        assert ada.answer("k2")["seq"] == other.json()["seq"] == 3
        assert said_count(tx) == 3


def test_what_is_refused_is_told_as_http_tells_it(port: int, tx: db.Connection) -> None:
    with client(port, "ada") as ada, client(port, "ben") as ben, client(port, "eve") as eve:
        place, other = begun(ada, "ben"), begun(ada, "eve")
        ada.say(place, "First", "used")
        del ada.answers[ada.answer("used")["key"]]
        assert eve.put("/v1/blocks/person:ada").status_code == 204
        unknown = refs.conversation_id(refs.of_conversation(place)[0], "listing/none")
        before = said_count(tx)
        for number, (name, text, key) in enumerate(
            [(place, "Second", "used"), (other, "Hello?", "a"), (unknown, "Hello?", "b"), (place, "  ", "c")]
        ):
            ada.say(name, text, key)
            told = ada.answer(key)
            by_http = ada.post(f"/v1/conversations/{name}/messages", {"text": text}, key=key)
            assert (told["type"], told["problem"]) == ("refused", by_http.json()), number
            del ada.answers[key]
        assert said_count(tx) == before
        ben.check()


@pytest.mark.parametrize(
    "said",
    [
        {"type": "post"},
        {"type": "post", "key": "", "conversation_id": "x", "text": "x"},
        {"type": "post", "key": "with blank", "conversation_id": "x", "text": "x"},
        {"type": "post", "key": "k", "conversation_id": "x", "text": "x" * 4001},
        {"type": "shout"},
    ],
)
def test_what_is_no_message_ends_the_socket_with_a_reason(port: int, said: dict[str, str]) -> None:
    with client(port, "ada") as ada:
        ada.socket.send(orjson.dumps(said).decode())
        with pytest.raises(ConnectionClosed) as closed:
            ada.socket.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, bool(closed.value.rcvd.reason)) == (BAD, True)


def test_nobody_writes_before_saying_who_they_are(port: int, tx: db.Connection) -> None:
    with opened(port) as stranger:
        stranger.send(orjson.dumps({"type": "post", "key": "k", "conversation_id": "x", "text": "x"}).decode())
        with pytest.raises(ConnectionClosed) as closed:
            stranger.recv(timeout=10)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == BAD
    assert said_count(tx) == 0


def test_messages_of_many_at_once_keep_the_order_of_each(port: int, tx: db.Connection) -> None:
    drawn = random.Random(1)
    with ExitStack() as stack:
        everybody = {name: stack.enter_context(client(port, name)) for name in PEOPLE}
        places = {(a, b): begun(everybody[a], b) for a in PEOPLE for b in PEOPLE if a < b}
        sent: dict[str, list[str]] = {}
        for number in range(150):
            (a, _), place = drawn.choice(list(places.items()))
            if len(everybody[a].answers) + 15 < len(sent.get(a, [])):
                everybody[a].answer(sent[a][-1])
            everybody[a].say(place, f"number {number}", f"k{number}")
            sent.setdefault(a, []).append(f"k{number}")
        for name, own in sent.items():
            assert [everybody[name].answer(key)["type"] for key in own] == ["posted"] * len(own)
        for each in everybody.values():
            each.check()
    bodies = "select array_agg(body order by seq) as bodies from message where seq > 1 group by home_id, other_id"
    found = [[int(body.split()[1]) for body in row["bodies"]] for row in db.rows(tx, bodies)]
    assert sum(map(len, found)) == 150
    assert found == [sorted(numbers) for numbers in found]


def test_a_server_answers_with_its_key(port: int, tx: db.Connection) -> None:
    news = participants.find(tx, participants.DEFAULT_HANDLE)
    _, text = keys.create(tx, "bot", [Scope.CHAT], news.id, "a test", NOON)
    with client(port, "ada") as ada, opened(port) as bot:
        ada.post("/v1/messages", {"to": "system:marketplace-news", "topic": "order/1", "text": "Where is it?"})
        bot.send(hello(text))
        assert orjson.loads(bot.recv(timeout=10))["type"] == "welcome"
        place = ada.snapshot()["lines"].popitem()[1]["id"]
        with db.transaction(tx):
            number = db.rows(tx, "select owner_id from entry where owner_id > 0")[0]["owner_id"]
        theirs = refs.conversation_id(number, "order/1")
        said = {"type": "post", "key": "k", "conversation_id": theirs, "text": "On its way"}
        bot.send(orjson.dumps(said).decode())
        told = [orjson.loads(bot.recv(timeout=10)) for _ in range(1)]
        assert [each["type"] for each in told] == ["posted"]
        ada.check()
        assert ada.lines[place]["text"] == "On its way"


def test_what_fails_together_is_done_alone(port: int, tx: db.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    failed: list[int] = []

    def tear(_tx: db.Connection, drafts: list[object], _now: object) -> list[int]:
        failed.append(len(drafts))
        raise psycopg.errors.DeadlockDetected

    monkeypatch.setattr(posting, "post_all", tear)
    posts = []
    with client(port, "ada") as ada:
        for name in ("ben", "eve", "kim"):
            place = begun(ada, name)
            peer_id, topic = refs.of_conversation(place)
            own = db.rows(tx, "select id from person where external_id = 'ada'")[0]["id"]
            posts.append(writing.Post("person:ada", own, place, peer_id, topic, "Hello again", name))
    assert writing.write_together(tx, posts) == {}
    assert failed == [3]
    told = [writing.write_alone(tx, post) for post in posts]
    assert [each.seq for each in told if isinstance(each, writing.Posted)] == [2, 2, 2]


def test_when_the_database_goes_away_whoever_wrote_is_told_and_repeats_it(
    port: int, tx: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    together, calls = writing.write_together, [0]

    def first_lost(connection: db.Connection, posts: list[writing.Post]) -> dict[writing.Post, writing.Posted]:
        """The first batch is written, and its answer is lost."""
        found = together(connection, posts)
        calls[0] += 1
        if calls[0] == 1:
            raise psycopg.OperationalError("the connection is closed")
        return found

    monkeypatch.setattr(writing, "write_together", first_lost)
    with client(port, "ada") as ada:
        place = begun(ada, "ben")
        ada.say(place, "Once", "k")
        problem = ada.answer("k")["problem"]
        assert (problem["status"], "same key" in problem["detail"]) == (503, True)
        del ada.answers["k"]
        ada.say(place, "Once", "k")
        assert ada.answer("k")["seq"] == 2
    assert said_count(tx) == 2


def test_whoever_says_more_than_is_answered_is_sent_away(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "MOST_OWED", 3)
    together, gate = writing.write_together, threading.Event()

    def slow(connection: db.Connection, posts: list[writing.Post]) -> dict[writing.Post, writing.Posted]:
        assert gate.wait(20)
        return together(connection, posts)

    monkeypatch.setattr(writing, "write_together", slow)
    try:
        with client(port, "ada") as ada:
            place = begun(ada, "ben")
            with pytest.raises(ConnectionClosed) as closed:
                for number in range(50):
                    ada.say(place, "Hello", f"k{number}")
                while True:
                    ada.socket.recv(timeout=10)
            assert closed.value.rcvd is not None and closed.value.rcvd.code == LATER
    finally:
        gate.set()


def test_more_than_can_be_written_is_refused_and_can_be_said_again(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MOST_WAITING", 0)
    with client(port, "ada") as ada:
        place = begun(ada, "ben")
        ada.say(place, "Hello", "k")
        assert ada.answer("k")["problem"]["status"] == 503
        monkeypatch.setattr(writer, "MOST_WAITING", 10)
        del ada.answers["k"]
        ada.say(place, "Hello", "k")
        assert ada.answer("k")["seq"] == 2


def test_whoever_does_not_read_is_cut_off(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "LONGEST_SEND_S", 0.5)
    monkeypatch.setattr(listener, "MOST_WAITING", 10_000)
    with plain.socket() as deaf:
        deaf.setsockopt(plain.SOL_SOCKET, plain.SO_RCVBUF, 4096)
        deaf.connect(("127.0.0.1", port))
        token = tokens.sign("ben", SECRET)
        deaf.sendall(
            b"GET /v1/socket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        said = hello(token).encode()
        assert deaf.recv(4096).startswith(b"HTTP/1.1 101")
        deaf.sendall(bytes([0x81, 0xFE]) + len(said).to_bytes(2) + b"\0\0\0\0" + said)
        assert b"welcome" in deaf.recv(4096)
        with client(port, "ada") as ada:
            place = begun(ada, "ben")

            def is_cut_off() -> bool:
                """Once more is told than lies between the two; its end of the connection is then closed."""
                for _ in range(15):
                    key = f"k{time.perf_counter_ns()}"
                    ada.say(place, "x" * 4000, key)
                    ada.answer(key)
                ends = psutil.Process().net_connections("tcp")
                return all(each.raddr != deaf.getsockname() for each in ends)

            until(is_cut_off, "an end of the connection", seconds=60)
