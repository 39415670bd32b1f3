"""What the client of benches tells of requests that were never answered."""

import random
import socket

import pytest

from bench import load


def test_a_request_that_is_never_answered_counts_as_the_slowest_of_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "LONGEST_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        host, port = mute.getsockname()
        asked = [load.request("post", "POST", "/", "token"), load.request("inbox", "GET", "/", "token")]
        answers = load.run(host, port, asked, 100, random.Random(1))
    told = load.told(answers)
    assert told["refused"] == 2
    assert {kind: found["p99_ms"] for kind, found in told["kinds"].items()} == {"inbox": 300, "post": 300}
