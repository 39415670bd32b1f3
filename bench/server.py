"""A PostgreSQL of the bench's own, as `tidings up` would start it, removed afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.report import say
from tidings.audience import zones
from tidings.campaigns import account
from tidings.chat import participants
from tidings.core import clock, config, db, log, migrate, postgres

# Not /tmp, which is memory on some machines: a commit has to reach a disk.
PLACE = "/var/tmp"


@contextmanager
def running(*, has_commit_times: bool = False) -> Iterator[db.Connection]:
    """A migrated server without quiet hours and without grace; this and child processes find it by themselves.

    With `has_commit_times`, `pg_xact_commit_timestamp` says when each row was committed.
    """
    place = Path(tempfile.mkdtemp(prefix="tidings-bench-", dir=PLACE))
    place.chmod(0o755)
    server = postgres.Server(place, postgres.free_port())
    say(f"starting PostgreSQL in {place}")
    try:
        server.start()
        if has_commit_times:
            _time_commits(server)
        os.environ |= {"DATABASE_URL": server.url, "TIDINGS_DATA_DIR": str(place), "TIDINGS_LAUNCH_GRACE_SECONDS": "0"}
        os.environ["TIDINGS_LOG_LEVEL"] = "WARNING"
        config.settings.cache_clear()
        log.configure("bench")
        migrate.upgrade(server.url)
        with db.connect("bench") as connection:
            zones.sync(connection)
            participants.ensure_default(connection, clock.now())
            account.change(connection, "quiet_hours", "none", "bench", clock.now())
            yield connection
    finally:
        server.stop()
        shutil.rmtree(place)


def _time_commits(server: postgres.Server) -> None:
    with db.connect("bench", url=server.url) as connection:
        connection.execute("alter system set track_commit_timestamp = on")
    server.stop()
    server.start()


def settle(connection: db.Connection) -> None:
    """What a leg left to do is done before the next begins: dead rows, statistics, dirty pages."""
    connection.execute("vacuum (analyze) person, consent, entry, ledger, batch, outbox, bus_log, progress")
    connection.execute("checkpoint")


def empty_entries(connection: db.Connection) -> None:
    """Both legs of a pair begin with the same empty tables."""
    connection.execute("truncate entry, ledger, batch, outbox, bus_log")
    settle(connection)
