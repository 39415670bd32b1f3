"""Connections to PostgreSQL and the only place that begins and ends transactions."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, LiteralString

import psycopg
from psycopg.rows import DictRow, dict_row

from tidings.core import config, running
from tidings.core.errors import Unavailable

Connection = psycopg.Connection[DictRow]
Row = dict[str, Any]

OPTIONS = "-c idle_in_transaction_session_timeout=10000 -c tcp_user_timeout=10000 -c jit=off"
SENDERS = ("tidings-sender", "tidings-archiver")
# Connections of the API for what people ask, and for what is said on sockets, by servers too.
FOR_PEOPLE = ("tidings-api-people", "tidings-api-words")
HIDDEN = """
    select pid from pg_stat_activity
    where application_name = any(%(names)s) and datname = current_database() and query = '<insufficient privilege>'
"""
_PARAMETER = re.compile(r"%(?:\((\w+)\)s|%)")


def connect(role: str, *, url: str = "", statement_timeout_ms: int | None = None) -> Connection:
    """An autocommit connection that PostgreSQL shows as `tidings-<role>`.

    `statement_timeout_ms` bounds every statement; a transaction left idle for 10 s is ended by the server, and a peer
    that is gone is noticed within 10 s. Raises Unavailable when the server does not answer.
    """
    options = OPTIONS
    if statement_timeout_ms is not None:
        options += f" -c statement_timeout={statement_timeout_ms}"
    try:
        return psycopg.connect(
            url or database_url(),
            autocommit=True,
            row_factory=dict_row,
            application_name=f"tidings-{role}",
            options=options,
            connect_timeout=5,
        )
    except psycopg.OperationalError as error:
        raise Unavailable(f"PostgreSQL does not answer: {str(error).strip()}") from error


def database_url() -> str:
    """DATABASE_URL, else the database of the Tidings that runs from the data directory.

    Raises Unavailable when there is neither.
    """
    settings = config.settings()
    if settings.database_url:
        return settings.database_url
    found = running.find(settings.data_dir)
    if found is None:
        raise Unavailable(
            f"No Tidings runs from {settings.data_dir.resolve()}: start one with `tidings up`, "
            "or name another directory with TIDINGS_DATA_DIR or a server with DATABASE_URL."
        )
    return found.database_url


@contextmanager
def transaction(connection: Connection) -> Iterator[Connection]:
    """Everything inside commits together, or not at all."""
    with connection.transaction():
        yield connection


def sql(text: str) -> LiteralString:
    """Marks text as SQL that Tidings itself wrote or composed, never text that came from outside."""
    return text


def rows(tx: Connection, text: str, /, **parameters: Any) -> list[Row]:
    """Run a statement and return all its rows."""
    return _execute(tx, text, parameters).fetchall()


def row(tx: Connection, text: str, /, **parameters: Any) -> Row | None:
    """Run a statement and return its first row, if there is one."""
    return _execute(tx, text, parameters).fetchone()


def run(tx: Connection, text: str, /, **parameters: Any) -> int:
    """Run a statement that returns nothing; the number of rows it touched."""
    return _execute(tx, text, parameters).rowcount


def _execute(tx: Connection, text: str, parameters: dict[str, Any]) -> psycopg.Cursor[Row]:
    """psycopg finds the parameters of a text as long as the engine's anew each time, for longer than sending to 50
    people takes; here it is done once.
    """
    if not parameters:
        return tx.execute(sql(text))
    numbered, names = _number(text)
    return psycopg.RawCursor(tx, row_factory=dict_row).execute(numbered, [parameters[name] for name in names])


@lru_cache(maxsize=512)
def _number(text: str) -> tuple[LiteralString, list[str]]:
    """The statement with its parameters as $1, $2 …, and their names in this order; `%%` is a percent sign."""
    numbers: dict[str, int] = {}

    def place(match: re.Match[str]) -> str:
        return f"${numbers.setdefault(match[1], len(numbers) + 1)}" if match[1] else "%"

    return sql(_PARAMETER.sub(place, text)), list(numbers)


def wait_for_senders(connection: Connection, *, timeout_s: float = 30.0) -> None:
    """Return when every sender statement that was running at the call has ended.

    Called after a pause, stop, opt-out, block or erasure was committed: a statement that began before the commit may
    not see it, so the promise is acknowledged only once it is gone. Statements are identified by (pid, xact_start): a
    backend takes its snapshot after it shows a transaction's start, so one without it will see what was committed.
    Raises Unavailable when one still runs after `timeout_s` seconds, or when this role may not see what senders do.
    """
    query = (
        "select pid, xact_start from pg_stat_activity "
        "where application_name = any(%(names)s) and xact_start is not null and datname = current_database()"
    )
    if row(connection, HIDDEN, names=list(SENDERS)) is not None:
        raise Unavailable(
            "What was asked is kept, but it cannot be seen whether a sender still acts on what was before: "
            "grant pg_read_all_stats to this role, or use the role of the senders."
        )
    older = {tuple(found.values()) for found in rows(connection, query, names=list(SENDERS))}
    deadline = time.monotonic() + timeout_s
    while older:
        time.sleep(0.002)
        older &= {tuple(found.values()) for found in rows(connection, query, names=list(SENDERS))}
        if time.monotonic() > deadline:
            raise Unavailable(
                f"What was asked is kept, but {len(older)} sender statement(s) from before still run after "
                f"{timeout_s:g} s: ask again."
            )
