"""How soon a campaign's messages are shown to ten thousand people who are connected to one gateway.

Commit to shown: from when PostgreSQL committed a person's row to when the frame was read by their socket.
"""

import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from bench import api, engine, people, server, sockets, talks
from bench.api import Api
from bench.report import Check, Result, Size, say
from tidings.campaigns import account
from tidings.core import clock, db
from tidings.web import tokens

# `recipients`: sockets, one of each person; `pairs`: campaigns at each of the ceilings.
SIZE = Size(recipients=10_000, pairs=3, ceilings=(account.DEFAULT_CEILING,))
MOST_KIB = 40.0
LONGEST_S = 120.0
SETTLE_S = 3.0
# What a socket that was never told counts as.
NEVER_S = 60.0
_CONTENT = [{"locale": "en", "text": "{{ who }}, number @ is for you."}]
_VARIABLES = [{"name": "who", "field": "name", "default": "you"}]
_COMMITTED = """
    select person.name, extract(epoch from pg_xact_commit_timestamp(entry.xmin))::float8 as at_s
    from entry join person on person.id = entry.owner_id
    where entry.topic_name = %(topic)s
"""


def measure(size: Size) -> Result:
    """Open the sockets, and send campaigns to everybody, in turn under each ceiling and without one."""
    with server.running(has_commit_times=True) as connection:
        people.fill(connection, size.recipients)
        with api.running("gateway") as served, engine.running(connection):
            server.settle(connection)
            before = served.resident_bytes()
            with _held(served, size.recipients) as held:
                kib = (served.resident_bytes() - before) / size.recipients / 1024
                say(f"{size.recipients:,} sockets: {kib:.1f} KiB each")
                legs = [
                    _leg(connection, served, held, ceiling)
                    for _ in range(size.pairs)
                    for ceiling in (*map(str, size.ceilings), "none")
                ]
    never_count = sum(leg["never_shown"] for leg in legs)
    checks = [Check("kib_per_connection", kib, MOST_KIB, "most"), Check("never_shown", never_count, 0, "most")]
    return Result("gateway", size, checks, {"legs": legs})


def _leg(connection: db.Connection, served: Api, held: "Held", ceiling: str) -> dict[str, Any]:
    account.change(connection, "ceiling", ceiling, "bench", clock.now())
    took_before_s = served.processor_s()
    content = [{**_CONTENT[0], "text": _CONTENT[0]["text"].replace("@", ceiling)}]
    sent = engine.send(connection, content=content, variables=_VARIABLES)
    shown_s = held.shown()
    committed = db.rows(connection, _COMMITTED, topic=f"campaign/{sent.campaign_id}")
    assert len(committed) == sent.sent_count, f"{len(committed)} rows of {sent.sent_count} messages"
    ms = sorted(1000 * (shown_s.get(row["name"], row["at_s"] + NEVER_S) - row["at_s"]) for row in committed)
    leg = {
        "ceiling": ceiling,
        "sent": sent.sent_count,
        "span_s": sent.span_s,
        "p50_ms": ms[len(ms) // 2],
        "p99_ms": ms[int(len(ms) * 0.99)],
        "never_shown": sum(row["name"] not in shown_s for row in committed),
        "processor_s": served.processor_s() - took_before_s,
    }
    say(f"ceiling {ceiling}: shown after p50 {leg['p50_ms']:.0f} ms, p99 {leg['p99_ms']:.0f} ms: {leg}")
    return leg


class Held:
    """The process that holds the sockets."""

    def __init__(self, end: Connection) -> None:
        self._end = end

    def shown(self) -> dict[str, float]:
        """By the name of each person, in seconds since the epoch, when they were told of the last campaign; waits for
        all that is still coming.
        """
        self._end.send(None)
        found: dict[str, float] = self._end.recv()
        return found


@contextmanager
def _held(served: Api, count: int) -> Iterator[Held]:
    own, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_hold, args=(theirs, served.port, count), daemon=True)
    process.start()
    try:
        assert own.poll(LONGEST_S), "the sockets did not open"
        own.recv()
        yield Held(own)
    finally:
        process.terminate()
        process.join(10)


def _hold(end: Connection, port: int, count: int) -> None:
    asyncio.run(_serve(end, port, count))


async def _serve(end: Connection, port: int, count: int) -> None:
    told = sockets.Told()
    shown = [tokens.sign(f"user-{number + 1}", talks.SECRET, lasts_s=3600) for number in range(count)]
    listening = await sockets.listen(api.HOST, port, shown, told)
    end.send(len(listening))
    while True:
        while not end.poll():
            await asyncio.sleep(0.01)
        end.recv()
        known_count = -1
        while known_count != told.frame_count:
            known_count = told.frame_count
            await asyncio.sleep(SETTLE_S)
        assert not told.lost_count, f"{told.lost_count} sockets were lost"
        epoch_s = time.time() - time.perf_counter()
        end.send({text.partition(",")[0]: epoch_s + at_s for text, at_s in told.at_s.items()})
        told.at_s.clear()
