"""How soon a message is shown to whom it is written, with thousands of sockets open on one API process.

Sent to shown: from when the request was due to when the frame was read by the socket of the one it is for.
"""

import asyncio
import itertools
import multiprocessing
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

import orjson

from bench import api, engine, load, people, server, sockets, talks
from bench.api import Api
from bench.report import Check, Result, Size, say
from tidings.campaigns import account
from tidings.core import clock
from tidings.web import tokens
from tidings.web.chat import refs

# `recipients` get the campaign that runs beside one of the legs.
SIZE = Size(recipients=1_000_000, pairs=1)
SOCKETS = 5_000
RATES = (50.0, 100.0, 200.0, 500.0)
WANTED_RATE = 500.0
# Beside a campaign at full speed, what people may write until then.
BESIDE_RATE = 500.0
HTTP_RATE = 100.0
STEP_S = 8.0
WANTED_MS = 50.0
MOST_KIB = 40.0
LONGEST_S = 90.0
# A message that was never shown counts as if it had taken so long.
NEVER_S = 30.0
_number = itertools.count(1)


def measure(size: Size) -> Result:
    """Open the sockets, write on them faster step by step, and once more beside a campaign at full speed."""
    drawn = random.Random(1)
    with server.running() as connection:
        people.fill(connection, size.recipients)
        talks.fill(connection, SOCKETS)
        account.change(connection, "ceiling", "none", "bench", clock.now())
        with api.running() as served, engine.running(connection):
            server.settle(connection)
            before = served.resident_bytes()
            with _listeners(served) as listeners:
                kib = (served.resident_bytes() - before) / SOCKETS / 1024
                say(f"{SOCKETS:,} sockets: {kib:.1f} KiB each")
                steps = [_step(listeners, rate) for rate in RATES]
                by_http = _http_step(served, listeners, HTTP_RATE, drawn)
                engine.launch(connection)
                beside = _step(listeners, BESIDE_RATE)
    wanted = steps[-1]
    checks = [
        Check("p99_ms", wanted["p99_ms"], WANTED_MS, "most"),
        Check("kib_per_connection", kib, MOST_KIB, "most"),
    ]
    return Result("realtime", size, checks, {"steps": steps, "by_http": by_http, "beside_a_campaign": beside})


def _step(listeners: "Listeners", rate: float) -> dict[str, Any]:
    due_s, refused = listeners.write(rate, STEP_S)
    return _told(listeners, rate, due_s, len(refused))


def _http_step(served: Api, listeners: "Listeners", rate: float, drawn: random.Random) -> dict[str, Any]:
    requests = [_request(drawn) for _ in range(round(rate * STEP_S))]
    answers = load.run(api.HOST, served.port, requests, rate, drawn)
    refused = sum(not 200 <= each.status < 300 for each in answers)
    return _told(listeners, rate, {each.name: each.due_s for each in answers}, refused)


def _told(listeners: "Listeners", rate: float, due_s: dict[str, float], refused: int) -> dict[str, Any]:
    listeners.settle()
    at_s = listeners.told()
    shown_ms = sorted(1000 * (at_s[name] - due if name in at_s else NEVER_S) for name, due in due_s.items())
    step = {
        "rate": rate,
        "p50_ms": shown_ms[len(shown_ms) // 2],
        "p99_ms": shown_ms[int(len(shown_ms) * 0.99)],
        "never_shown": sum(name not in at_s for name in due_s),
        "refused": refused,
    }
    say(f"{rate:5.0f} a second: shown after p50 {step['p50_ms']:.1f} ms, p99 {step['p99_ms']:.1f} ms: {step}")
    return step


def _place(drawn: random.Random) -> tuple[int, str]:
    """Who writes, and into which of their conversations."""
    who = drawn.randrange(SOCKETS)
    step = drawn.choice([-1, 1]) * drawn.randint(1, talks.NEIGHBOURS)
    return who, refs.conversation_id(1 + (who + step) % SOCKETS, talks.TOPIC)


def _request(drawn: random.Random) -> load.Request:
    who, conversation_id = _place(drawn)
    path = f"/v1/conversations/{conversation_id}/messages"
    name = f"message {next(_number)}"
    key = f"Idempotency-Key: {drawn.getrandbits(64):016x}\r\n"
    asked = load.request(talks.POST, "POST", path, _token(who), orjson.dumps({"text": name}), key)
    return load.Request(asked.kind, asked.data, name)


def _token(who: int) -> str:
    return tokens.sign(f"user-{who + 1}", talks.SECRET, lasts_s=3600)


class Listeners:
    """The process that holds the sockets, so that it does not measure whoever writes."""

    def __init__(self, end: Connection) -> None:
        self._end = end

    def write(self, rate: float, lasts_s: float) -> tuple[dict[str, float], list[str]]:
        """Write so many a second; when each was due, by its text, and what was said of those that were refused."""
        found: tuple[dict[str, float], list[str]] = self._ask("write", rate, lasts_s)
        return found

    def settle(self) -> None:
        """Until nothing more comes."""
        self._ask("settle")

    def told(self) -> dict[str, float]:
        """When each message was shown, by `perf_counter`, which all processes share."""
        found: dict[str, float] = self._ask("told")
        return found

    def _ask(self, what: str, *how: float) -> Any:
        self._end.send((what, *how))
        return self._end.recv()


@contextmanager
def _listeners(served: Api) -> Iterator[Listeners]:
    own, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_hold, args=(theirs, served.port), daemon=True)
    process.start()
    try:
        assert own.poll(LONGEST_S), "the sockets did not open"
        own.recv()
        yield Listeners(own)
    finally:
        process.terminate()
        process.join(10)


def _hold(end: Connection, port: int) -> None:
    asyncio.run(_serve(end, port))


async def _serve(end: Connection, port: int) -> None:
    told = sockets.Told()
    held = await sockets.listen(api.HOST, port, [_token(who) for who in range(SOCKETS)], told)
    end.send(len(held))
    drawn = random.Random(2)
    while True:
        while not end.poll():
            await asyncio.sleep(0.01)
        what, *how = end.recv()
        if what == "settle":
            count = -1
            while count != told.frame_count:
                count = told.frame_count
                await asyncio.sleep(1.0)
            end.send(count)
        elif what == "write":
            told.refused.clear()
            rate, lasts_s = how
            end.send((await _write(held, rate, lasts_s, drawn), told.refused))
        else:
            assert not told.lost_count, f"{told.lost_count} sockets were lost"
            end.send(told.at_s)


async def _write(held: list[sockets.Listening], rate: float, lasts_s: float, drawn: random.Random) -> dict[str, float]:
    """Each at its time, whether or not those before it were answered."""
    due_s: dict[str, float] = {}
    at_s = time.perf_counter() + 0.1
    for _ in range(round(rate * lasts_s)):
        at_s += drawn.expovariate(rate)
        rest_s = at_s - time.perf_counter()
        if rest_s > 0:
            await asyncio.sleep(rest_s)
        who, conversation_id = _place(drawn)
        text = f"said {len(due_s)} at {rate:g} {at_s:.6f}"
        due_s[text] = at_s
        held[who].post(conversation_id, text)
    return due_s
