"""Whoever is not known holds up nobody who is, whatever they send and however slowly."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import jwt
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.waiting import until
from tests.web.calling import SECRET, Api
from tests.web.showing import SENDER, signed
from tests.web.sockets import served
from tidings.core import config
from tidings.web import admission, bodies, bounds, tokens
from tidings.web.callers import Scope

MADE_UP = f"tdg_{'0' * 12}_{'a' * 43}"


def unfinished(port: int, path: str, length: int, content: bytes = b"", shown: str = "") -> socket.socket:
    """A request whose body does not come whole."""
    connection = socket.create_connection(("127.0.0.1", port), 5)
    bearer = f"Authorization: Bearer {shown}\r\n" if shown else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\n{bearer}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    )
    connection.sendall(head.encode() + content)
    return connection


def status_line(connection: socket.socket) -> bytes:
    connection.settimeout(5)
    return connection.recv(12)


def write(api: Api, port: int, shown: str) -> int:
    api.person("cleo")
    body = {"to": "person:cleo", "topic": "listing/1", "text": "Hello"}
    headers = {"Authorization": f"Bearer {shown}"}
    return httpx.post(f"http://127.0.0.1:{port}/v1/messages", json=body, headers=headers, timeout=5).status_code


@pytest.mark.parametrize(("path", "shown"), [("/nowhere", ""), ("/health", ""), ("/v1/messages", MADE_UP)])
def test_strangers_with_unfinished_bodies_keep_nobody_out(api: Api, database: str, path: str, shown: str) -> None:
    ada = api.person("ada").headers["Authorization"].removeprefix("Bearer ")
    _, key = api.key([Scope.CHAT], SENDER)
    with served(database) as port, ExitStack() as stack:
        for _ in range(bounds.MOST_REQUESTS + 10):
            stack.enter_context(unfinished(port, path, 10, shown=shown))
        time.sleep(0.2)
        assert write(api, port, ada) == 201
        assert write(api, port, key) == 201


def test_large_bodies_of_strangers_take_no_room(api: Api, database: str) -> None:
    ada = api.person("ada").headers["Authorization"].removeprefix("Bearer ")
    with served(database) as port, ExitStack() as stack:
        for _ in range(8):
            stack.enter_context(unfinished(port, "/nowhere", 1_000_000, b"x" * 999_000))
        time.sleep(0.2)
        content = b'{"to": "' + b"x" * (bodies.SMALL * 2) + b'"}'
        headers = {"Authorization": f"Bearer {ada}", "Content-Type": "application/json"}
        told = httpx.post(f"http://127.0.0.1:{port}/v1/messages", content=content, headers=headers, timeout=5)
    assert told.status_code == 422


def test_a_key_that_is_none_is_told_before_its_body_came(api: Api, database: str) -> None:
    with served(database) as port, unfinished(port, "/v1/messages", 10, shown=MADE_UP) as connection:
        assert status_line(connection) == b"HTTP/1.1 401"


def test_one_person_leaves_room_for_another(api: Api, database: str) -> None:
    ada, ben = (api.person(name).headers["Authorization"].removeprefix("Bearer ") for name in ("ada", "ben"))
    with served(database) as port, ExitStack() as stack:
        held = [
            stack.enter_context(unfinished(port, "/v1/messages", 10, shown=ada)) for _ in range(bounds.MOST_REQUESTS)
        ]
        assert status_line(held[-1]) == b"HTTP/1.1 503"
        assert write(api, port, ada) == 503
        assert write(api, port, ben) == 201
        for each in held[: admission.MOST_OF_PERSON]:
            each.close()
        until(lambda: write(api, port, ada) == 201, "a place of Ada's own")


@contextmanager
def hanging() -> Iterator[int]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=500) as server:
        yield server.getsockname()[1]


@pytest.mark.alone
def test_a_server_of_public_keys_that_hangs_holds_up_no_server(
    api: Api, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, key = api.key([Scope.CHAT], SENDER)
    token = signed(ec.generate_private_key(ec.SECP256R1()), "ES256", headers={"kid": "k1"})
    with hanging() as silent, served(database) as port, ExitStack() as stack:
        monkeypatch.delenv("TIDINGS_JWT_SECRET")
        monkeypatch.setenv("TIDINGS_JWT_JWKS", f"https://127.0.0.1:{silent}/jwks")
        config.settings.cache_clear()
        waiting = [stack.enter_context(unfinished(port, "/v1/messages", 10, shown=token)) for _ in range(120)]
        began_s = time.monotonic()
        for _ in range(3):
            assert write(api, port, key) in (201, 200)
        assert time.monotonic() - began_s < 1.5
        assert status_line(waiting[0]) == b"HTTP/1.1 503"
        began_s = time.monotonic()
        with unfinished(port, "/v1/messages", 10, shown=token) as later:
            assert status_line(later) == b"HTTP/1.1 503"
        assert time.monotonic() - began_s < 0.5


def test_a_jwks_that_is_away_is_told_as_such(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    token = signed(ec.generate_private_key(ec.SECP256R1()), "ES256")
    monkeypatch.delenv("TIDINGS_JWT_SECRET")
    monkeypatch.setenv("TIDINGS_JWT_JWKS", "/nowhere/jwks.json")
    config.settings.cache_clear()
    told = api.showing(token).get("/v1/unread")
    assert (told.status_code, told.json()["type"]) == (503, "urn:tidings:problem:unavailable")


@pytest.mark.parametrize("length", [0, tokens.LONGEST_KEPT])
def test_a_token_whose_times_are_texts_does_not_hold(api: Api, length: int) -> None:
    now = int(time.time())
    claims = {"sub": "ada", "aud": "tidings", "iat": str(now), "exp": str(now + 600), "more": "x" * length}
    shown = jwt.PyJWS().encode(orjson.dumps(claims), SECRET, algorithm="HS256")
    assert api.showing(shown).get("/v1/unread").status_code == 401
