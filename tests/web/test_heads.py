"""Headers that never end are not kept: the connection ends."""

import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from tests.waiting import until
from tidings.core import postgres
from tidings.web import heads
from tidings.web.errors import MEDIA_TYPE
from tidings.web.heads import LARGEST_HEAD, BoundedHeads


async def hello(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


@pytest.fixture
def port() -> Iterator[int]:
    """Where a server with bounded heads listens."""
    number = postgres.free_port()
    server = uvicorn.Server(uvicorn.Config(hello, port=number, http=BoundedHeads, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started, "the server")
    yield number
    server.should_exit = True
    thread.join()


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def test_requests_of_any_number_with_long_headers_are_answered_on_one_connection(port: int) -> None:
    with connected(port) as line:
        for _ in range(5):
            line.sendall(b"GET / HTTP/1.1\r\nHost: here\r\nX-Long: " + b"x" * (LARGEST_HEAD - 200))
            line.sendall(b"\r\n\r\n")
            assert line.recv(4096).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("beginning", [b"GET /", b"GET / HTTP/1.1\r\nX-Long: ", b"GET / HTTP/1.1\r\n"])
def test_a_head_that_does_not_end_ends_the_connection(port: int, beginning: bytes) -> None:
    more = b"X-More: yes\r\n" * 1000 if beginning.endswith(b"\n") else b"x" * 10_000
    with connected(port) as line:
        line.sendall(beginning)
        sent = 0
        try:
            while sent < 100 * LARGEST_HEAD:
                line.sendall(more)
                sent += len(more)
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert sent < 100 * LARGEST_HEAD


@pytest.mark.parametrize("said", [b"", b"\r\n", b"GET / HTTP/1.1\r\n"])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_connection_on_which_no_request_comes_in_time_is_ended(
    port: int, said: bytes, is_first: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heads, "LONGEST_S", 0.6)
    with connected(port) as line:
        if not is_first:
            # Its time is not that of the requests before.
            for _ in range(5):
                time.sleep(0.2)
                line.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
                assert line.recv(4096).startswith(b"HTTP/1.1 200")
        line.sendall(said)
        assert line.recv(4096) == b""


@pytest.mark.parametrize("said", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nno header\r\n\r\n", b"GET / HTTP/9\r\n\r\n"])
def test_what_is_no_request_is_answered_with_a_problem(port: int, said: bytes) -> None:
    with connected(port) as line:
        line.sendall(said)
        told = b""
        while more := line.recv(4096):
            told += more
    head, _, body = told.decode().partition("\r\n\r\n")
    headers = dict(each.split(": ", 1) for each in head.splitlines()[1:])
    assert head.startswith("HTTP/1.1 400 Bad Request\r\n")
    assert (headers["content-type"], int(headers["content-length"])) == (MEDIA_TYPE, len(body))
    assert headers["connection"] == "close"
    assert json.loads(body)["type"] == "urn:tidings:problem:bad-input"
