"""Connections of an API process: some for people, some for servers, whose long questions delay nobody's message.

Whoever finds all of them busy waits a moment in a short line; the line is bounded, and so is the wait.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from tidings.core import db

LONGEST_WAIT_S = 0.5
LONGEST_LINE = 64
STATEMENT_TIMEOUT_MS = 5000


class Pools:
    """The connections for people's requests and for servers' requests."""

    def __init__(self, url: str, size: int) -> None:
        self._people = _pool("people", url, size)
        self._servers = _pool("servers", url, size)

    def open(self) -> None:
        """Begin to connect; a server that is away is waited for in the background."""
        self._people.open()
        self._servers.open()

    def close(self) -> None:
        """Let all connections go."""
        self._people.close()
        self._servers.close()

    @contextmanager
    def connection(self, *, for_person: bool) -> Iterator[db.Connection]:
        """A connection in autocommit. Raises PoolTimeout or TooManyRequests when there is none soon."""
        pool = self._people if for_person else self._servers
        with pool.connection() as connection:
            yield cast(db.Connection, connection)


def _pool(name: str, url: str, size: int) -> ConnectionPool[Any]:
    return ConnectionPool(
        url,
        kwargs={
            "autocommit": True,
            "row_factory": dict_row,
            "application_name": f"tidings-api-{name}",
            "options": f"{db.OPTIONS} -c statement_timeout={STATEMENT_TIMEOUT_MS}",
            "connect_timeout": 2,
        },
        min_size=1,
        max_size=size,
        open=False,
        timeout=LONGEST_WAIT_S,
        max_waiting=LONGEST_LINE,
        reconnect_timeout=2,
        name=name,
    )
