"""How soon a message is shown to whom it is written, with thousands of sockets open on one API process.

Sent to shown: from when the request was due to when the frame was read by the socket of the one it is for.
"""

import asyncio
import itertools
import multiprocessing
import random
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
STEP_S = 8.0
WANTED_MS = 50.0
MOST_KIB = 40.0
LONGEST_S = 90.0
# A message that was never shown counts as if it had taken so long.
NEVER_S = 30.0
_number = itertools.count(1)


def measure(size: Size) -> Result:
    """Open the sockets, write faster step by step, and once more beside a campaign at full speed."""
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
                steps = [_step(served, listeners, rate, drawn) for rate in RATES]
                engine.launch(connection)
                beside = _step(served, listeners, RATES[0], drawn)
    wanted = steps[-1]
    checks = [
        Check("p99_ms", wanted["p99_ms"], WANTED_MS, "most"),
        Check("kib_per_connection", kib, MOST_KIB, "most"),
    ]
    return Result("realtime", size, checks, {"steps": steps, "beside_a_campaign": beside})


def _step(served: Api, listeners: "Listeners", rate: float, drawn: random.Random) -> dict[str, Any]:
    requests = [_request(drawn) for _ in range(round(rate * STEP_S))]
    answers = load.run(api.HOST, served.port, requests, rate, drawn)
    listeners.settle()
    at_s = listeners.told()
    shown_ms = sorted(1000 * (at_s[each.name] - each.due_s if each.name in at_s else NEVER_S) for each in answers)
    step = {
        "rate": rate,
        "p50_ms": shown_ms[len(shown_ms) // 2],
        "p99_ms": shown_ms[int(len(shown_ms) * 0.99)],
        "never_shown": sum(each.name not in at_s for each in answers),
        "refused": sum(not 200 <= each.status < 300 for each in answers),
    }
    say(f"{rate:5.0f} a second: shown after p50 {step['p50_ms']:.1f} ms, p99 {step['p99_ms']:.1f} ms: {step}")
    return step


def _request(drawn: random.Random) -> load.Request:
    who = drawn.randrange(SOCKETS)
    step = drawn.choice([-1, 1]) * drawn.randint(1, talks.NEIGHBOURS)
    path = f"/v1/conversations/{refs.conversation_id(1 + (who + step) % SOCKETS, talks.TOPIC)}/messages"
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

    def settle(self) -> None:
        """Until nothing more comes."""
        self._ask("settle")

    def told(self) -> dict[str, float]:
        """When each message was shown, by `perf_counter`, which all processes share."""
        found: dict[str, float] = self._ask("told")
        return found

    def _ask(self, what: str) -> Any:
        self._end.send(what)
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
    while True:
        while not end.poll():
            await asyncio.sleep(0.01)
        if end.recv() == "settle":
            count = -1
            while count != told.frame_count:
                count = told.frame_count
                await asyncio.sleep(1.0)
            end.send(count)
        else:
            assert not told.lost_count, f"{told.lost_count} sockets were lost"
            end.send(told.at_s)
