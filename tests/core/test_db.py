"""Connections, transactions, and the wait for what senders were doing."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests.waiting import until, until_row
from tidings.core import clock, config, db, postgres, running
from tidings.core.errors import Unavailable

SLEEPING = "select 1 as one from pg_stat_activity where application_name = 'tidings-{}' and query ~ 'pg_sleep'"


@contextmanager
def busy(database: str, role: str, seconds: float = 60, *, begin: str = "") -> Iterator[psycopg.Connection[db.Row]]:
    """A connection of a role whose statement runs that long, or until the block ends."""
    connection = db.connect(role, url=database)

    def run() -> None:
        try:
            connection.execute(db.sql(f"{begin} select pg_sleep({seconds})"))
        except psycopg.Error:
            return

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield connection
    finally:
        with psycopg.connect(database, autocommit=True) as other:
            other.execute("select pg_terminate_backend(%s)", [connection.info.backend_pid])
        thread.join()
        connection.close()


def wait(database: str, timeout_s: float) -> float:
    """Real seconds until senders' statements of this moment have ended."""
    with db.connect("cli", url=database) as connection:
        began_s = time.monotonic()
        db.wait_for_senders(connection, timeout_s=timeout_s)
        return time.monotonic() - began_s


def test_a_connection_says_who_it_is_and_is_bounded(database: str) -> None:
    with db.connect("sender", url=database, statement_timeout_ms=1234) as connection:
        names = (
            "application_name",
            "statement_timeout",
            "idle_in_transaction_session_timeout",
            "tcp_user_timeout",
            "jit",
        )
        found = {name: connection.execute(db.sql(f"show {name}")).fetchone() for name in names}
    assert {name: line[name] for name, line in found.items() if line} == {
        "application_name": "tidings-sender",
        "statement_timeout": "1234ms",
        "idle_in_transaction_session_timeout": "10s",
        "tcp_user_timeout": "10000",
        "jit": "off",
    }


def test_a_role_that_may_not_see_senders_does_not_promise_that_they_are_through(
    tx: db.Connection, database: str
) -> None:
    tx.execute("create role clerk login")
    try:
        with db.connect("sender", url=database), db.connect("cli", url=database) as clerk:
            clerk.execute("set role clerk")
            with pytest.raises(Unavailable, match="What was asked is kept.*grant pg_read_all_stats"):
                db.wait_for_senders(clerk)
            tx.execute("grant pg_read_all_stats to clerk")
            db.wait_for_senders(clerk)
    finally:
        tx.execute("drop role clerk")


def test_without_a_timeout_statements_take_what_they_need(tx: db.Connection) -> None:
    assert tx.execute("show statement_timeout").fetchone() == {"statement_timeout": "0"}


def test_a_transaction_left_idle_is_ended_and_holds_nothing(tx: db.Connection, database: str) -> None:
    with db.connect("careless", url=database) as careless:
        careless.execute("set idle_in_transaction_session_timeout = 200")
        with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout), careless.transaction():
            careless.execute("insert into list (name, created_at) values ('kept', %s)", [clock.now()])
            careless.execute("lock table list")
            until(lambda: tx.execute("select count(*) as count from list").fetchone() == {"count": 0}, "the lock")
            careless.execute("select 1")


def test_a_server_that_does_not_answer_is_unavailable() -> None:
    port = postgres.free_port()
    with pytest.raises(Unavailable, match="PostgreSQL does not answer"):
        db.connect("cli", url=f"postgresql://tidings@127.0.0.1:{port}/tidings")


def test_a_transaction_is_all_or_nothing(tx: db.Connection) -> None:
    insert = "insert into list (name, created_at) values (%(name)s, %(now)s)"
    with pytest.raises(ZeroDivisionError), db.transaction(tx):
        db.run(tx, insert, name="lost", now=clock.now())
        _ = 1 / 0
    with db.transaction(tx):
        assert db.run(tx, insert, name="kept", now=clock.now()) == 1
    assert db.rows(tx, "select name from list") == [{"name": "kept"}]


def test_a_row_that_is_not_there_is_none(tx: db.Connection) -> None:
    assert db.row(tx, "select name from list") is None
    assert db.rows(tx, "select name from list where name = %(name)s", name="none") == []
    assert db.run(tx, "delete from list") == 0


def test_the_database_is_the_one_named_else_the_one_that_runs_here(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unavailable, match="No Tidings runs from .*tidings up.*TIDINGS_DATA_DIR.*DATABASE_URL"):
        db.database_url()
    running.leave(config.settings().data_dir, "postgresql://here/tidings", clock.current().text())
    assert db.database_url() == "postgresql://here/tidings"
    monkeypatch.setenv("DATABASE_URL", "postgresql://named/tidings")
    config.settings.cache_clear()
    assert db.database_url() == "postgresql://named/tidings"


@pytest.mark.parametrize("role", ["sender", "archiver"])
def test_the_wait_for_senders_lasts_as_long_as_their_statement(tx: db.Connection, database: str, role: str) -> None:
    with busy(database, role, 1):
        until_row(tx, SLEEPING.format(role))
        assert wait(database, 30) > 0.3
        assert tx.execute(db.sql(SLEEPING.format(role) + " and xact_start is not null")).fetchone() is None


def test_the_wait_for_senders_minds_nobody_else(tx: db.Connection, database: str) -> None:
    with busy(database, "planner"):
        until_row(tx, SLEEPING.format("planner"))
        assert wait(database, 30) < 5


def test_the_wait_for_senders_does_not_mind_what_begins_after_it(tx: db.Connection, database: str) -> None:
    """A sender that sends statement after statement without a pause is waited for once."""
    stop = threading.Event()

    def send() -> None:
        with db.connect("sender", url=database) as connection:
            while not stop.is_set():
                connection.execute("select pg_sleep(0.05)")

    thread = threading.Thread(target=send)
    thread.start()
    try:
        until_row(tx, SLEEPING.format("sender"))
        assert wait(database, 30) < 5
    finally:
        stop.set()
        thread.join()


def test_the_wait_for_senders_of_another_database_is_not_ours(tx: db.Connection, database: str, server: str) -> None:
    with busy(server, "sender"):
        until_row(tx, SLEEPING.format("sender"))
        assert wait(database, 30) < 5


def test_a_sender_that_does_not_end_is_told(tx: db.Connection, database: str) -> None:
    with busy(database, "sender"):
        until_row(tx, SLEEPING.format("sender"))
        with pytest.raises(Unavailable, match="1 sender statement.*ask again"):
            wait(database, 0.2)


def test_a_senders_statement_that_takes_too_long_is_ended_by_the_server(database: str) -> None:
    with (
        db.connect("sender", url=database, statement_timeout_ms=100) as connection,
        pytest.raises(psycopg.errors.QueryCanceled),
    ):
        connection.execute("select pg_sleep(60)")
