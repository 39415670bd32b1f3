"""Connections of an API process: some for people, some for servers, whose long questions delay nobody's message, some
for what the process does by itself for all who listen, whose news no queue of requests delays, and a few to write what
is said on sockets.

Whoever finds all of them busy waits a moment in a short line; the line is bounded, and so is the wait. While PostgreSQL
is away there are none, and nobody waits: new requests are told at once, and those that wait for an answer are let go.
"""

import asyncio
import contextlib
import os
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any, cast

import psycopg
from anyio import to_thread
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from tidings.core import db
from tidings.core.errors import Unavailable
from tidings.web.line import Line
from tidings.web.presence import Presence

LONGEST_WAIT_S = 0.5
PEOPLE_IN_LINE = 64
# Hearing, telling, and asking after those who listen.
LIVE = 3
# Writing what they say: what was said together, and what has to be written alone.
WORDS = 2
LONGEST_LIVE_WAIT_S = 5.0
# Many wait for what one statement of theirs waits for.
LONGEST_LOCK_MS = 300
SERVERS_IN_LINE = 16
STATEMENT_TIMEOUT_MS = 5000
FIRST_LOOK_S = 1.0
LONGEST_CLOSE_S = 0.1
# So long the process may stand still for a connection that was free a moment ago.
AT_ONCE_S = 0.001
AWAY = "PostgreSQL does not answer. Nothing of this request was kept."


class Pair:
    """The pools of all kinds, from one coming of PostgreSQL to its going."""

    def __init__(self, url: str, size: int) -> None:
        self.people = _pool("people", url, size)
        self.servers = _pool("servers", url, size)
        self.live = _pool("live", url, LIVE, f"-c lock_timeout={LONGEST_LOCK_MS}")
        self.words = _pool("words", url, WORDS, f"-c lock_timeout={LONGEST_LOCK_MS}")
        self._all = (self.people, self.servers, self.live, self.words)
        for pool in self._all:
            pool.open()

    def close(self) -> None:
        """Let all connections go, hardly waiting for any."""
        for pool in self._all:
            pool.close(LONGEST_CLOSE_S)


class Pools:
    """The connections of the process as long as PostgreSQL answers."""

    def __init__(self, url: str, size: int) -> None:
        self._url, self._size = url, size
        self._pair: Pair | None = None
        self._lent: set[db.Connection] = set()
        self._lock = threading.Lock()
        self._people_line = Line(size, PEOPLE_IN_LINE, LONGEST_WAIT_S)
        self._servers_line = Line(size, SERVERS_IN_LINE, LONGEST_WAIT_S)
        self._live_line = Line(LIVE, LIVE, LONGEST_LIVE_WAIT_S)
        self._words_line = Line(WORDS, WORDS, LONGEST_LIVE_WAIT_S)
        self._presence = Presence(url, self._came, self._went)

    @property
    def threads(self) -> int:
        """How many threads those take who work with a connection, or take one in a thread and wait for it."""
        return 2 * self._size + SERVERS_IN_LINE + LIVE + WORDS

    def open(self) -> None:
        """Look for the server; one that is away is waited for in the background."""
        self._presence.start(FIRST_LOOK_S)

    def close(self) -> None:
        """Let all connections go."""
        self._presence.stop()
        self._went()

    def check(self) -> None:
        """Raises Unavailable while PostgreSQL does not answer."""
        self._there()

    @asynccontextmanager
    async def lend(self, *, for_person: bool) -> AsyncIterator[db.Connection]:
        """A connection in autocommit, for which nobody waits in a thread.

        Raises Unavailable while PostgreSQL does not answer, PoolTimeout or Overloaded when there is none soon.
        """
        line, name = (self._people_line, "people") if for_person else (self._servers_line, "servers")
        async with self._lend(line, name) as found:
            yield found

    @asynccontextmanager
    async def lend_live(self) -> AsyncIterator[db.Connection]:
        """The same of those that no request takes."""
        async with self._lend(self._live_line, "live") as found:
            yield found

    @asynccontextmanager
    async def lend_words(self) -> AsyncIterator[db.Connection]:
        """The same to write what was said on sockets."""
        async with self._lend(self._words_line, "words") as found:
            yield found

    @asynccontextmanager
    async def _lend(self, line: Line, name: str) -> AsyncIterator[db.Connection]:
        self._there()
        async with line.place():
            pair = self._there()
            pool: ConnectionPool[Any] = getattr(pair, name)
            found = await _take(pool)
            try:
                with self._noted(found, pair):
                    yield found
            finally:
                await _give_back(pool, found)

    @contextmanager
    def connection(self, *, for_person: bool) -> Iterator[db.Connection]:
        """The same for whoever works in a thread already, and waits in it.

        Raises Unavailable while PostgreSQL does not answer, PoolTimeout or TooManyRequests when there is none soon.
        """
        pair = self._there()
        pool = pair.people if for_person else pair.servers
        with pool.connection() as found, self._noted(cast(db.Connection, found), pair) as connection:
            yield connection

    def _there(self) -> Pair:
        pair = self._pair
        if pair is None:
            raise Unavailable(AWAY)
        return pair

    @contextmanager
    def _noted(self, connection: db.Connection, pair: Pair) -> Iterator[db.Connection]:
        with self._lock:
            if self._pair is not pair:
                raise Unavailable(AWAY)
            self._lent.add(connection)
        try:
            yield connection
        finally:
            with self._lock:
                self._lent.discard(connection)

    def _came(self) -> None:
        if self._pair is None:
            self._pair = Pair(self._url, self._size)

    def _went(self) -> None:
        with self._lock:
            pair, self._pair = self._pair, None
            for connection in self._lent:
                _hang_up(connection)
        if pair is not None:
            pair.close()


async def _take(pool: ConnectionPool[Any]) -> db.Connection:
    """One that is free is taken here; a thread waits for one that has to be made."""
    if pool.get_stats()["pool_available"]:
        with contextlib.suppress(PoolTimeout):
            return cast(db.Connection, pool.getconn(AT_ONCE_S))
    asked = asyncio.ensure_future(to_thread.run_sync(pool.getconn))
    try:
        return cast(db.Connection, await asyncio.shield(asked))
    except asyncio.CancelledError:
        # The thread gets one nevertheless, which would never be given back.
        asked.add_done_callback(partial(_put_back, pool))
        raise


def _put_back(pool: ConnectionPool[Any], asked: asyncio.Future[Any]) -> None:
    if not asked.cancelled() and asked.exception() is None:
        pool.putconn(asked.result())


async def _give_back(pool: ConnectionPool[Any], connection: db.Connection) -> None:
    """A thread ends what its borrower left open, which nobody should."""
    if connection.info.transaction_status is TransactionStatus.IDLE:
        pool.putconn(connection)
    else:
        await to_thread.run_sync(pool.putconn, connection)


def _hang_up(connection: db.Connection) -> None:
    """End the wait of whoever asked: to them it is as if the server had closed the connection."""
    with contextlib.suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(connection.fileno())) as end:
        end.shutdown(socket.SHUT_RDWR)


def _pool(name: str, url: str, size: int, options: str = "") -> ConnectionPool[Any]:
    return ConnectionPool(
        url,
        kwargs={
            "autocommit": True,
            "row_factory": dict_row,
            "application_name": f"tidings-api-{name}",
            "options": f"{db.OPTIONS} -c statement_timeout={STATEMENT_TIMEOUT_MS} {options}",
            "connect_timeout": 2,
        },
        min_size=1,
        max_size=size,
        open=False,
        timeout=LONGEST_WAIT_S,
        max_waiting=SERVERS_IN_LINE,
        reconnect_timeout=2,
        name=name,
    )
