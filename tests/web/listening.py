"""A client that listens, as simple as one can be: it takes a snapshot and applies what it is told."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import orjson
import pytest
from websockets.sync.client import ClientConnection, connect

from tests.campaigns.drafts import a_person
from tests.waiting import until
from tests.web.calling import NOON, SECRET
from tidings.chat import participants
from tidings.core import clock, config, db
from tidings.core.clock import Clock
from tidings.web import tokens

PATIENCE_S = 10.0


class Client:
    """One person's page: what it knows of their inbox, and how it learned it."""

    def __init__(self, port: int, socket: ClientConnection, token: str) -> None:
        self.port, self.socket = port, socket
        self.headers = {"Authorization": f"Bearer {token}"}
        self.lines: dict[str, dict[str, Any]] = {}
        self.unread: dict[str, int] = {}
        self.messages: list[dict[str, Any]] = []
        self.reset_count = 0
        self.answers: dict[str, dict[str, Any]] = {}

    def snapshot(self) -> dict[str, Any]:
        """What a fresh look shows: every conversation, archived or not, and what is unread."""
        found: dict[str, Any] = {}
        for archived in (False, True):
            page = self._get("/v1/conversations", limit=100, archived=archived)
            found |= {line["id"]: line for line in page["items"]}
        return {"lines": found, "unread": self._get("/v1/unread")}

    def look(self) -> None:
        """Take a snapshot."""
        taken = self.snapshot()
        self.lines, self.unread = taken["lines"], taken["unread"]

    def hear(self, timeout_s: float = 0.05) -> bool:
        """Apply the next thing that is told; False when there is none for so long."""
        try:
            said = orjson.loads(self.socket.recv(timeout=timeout_s))
        except TimeoutError:
            return False
        if said["type"] == "conversation":
            self.lines[said["conversation"]["id"]] = said["conversation"]
            self.messages.append(said["message"])
        elif said["type"] == "unread":
            self.unread = {name: said[name] for name in ("conversation_count", "message_count")}
        elif said["type"] == "reset":
            self.reset_count += 1
            self.look()
        elif said["type"] in ("posted", "refused"):
            self.answers[said["key"]] = said
        return True

    def agrees(self) -> bool:
        """Whether what it knows, with all that it is told, is what a fresh look shows."""
        while self.hear():
            pass
        return self.snapshot() == {"lines": self.lines, "unread": self.unread}

    def check(self) -> None:
        """Until it does, which may take a moment."""
        until(self.agrees, "a client that knows what a fresh look shows", seconds=PATIENCE_S)

    def say(self, conversation_id: str, text: str, key: str) -> None:
        """Write on the socket, and wait for no answer."""
        said = {"type": "post", "key": key, "conversation_id": conversation_id, "text": text}
        self.socket.send(orjson.dumps(said).decode())

    def answer(self, key: str) -> dict[str, Any]:
        """What was answered to that, once it is."""

        def is_there() -> bool:
            self.hear()
            return key in self.answers

        until(is_there, "an answer", seconds=PATIENCE_S)
        return self.answers[key]

    def post(self, path: str, body: Any, key: str = "") -> httpx.Response:
        """As that person."""
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        return httpx.post(self._address(path), json=body, headers=headers)

    def put(self, path: str, body: Any = None) -> httpx.Response:
        """As that person."""
        return httpx.put(self._address(path), json=body, headers=self.headers)

    def delete(self, path: str) -> httpx.Response:
        """As that person."""
        return httpx.delete(self._address(path), headers=self.headers)

    def _get(self, path: str, **query: Any) -> Any:
        return httpx.get(self._address(path), params=query, headers=self.headers).raise_for_status().json()

    def _address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


def settle(tx: db.Connection, monkeypatch: pytest.MonkeyPatch, names: Iterable[str]) -> None:
    """A database at noon with these people, and an API to be that knows their tokens."""
    monkeypatch.setenv("TIDINGS_JWT_SECRET", SECRET)
    config.settings.cache_clear()
    clock.use(Clock(NOON, 1.0, time.time()))
    participants.ensure_default(tx, NOON)
    for name in names:
        a_person(tx, name)


def hello(token: str) -> str:
    """What a client says first."""
    return orjson.dumps({"type": "hello", "token": token}).decode()


def opened(port: int, **options: Any) -> ClientConnection:
    """A socket on which nothing was said yet."""
    return connect(f"ws://127.0.0.1:{port}/v1/socket", subprotocols=["tidings.v1"], **options)  # type: ignore[list-item]


@contextmanager
def client(port: int, external_id: str, *, lasts_s: int = 600, api_port: int = 0) -> Iterator[Client]:
    """A person who listens and has looked; with an API elsewhere, `port` is that of a gateway."""
    token = tokens.sign(external_id, SECRET, lasts_s=lasts_s)
    # Without a limit: while one client is left alone, it answers pings all the same.
    with opened(port, max_queue=None) as socket:
        socket.send(hello(token))
        welcome = orjson.loads(socket.recv(timeout=PATIENCE_S))
        assert (welcome["type"], welcome["ref"]) == ("welcome", f"person:{external_id}")
        made = Client(api_port or port, socket, token)
        made.look()
        yield made
