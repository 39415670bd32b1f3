"""A real Tidings for a test: `tidings up` in a directory of its own, its processes to kill, its commands to give."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import orjson
import psutil
from typer.testing import CliRunner

from tests import serving
from tests.delivery.engine import add_people
from tests.waiting import until
from tidings.audience import importing, inventing
from tidings.cli.app import build
from tidings.core import clock, config, db, running
from tidings.core.postgres import free_port

# Where the embedded Kafka's libraries are kept for all tests.
CACHE = Path(__file__).parents[2] / ".cache"
ROLES = ("importer", "planner", "governor", "sender", "archiver", "relay", "progress", "finisher")


class House:
    """A running Tidings with everything that a test does to it."""

    def __init__(self, data_dir: Path, environment: dict[str, str], *, with_kafka: bool = False) -> None:
        """DATABASE_URL in the environment: it runs there; without it, or empty, on a server of its own."""
        self.data_dir = data_dir
        self._options = ["--kafka"] if with_kafka else []
        self.environment = {
            **os.environ,
            "TIDINGS_DATA_DIR": str(data_dir),
            "TIDINGS_PORT": str(free_port()),
            "TIDINGS_API_PORT": str(free_port()),
            "TIDINGS_KAFKA_PORT": str(free_port()),
            "XDG_CACHE_HOME": str(CACHE),
            "TIDINGS_LAUNCH_GRACE_SECONDS": "0",
            **environment,
        }
        self.begin()

    def begin(self) -> None:
        """Start it, and take its clock for this process's own."""
        with (self.data_dir / "up.log").open("ab") as log:
            self._up = subprocess.Popen(_command("up", *self._options), env=self.environment, stdout=log, stderr=log)
        until(lambda: self._is_up(), f"a running Tidings ({self.data_dir / 'up.log'})", seconds=60)
        found = running.find(self.data_dir)
        assert found is not None
        self.url = found.database_url
        assert self.environment.get("DATABASE_URL") in (None, "", self.url), (
            "it runs on another server than it was told"
        )
        clock.use(clock.parse(found.clock))

    @property
    def api(self) -> str:
        """Where its API answers."""
        return f"http://127.0.0.1:{self.environment['TIDINGS_API_PORT']}"

    def end(self) -> int:
        """Ask it to stop; its exit code."""
        self._up.terminate()
        return self._up.wait(60)

    def connect(self, name: str = "judge") -> db.Connection:
        """A connection of the test's own."""
        return db.connect(name, url=self.url)

    def tell(self, *arguments: str) -> Any:
        """Give a command, in this process, which spares its start; what it answers, and it must answer well."""
        with patch.dict(os.environ, {**self.environment, "DATABASE_URL": ""}):
            config.settings.cache_clear()
            done = CliRunner().invoke(build(arguments), [*arguments, "--json"])
        config.settings.cache_clear()
        assert done.exit_code == 0, f"tidings {' '.join(arguments)}: {done.output} {done.exception!r}"
        return orjson.loads(done.stdout)

    def processes(self, role: str) -> list[psutil.Process]:
        """The processes of a role; `postgres` and `kafka` are the servers, `supervisor` is `tidings up` itself."""
        if role == "supervisor":
            return [psutil.Process(self._up.pid)]
        found = []
        for child in psutil.Process(self._up.pid).children():
            try:
                words = child.cmdline()
            except psutil.Error:
                continue
            is_postmaster = role == "postgres" and bool(words) and words[0].endswith("/postgres")
            is_broker = role == "kafka" and "kafka.Kafka" in words
            if is_postmaster or is_broker or words[:1] == [f"tidings: {role}"]:
                found.append(child)
        return found

    def kill(self, role: str, number: signal.Signals = signal.SIGKILL) -> int:
        """Send a signal to every process of a role; how many there were."""
        found = self.processes(role)
        for process in found:
            process.send_signal(number)
        return len(found)

    def is_answering(self) -> bool:
        """Whether the database takes a question."""
        try:
            with self.connect() as connection:
                connection.execute("select 1")
        except Exception:
            return False
        return True

    def _is_up(self) -> bool:
        assert self._up.poll() is None, (self.data_dir / "up.log").read_text()[-3000:]
        return running.find(self.data_dir) is not None


@contextmanager
def house(*, in_memory: bool = True, with_kafka: bool = False, **environment: str) -> Iterator[House]:
    """A house that is gone afterwards, whatever became of it; its files lie in memory if there is enough."""
    with serving.place(in_memory=in_memory) as data_dir:
        made = House(data_dir, environment, with_kafka=with_kafka)
        try:
            yield made
        finally:
            made.end()


def invite(made: House, count: int, seed: int = 7) -> list[str]:
    """Import invented people; the marketplace's ids of all of them."""
    file = made.data_dir / "people.ndjson"
    now = clock.now()
    inventing.write(file, count, seed, now)
    with made.connect() as connection:
        summary = importing.import_file(connection, file, now)
    assert (summary.new, summary.rejected) == (count, 0)
    return [orjson.loads(line)["external_id"] for line in file.read_bytes().splitlines()]


def crowd(made: House, count: int) -> None:
    """So many people of whom only the number matters, at once."""
    with made.connect() as connection:
        add_people(connection, count)


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tidings.cli", *arguments]
