"""How the chat in others' pages feels, in Chromium: its first paint, scrolling far up, its memory after very much."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from bench import api, browser, engine, flooding, painting, people, scrolling, server, shop, talks
from bench.report import Check, Result, Size
from bench.shop import Shop
from tidings import flow
from tidings.core import db

# `recipients`: messages that come to somebody whose chat is open; `pairs`: loads of each page.
SIZE = Size(recipients=100_000, pairs=15)
PEOPLE = 1_000
PAINT_MS = 300
FRAMES = 55
GROWTH = 1.5


def measure(size: Size) -> Result:
    """Load pages, scroll, and let messages come; one after the other, with nothing else at work but the relay."""
    with server.running() as connection, shop.running() as market:
        people.fill(connection, PEOPLE)
        talks.fill(connection, PEOPLE)
        scrolling.fill(connection)
        flooding.fill(connection)
        with _served(connection, market), browser.chromium() as chromium:
            server.settle(connection)
            paint = painting.measure(chromium, market, size.pairs)
            scroll = scrolling.measure(chromium, market)
            memory = flooding.measure(chromium, market, connection, size.recipients)
    checks = [
        Check("first_paint_ms", paint["cold"]["median_ms"], PAINT_MS, "most"),
        Check("frames_per_second", scroll["frames_per_second"], FRAMES),
        Check("memory_ratio", memory["ratio"], GROWTH, "most"),
    ]
    return Result("widget", size, checks, {"first_paint": paint, "scroll": scroll, "memory": memory})


@contextmanager
def _served(connection: db.Connection, market: Shop) -> Iterator[None]:
    """An API that lets the shop's page in, and what carries events to it."""
    os.environ["TIDINGS_ORIGINS"] = market.origin
    others = tuple(role.name for role in flow.ROLES if role.name != "relay")
    with api.running() as served, engine.running(connection, leave_out=others):
        market.api = f"http://{api.HOST}:{served.port}"
        yield
