"""The example's shop beside the bench's Tidings: a process of its own, and somebody there to whom sellers wrote."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from demo import shop

from bench import api, engine, talks
from bench.api import Api
from tidings.chat import participants
from tidings.core import clock, db, postgres
from tidings.web import keys, tokens
from tidings.web.callers import Scope

VISITOR = "ines"
SELLERS = ("tomek", "clara", "hugo")
SCOPES = (Scope.PEOPLE_READ, Scope.PEOPLE_WRITE, Scope.CHAT)


def prepare() -> int:
    """The port of a shop to be, whose pages the API that is started next lets in."""
    port = postgres.free_port()
    os.environ["TIDINGS_ORIGINS"] = f"http://{api.HOST}:{port}"
    return port


@contextmanager
def opened(connection: db.Connection, served: Api, port: int) -> Iterator[str]:
    """The shop's address; closed afterwards. Everybody in it is known, and some wrote to the visitor."""
    sender = participants.create(connection, "offers", "Rummage offers", "", clock.now())
    _, key = keys.create(connection, "shop", SCOPES, sender.id, "bench", clock.now())
    address, tidings = f"http://{api.HOST}:{port}", f"http://{api.HOST}:{served.port}"
    with tempfile.TemporaryDirectory() as folder:
        running = shop.start(Path(folder), tidings=tidings, key=key, secret=talks.SECRET, port=port)
        try:
            engine.until(lambda: _is_open(address, tidings, key), "the shop does not come up", look_s=0.1)
            for number, seller in enumerate(SELLERS, 1):
                _write(tidings, seller, f"listing/{number}")
            yield address
        finally:
            running.terminate()
            running.wait(20)


def _write(tidings: str, seller: str, topic: str) -> None:
    headers = {"Authorization": f"Bearer {tokens.sign(seller, talks.SECRET)}"}
    said = {"to": f"person:{VISITOR}", "topic": topic, "text": "It is still there. When would you like to come?"}
    httpx.post(f"{tidings}/v1/messages", json=said, headers=headers).raise_for_status()


def _is_open(address: str, tidings: str, key: str) -> bool:
    try:
        known = httpx.get(f"{tidings}/v1/people/{VISITOR}", headers={"Authorization": f"Bearer {key}"})
        return httpx.get(address).is_success and known.is_success
    except httpx.TransportError:
        return False
