"""Whoever applies what they are told knows what a fresh look shows; whoever may not listen is told nothing."""

import random
from collections.abc import Iterator
from pathlib import Path

import httpx
import jsonschema_rs
import orjson
import psycopg
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.waiting import until
from tests.web.calling import NOON, SECRET
from tests.web.listening import client, hello, opened, settle
from tests.web.sockets import served
from tidings.audience import persons
from tidings.chat import participants
from tidings.chat.model import Place
from tidings.core import db
from tidings.delivery import touching
from tidings.events import outbox
from tidings.events.bus import LocalBus
from tidings.events.catalogue import BatchSent
from tidings.web import keys, tokens
from tidings.web.callers import Scope
from tidings.web.live import document, door, hearing, hub, listener
from tidings.web.live.ending import BAD, LATER, NOT_ALLOWED, UNKNOWN

BIKE = {"to": "person:ben", "topic": "listing/1", "text": "Is it still there?"}


@pytest.fixture
def port(database: str, tx: db.Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The API with Ada and Ben, and no relay: what is told at once is told by the process itself."""
    monkeypatch.setenv("TIDINGS_ORIGINS", "https://market.example")
    monkeypatch.setattr(hub, "ASK_S", 0.2)
    settle(tx, monkeypatch, ("ada", "ben"))
    with served(database, does_stream=True) as found:
        yield found


def test_a_message_its_reading_and_its_answer_are_told_to_both(port: int) -> None:
    with client(port, "ada") as ada, client(port, "ben") as ben:
        posted = ada.post("/v1/messages", BIKE)
        assert posted.status_code == 201
        ben.check()
        [line] = ben.lines.values()
        assert (line["text"], line["unread_count"], ben.unread["message_count"]) == (BIKE["text"], 1, 1)
        assert (ben.messages[-1]["seq"], ben.messages[-1]["author"]["ref"]) == (1, "person:ada")
        ben.put(f"/v1/conversations/{line['id']}/read", {"seq": 1})
        ada.check()
        assert [each["others_read_seq"] for each in ada.lines.values()] == [1]
        ben.post(f"/v1/conversations/{line['id']}/messages", {"text": "Yes"})
        for each in (ada, ben):
            each.check()
        assert (ada.unread["message_count"], ben.unread["message_count"]) == (1, 0)


def test_what_one_puts_away_in_one_tab_is_away_in_the_other(port: int) -> None:
    with client(port, "ada") as first, client(port, "ada") as second:
        conversation = first.post("/v1/messages", BIKE).json()["conversation_id"]
        for act in (second.put, second.delete):
            assert act(f"/v1/conversations/{conversation}/archived").status_code == 204
            for each in (first, second):
                each.check()
        assert first.lines[conversation]["is_archived"] is False


def test_one_who_reads_slowly_is_told_to_look_anew(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "MOST_WAITING", 3)
    monkeypatch.setattr(hub, "GATHER_S", 3.0)
    with client(port, "ada") as ada, client(port, "ben") as ben:
        for number in range(8):
            ada.post("/v1/messages", {**BIKE, "topic": f"listing/{number}"})
        ben.check()
        assert ben.reset_count > 0
        assert len(ben.lines) == 8


@pytest.mark.parametrize("seed", range(3))
def test_after_any_mix_everybody_knows_what_a_fresh_look_shows(port: int, seed: int) -> None:
    drawn = random.Random(seed)
    with client(port, "ada") as ada, client(port, "ben") as ben, client(port, "ben") as other_tab:
        everybody = {"ada": ada, "ben": ben}
        for _ in range(40):
            name, peer = drawn.sample(sorted(everybody), 2)
            own = everybody[name]
            places = sorted(own.snapshot()["lines"])
            act = drawn.choice(["begin", "answer", "read", "archive", "take back"])
            if act == "begin" or not places:
                topic = f"listing/{drawn.randrange(4)}"
                own.post("/v1/messages", {"to": f"person:{peer}", "topic": topic, "text": act}).raise_for_status()
                continue
            place = f"/v1/conversations/{drawn.choice(places)}"
            if act == "answer":
                own.post(f"{place}/messages", {"text": act}).raise_for_status()
            elif act == "read":
                own.put(f"{place}/read", {"seq": drawn.randrange(6)}).raise_for_status()
            elif act == "archive":
                own.put(f"{place}/archived").raise_for_status()
            else:
                own.delete(f"{place}/archived").raise_for_status()
        for each in (ada, ben, other_tab):
            each.check()
            assert each.reset_count == 0


def test_a_look_that_was_cut_off_has_everybody_look_anew(
    port: int, tx: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = 0

    def places(*_asked: object) -> list[Place]:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise psycopg.OperationalError("cut off")
        return []

    monkeypatch.setattr(touching, "places", places)
    with client(port, "ada") as ada:
        walked = BatchSent(
            occurred_at=NOON, campaign_id=1, task_id=1, batch_id=1, from_position=0, done_count=1, left_out_count=0
        )
        outbox.append(tx, walked)
        LocalBus().relay(tx)
        until(lambda: ada.hear() and ada.reset_count == 1, "a client that is told to look anew")
        ada.check()


def refused(port: int, text: str) -> int:
    """The code with which a socket ends whose client says that."""
    with opened(port) as socket:
        socket.send(text)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=10)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("{}", BAD),
        ("no JSON", BAD),
        (hello("no token"), UNKNOWN),
    ],
)
def test_whoever_is_not_known_is_told_nothing(port: int, said: str, code: int) -> None:
    assert refused(port, said) == code


def test_a_token_that_somebody_else_signed_and_one_of_nobody_tell_nothing(port: int) -> None:
    assert refused(port, hello(tokens.sign("ada", "a secret that is somebody else's, and long"))) == UNKNOWN
    assert refused(port, hello(tokens.sign("nobody", SECRET))) == NOT_ALLOWED


def test_a_token_that_expired_tells_nothing(port: int) -> None:
    assert refused(port, hello(tokens.sign("ada", SECRET, lasts_s=-60))) == UNKNOWN


def test_a_socket_ends_with_its_token_unless_a_new_one_came(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "LEEWAY_S", 0)
    # Long enough for both to look first, on a busy machine.
    with client(port, "ada", lasts_s=8) as kept, client(port, "ada", lasts_s=8) as forgotten:
        kept.socket.send(hello(tokens.sign("ada", SECRET, lasts_s=600)))
        assert orjson.loads(kept.socket.recv(timeout=5))["type"] == "welcome"
        with pytest.raises(ConnectionClosed) as closed:
            forgotten.socket.recv(timeout=20)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == UNKNOWN
        with pytest.raises(TimeoutError):
            kept.socket.recv(timeout=1)


def test_a_token_of_somebody_else_ends_the_socket(port: int) -> None:
    with client(port, "ada") as ada:
        ada.socket.send(hello(tokens.sign("ben", SECRET)))
        with pytest.raises(ConnectionClosed) as closed:
            ada.socket.recv(timeout=10)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == UNKNOWN


def test_a_socket_ends_with_its_person(port: int, tx: db.Connection) -> None:
    with client(port, "ada") as ada:
        persons.mark_erased(tx, "ada", NOON)
        with pytest.raises(ConnectionClosed):
            ada.socket.recv(timeout=10)


def test_a_socket_ends_with_its_key(port: int, tx: db.Connection) -> None:
    news = participants.find(tx, participants.DEFAULT_HANDLE)
    key, text = keys.create(tx, "bot", [Scope.CHAT], news.id, "a test", NOON)
    with opened(port) as socket:
        socket.send(hello(text))
        assert orjson.loads(socket.recv(timeout=10))["ref"] == "system:marketplace-news"
        keys.revoke(tx, key.id, NOON)
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=10)


def test_a_socket_ends_with_its_own_key_and_not_with_another_of_the_same_participant(
    port: int, tx: db.Connection
) -> None:
    news = participants.find(tx, participants.DEFAULT_HANDLE)
    made = [keys.create(tx, "bot", [Scope.CHAT], news.id, "a test", NOON) for _ in range(3)]
    with opened(port) as kept, opened(port) as renewed, opened(port) as ended:
        for socket, (_, text) in zip((kept, renewed, ended), (made[0], made[1], made[1]), strict=True):
            socket.send(hello(text))
            socket.recv(timeout=10)
        renewed.send(hello(made[2][1]))
        renewed.recv(timeout=10)
        keys.revoke(tx, made[1][0].id, NOON)
        with pytest.raises(ConnectionClosed):
            ended.recv(timeout=10)
        for socket in (kept, renewed):
            with pytest.raises(TimeoutError):
                socket.recv(timeout=1)


def test_whoever_comes_while_nobody_can_tell_what_changes_is_told_to_come_later(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "LONGEST_HELLO_S", 1.0)
    monkeypatch.setattr(hearing.Ear, "look", lambda *_: (_ for _ in ()).throw(psycopg.OperationalError("away")))
    assert refused(port, hello(tokens.sign("ada", SECRET))) == LATER


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
def test_a_page_from_elsewhere_opens_no_socket(port: int, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        opened(port, origin=origin)
    assert refusal.value.response.status_code == 403


def test_a_page_that_is_listed_may(port: int) -> None:
    for origin in ("https://market.example", f"http://127.0.0.1:{port}"):
        with opened(port, origin=origin) as socket:
            socket.send(hello(tokens.sign("ada", SECRET)))
            assert orjson.loads(socket.recv(timeout=10))["type"] == "welcome"


def test_a_listed_page_may_call_the_api_and_no_other(port: int) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    for origin, allowed in (("https://market.example", "https://market.example"), ("https://elsewhere.example", None)):
        told = httpx.options(f"http://127.0.0.1:{port}/v1/messages", headers={**asked, "Origin": origin})
        assert told.headers.get("access-control-allow-origin") == allowed
        assert "access-control-allow-credentials" not in told.headers


def test_a_stream_tells_the_same(port: int) -> None:
    headers = {"Authorization": f"Bearer {tokens.sign('ben', SECRET)}"}
    heard: list[str] = []
    with (
        client(port, "ada") as ada,
        httpx.stream("GET", f"http://127.0.0.1:{port}/v1/events", headers=headers, timeout=10) as stream,
    ):
        for line in stream.iter_lines():
            if line.startswith("event: "):
                heard.append(line.removeprefix("event: "))
                if heard == ["welcome"]:
                    ada.post("/v1/messages", BIKE)
            if heard[-1:] == ["unread"]:
                break
    assert heard == ["welcome", "conversation", "unread"]


def test_what_is_said_is_what_the_document_describes(port: int) -> None:
    assert document.written() == (Path(__file__).parents[2] / "docs" / "asyncapi.json").read_bytes()
    described = document.made()["components"]
    with opened(port) as socket, client(port, "ben") as ben:
        socket.send(hello(tokens.sign("ada", SECRET)))
        said = [orjson.loads(socket.recv(timeout=10))]
        ben.post("/v1/messages", {**BIKE, "to": "person:ada"})
        said += [orjson.loads(socket.recv(timeout=10)) for _ in range(2)]
    assert [each["type"] for each in said] == ["welcome", "conversation", "unread"]
    for each in said:
        payload = described["messages"][each["type"]]["payload"]
        jsonschema_rs.validate({**payload, "components": described}, each)
