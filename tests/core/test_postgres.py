"""The embedded PostgreSQL: it starts, again and again, whatever was killed, and says clearly why when it cannot."""

import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from tests import serving
from tests.waiting import until
from tidings.core import db, leftovers, postgres, programs
from tidings.core.errors import Unavailable

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to run PostgreSQL as somebody else")


@pytest.fixture
def empty() -> Iterator[Path]:
    """A data directory that nothing was ever started in."""
    with serving.place() as path:
        yield path


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A data directory with the files of a server, which take seconds to make."""
    with serving.place() as path:
        with started(path):
            pass
        yield path


@pytest.fixture
def place(made: Path, empty: Path) -> Path:
    """A data directory in which a server was once started."""
    subprocess.run(["cp", "--archive", made / "postgres", empty / "postgres"], check=True)
    return empty


@contextmanager
def started(place: Path, port: int | None = None, binaries: Path | None = None) -> Iterator[postgres.Server]:
    server = postgres.Server(place, port or postgres.free_port(), binaries)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def victim(place: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A process that starts a server there."""
    command = [sys.executable, "-m", "tests.core.victim", str(place), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            leftovers.end(place / "postgres")


def postmaster_of(process: subprocess.Popen[str]) -> psutil.Process:
    assert process.stdout is not None
    return psutil.Process(int(process.stdout.readline()))


def write(server: postgres.Server, *statements: str) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(db.sql(statement))


def read(server: postgres.Server) -> list[int]:
    with psycopg.connect(server.url) as connection:
        return [number for (number,) in connection.execute("select number from kept order by number")]


def keep_busy(server: postgres.Server) -> None:
    """Run a statement in a backend that is busy for longer than the test, having written something uncommitted."""

    def run() -> None:
        try:
            with psycopg.connect(server.url) as connection:
                connection.execute("insert into kept values (666)")
                connection.execute("select count(*) from generate_series(1, 1000000000000)")
        except psycopg.OperationalError:
            return

    threading.Thread(target=run, daemon=True).start()
    with psycopg.connect(server.url, autocommit=True) as connection:
        question = "select 1 from pg_stat_activity where query like 'select count%%generate_series%%' and pid <> %s"
        mine = connection.info.backend_pid
        until(lambda: connection.execute(question, [mine]).fetchone(), "a backend that is busy")


def test_what_was_committed_is_there_at_the_next_start(place: Path) -> None:
    with started(place) as server:
        write(server, "create table kept (number int)", "insert into kept values (1)")
    with started(place) as server:
        assert read(server) == [1]


def test_a_stop_does_not_wait_for_statements_and_keeps_nothing_of_them(place: Path) -> None:
    with started(place) as server:
        write(server, "create table kept (number int)")
        keep_busy(server)
        began_s = time.monotonic()
        server.stop()
        assert time.monotonic() - began_s < 10
    with started(place) as server:
        assert read(server) == []


def test_a_directory_that_another_process_runs_from_is_refused(place: Path) -> None:
    with victim(place, postgres.free_port()) as process:
        postmaster_of(process)
        with pytest.raises(Unavailable, match=f"Another Tidings runs from {place}.*TIDINGS_DATA_DIR"):
            postgres.Server(place, postgres.free_port()).start()


def test_a_port_that_is_taken_is_named(place: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Unavailable, match=f"Port {port} of 127.0.0.1 is taken.*TIDINGS_PORT"):
            postgres.Server(place, port).start()
    with started(place, port):
        pass


def test_a_server_that_was_not_started_has_no_process(place: Path) -> None:
    server = postgres.Server(place, 1)
    assert not server.restart_if_dead()
    with pytest.raises(Unavailable, match="was not started"):
        _ = server.pid


def test_an_error_that_stays_is_told_at_once(place: Path) -> None:
    with started(place):
        pass
    (place / "postgres" / "PG_VERSION").write_text("12\n")
    began_s = time.monotonic()
    with pytest.raises(Unavailable, match="does not start:.*incompatible"):
        postgres.Server(place, postgres.free_port()).start()
    assert time.monotonic() - began_s < 15


def test_a_worker_forked_from_the_starter_does_not_keep_the_directory(place: Path) -> None:
    with started(place):
        worker = multiprocessing.get_context("fork").Process(target=time.sleep, args=[60])
        worker.start()
    try:
        with started(place):
            assert worker.is_alive()
    finally:
        worker.kill()
        worker.join()


@pytest.mark.crash
def test_a_killed_postmaster_is_back_though_a_backend_of_it_was_busy(place: Path) -> None:
    with started(place) as server:
        write(server, "create table kept (number int)", "insert into kept values (1)")
        assert not server.restart_if_dead()
        keep_busy(server)
        os.kill(server.pid, signal.SIGKILL)
        until(server.restart_if_dead, "the server's death")
        assert read(server) == [1]
        write(server, "insert into kept values (2)")
        assert not server.restart_if_dead()


@pytest.mark.crash
def test_a_postmaster_killed_over_and_over_loses_nothing_committed(place: Path) -> None:
    with started(place) as server:
        write(server, "create table kept (number int)")
        for number in range(5):
            write(server, f"insert into kept values ({number})")
            os.kill(server.pid, signal.SIGKILL)
            until(server.restart_if_dead, "the server's death")
        assert read(server) == [0, 1, 2, 3, 4]


@pytest.mark.crash
def test_a_starter_that_is_killed_takes_the_server_down(place: Path) -> None:
    with victim(place, postgres.free_port()) as process:
        postmaster = postmaster_of(process)
        process.kill()
        postmaster.wait(30)


@pytest.mark.crash
def test_a_start_right_after_the_starter_was_killed_waits_for_what_it_left(place: Path) -> None:
    port = postgres.free_port()
    with victim(place, port) as process:
        postmaster = postmaster_of(process)
        process.kill()
        process.wait()
        with started(place, port) as server:
            assert server.pid != postmaster.pid
            assert not postmaster.is_running()


@pytest.mark.crash
def test_a_start_after_starter_and_postmaster_were_killed_ends_their_backends(place: Path) -> None:
    port = postgres.free_port()
    with victim(place, port) as process:
        postmaster = postmaster_of(process)
        known = postgres.Server(place, port)
        write(known, "create table kept (number int)", "insert into kept values (1)")
        keep_busy(known)
        postmaster.kill()
        process.kill()
        process.wait()
        with started(place, port) as server:
            assert read(server) == [1]


@pytest.mark.crash
def test_a_first_start_that_was_cut_off_leaves_no_half(empty: Path) -> None:
    with victim(empty, postgres.free_port()) as process:
        until(lambda: list(empty.glob("postgres.new-*/PG_VERSION")), "the making of the files")
        process.kill()
    with started(empty) as server:
        write(server, "create table kept (number int)")
    assert [path.name for path in empty.glob("postgres*") if path.is_dir()] == ["postgres"]


def test_files_that_cannot_be_made_are_no_start(empty: Path) -> None:
    broken = empty / "broken"
    broken.mkdir()
    (broken / "initdb").write_text("#!/bin/sh\necho no space left >&2\nexit 1\n")
    (broken / "initdb").chmod(0o755)
    (broken / "postgres").symlink_to(programs.wheel() / "postgres")
    with pytest.raises(Unavailable, match="cannot be made.*no space left"):
        postgres.Server(empty / "data", postgres.free_port(), broken).start()
    with started(empty / "data"):
        pass


def test_a_number_left_by_a_server_that_is_gone_is_no_server(place: Path) -> None:
    with started(place):
        pass
    as_server = programs.account()
    with subprocess.Popen(["sleep", "60"], **as_server) as other:
        number_file = place / "postgres" / "postmaster.pid"
        number_file.write_text(f"{other.pid}\n{place}/postgres\n1\n5432\n\n127.0.0.1\n     1 1\nready   \n")
        if as_server:
            os.chown(number_file, as_server["user"], as_server["group"])
        try:
            with started(place) as server:
                assert server.pid != other.pid
            assert other.poll() is None
        finally:
            other.kill()


def test_a_process_that_does_not_end_is_named(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "ASKED_S", 0.1)
    monkeypatch.setattr(leftovers, "TOLD_S", 0.1)
    stubborn = shutil.copy(shutil.which("sleep") or "", empty / "postgres-sleep")
    renamed = Path(stubborn).rename(empty / "postgres")
    stands_in = empty / "files"
    stands_in.mkdir()
    ignore = "trap '' INT TERM QUIT; exec "
    with subprocess.Popen(["bash", "-c", f"{ignore}{renamed} 60"], cwd=stands_in) as process:
        try:
            until(lambda: psutil.Process(process.pid).name() == "postgres", "the stubborn process")
            with pytest.raises(Unavailable, match=f"end them .{process.pid}"):
                leftovers.end(stands_in)
        finally:
            process.kill()


@only_root
def test_root_runs_the_server_as_somebody_else(empty: Path) -> None:
    with started(empty) as server:
        assert psutil.Process(server.pid).username() == programs.ROOTS_USER
        assert (empty / "postgres").stat().st_uid == psutil.Process(server.pid).uids().real


@only_root
def test_files_that_only_root_could_reach_lie_elsewhere(
    empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "ROOTS_DIR", empty / "elsewhere")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for kept in ([], [1]):
        with started(closed) as server:
            write(server, "create table if not exists kept (number int)")
            assert read(server) == kept
            write(server, "insert into kept values (1)")
    assert (closed / "postgres").is_symlink()
    assert (closed / "postgres").resolve().parent == empty / "elsewhere"
    postgres.remove(closed)
    assert not closed.exists()
    assert list((empty / "elsewhere").iterdir()) == []
    closed.mkdir(mode=0o700)
    with started(closed) as server, pytest.raises(psycopg.errors.UndefinedTable):
        read(server)


@only_root
def test_programs_that_only_root_could_reach_are_copied(
    empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "ROOTS_DIR", empty / "elsewhere")
    package = programs.wheel().parent.parent
    tmp_path.chmod(0o700)
    shutil.copytree(package, tmp_path / package.name)
    shutil.copytree(package.with_name(f"{package.name}.libs"), tmp_path / f"{package.name}.libs")
    with started(empty / "data", binaries=tmp_path / package.name / "pginstall" / "bin") as server:
        assert Path(psutil.Process(server.pid).exe()).is_relative_to(empty / "elsewhere")


def test_a_system_without_the_wheel_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(Unavailable, match="DATABASE_URL"):
        programs.wheel()


@only_root
def test_a_system_where_root_can_make_no_user_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "ROOTS_USER", "no:such user")
    with pytest.raises(Unavailable, match="as an ordinary user.*DATABASE_URL"):
        programs.account()
