"""The loop of every worker: it polls, sleeps, stops at once, and finds the server again when that comes back."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests import serving
from tests.waiting import until
from tidings.core import db, loop, postgres
from tidings.core.lease import Lease

Begin = Callable[[db.Connection], loop.Poll]


@contextmanager
def running(begin: Begin, url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[loop.Stop]:
    """A loop in a thread of its own, on that database, until the block ends."""
    monkeypatch.setenv("DATABASE_URL", url)
    stop = loop.Stop()
    thread = threading.Thread(target=loop.run, args=["sample", begin, stop])
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def test_it_polls_again_at_once_or_after_as_long_as_poll_says(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    moments: list[float] = []

    def begin(_connection: db.Connection) -> loop.Poll:
        def poll() -> float:
            moments.append(time.monotonic())
            return 0 if len(moments) < 3 else 0.3 if len(moments) == 3 else 60

        return poll

    with running(begin, database, monkeypatch):
        until(lambda: len(moments) == 4, "four polls")
    assert moments[2] - moments[0] < 0.2
    assert moments[3] - moments[2] >= 0.29


def test_when_it_ends_the_next_one_has_its_leases_at_once(
    tx: db.Connection, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []

    def begin(connection: db.Connection) -> loop.Poll:
        mine = Lease("planner", 3600)

        def poll() -> float:
            held.append(mine.hold(connection))
            return 60

        return poll

    with running(begin, database, monkeypatch):
        until(lambda: held == [True], "the lease")
        assert not Lease("planner", 1).hold(tx)
    assert Lease("planner", 1).hold(tx)


def test_a_stop_during_a_sleep_ends_it_at_once(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    polls: list[int] = []

    def begin(_connection: db.Connection) -> loop.Poll:
        def poll() -> float:
            polls.append(1)
            return 3600

        return poll

    with running(begin, database, monkeypatch) as stop:
        until(lambda: polls, "a poll")
        began_s = time.monotonic()
        stop.set()
    assert time.monotonic() - began_s < 5
    assert polls == [1]


def test_a_stop_during_a_poll_lets_it_finish_its_unit(
    database: str, tx: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered = threading.Event()

    def begin(connection: db.Connection) -> loop.Poll:
        def poll() -> float:
            entered.set()
            connection.execute("select pg_sleep(0.3)")
            connection.execute("insert into list (name, created_at) values ('done', '2026-03-02Z')")
            return 0

        return poll

    with running(begin, database, monkeypatch) as stop:
        entered.wait(20)
        stop.set()
    assert tx.execute("select name from list").fetchall() == [{"name": "done"}]


def test_a_server_that_went_away_and_came_back_is_found_with_a_new_poll(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []
    read: list[int] = []

    def begin(connection: db.Connection) -> loop.Poll:
        begun.append(connection.info.backend_pid)

        def poll() -> float:
            read.append(len(connection.execute("select 1 from generate_series(1, 3)").fetchall()))
            return 0.01

        return poll

    with serving.place() as place:
        server = postgres.Server(place, postgres.free_port())
        server.start()
        try:
            with running(begin, server.url, monkeypatch):
                until(lambda: read, "a poll")
                server.stop()
                polled_count = len(read)
                time.sleep(0.5)
                assert len(read) <= polled_count + 1
                server.start()
                until(lambda: len(read) > polled_count + 3, "polls on the new server")
        finally:
            server.stop()
    assert len(begun) == len(set(begun)) == 2
    assert set(read) == {3}


def test_a_loop_may_begin_before_its_server_does(monkeypatch: pytest.MonkeyPatch) -> None:
    polls: list[int] = []

    def begin(_connection: db.Connection) -> loop.Poll:
        def poll() -> float:
            polls.append(1)
            return 0.01

        return poll

    with serving.place() as place:
        server = postgres.Server(place, postgres.free_port())
        with running(begin, server.url, monkeypatch):
            time.sleep(0.3)
            assert polls == []
            server.start()
            try:
                until(lambda: polls, "a poll")
            finally:
                server.stop()


@pytest.mark.parametrize(
    "ending",
    [
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tidings-sample'",
        "select pg_cancel_backend(pid) from pg_stat_activity where application_name = 'tidings-sample'",
    ],
)
def test_a_statement_that_the_server_ended_is_tried_again(
    ending: str, database: str, tx: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def begin(connection: db.Connection) -> loop.Poll:
        def poll() -> float:
            tries.append("begun")
            if tries.count("begun") == 1:
                connection.execute("select pg_sleep(60)")
            return 60

        return poll

    with running(begin, database, monkeypatch):
        asleep = "select 1 from pg_stat_activity where application_name = 'tidings-sample' and query ~ 'pg_sleep'"
        until(lambda: tx.execute(db.sql(asleep)).fetchone(), "the statement")
        tx.execute(db.sql(ending))
        until(lambda: len(tries) == 2, "another try")


def test_a_process_that_stood_still_in_a_transaction_goes_on_with_a_new_connection(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[int] = []

    def begin(connection: db.Connection) -> loop.Poll:
        begun.append(connection.info.backend_pid)
        connection.execute("set idle_in_transaction_session_timeout = 100")

        def poll() -> float:
            if len(begun) == 1:
                with db.transaction(connection) as tx:
                    tx.execute("select 1")
                    time.sleep(0.5)
                    tx.execute("select 1")
            return 60

        return poll

    with running(begin, database, monkeypatch):
        until(lambda: len(begun) == 2, "another connection")


def test_a_defect_in_a_poll_ends_the_loop_and_is_seen(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database)

    def begin(connection: db.Connection) -> loop.Poll:
        return lambda: float(connection.execute("select nothing_such").rowcount)

    with pytest.raises(psycopg.errors.UndefinedColumn):
        loop.run("sample", begin, loop.Stop())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_process_after_the_unit_at_hand(database: str, number: signal.Signals) -> None:
    code = """
from tidings.core import loop
def begin(connection):
    print("begun", flush=True)
    return lambda: 3600
stop = loop.Stop()
stop.listen()
loop.run("sample", begin, stop)
print("ended", flush=True)
"""
    command = [sys.executable, "-c", code]
    environment = {**os.environ, "DATABASE_URL": database}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(number)
        assert process.wait(20) == 0
        assert process.stdout.read() == "ended\n"
