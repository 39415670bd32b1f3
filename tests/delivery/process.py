"""A role of the flow as a process of its own, for tests that kill it: `python -m tests.delivery.process ROLE`."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tidings import flow
from tidings.core import clock, log, loop


class Processes:
    """Role processes on one database, under the test's clock."""

    def __init__(self, url: str) -> None:
        self._environment = {**os.environ, "DATABASE_URL": url, "TIDINGS_CLOCK": clock.current().text()}
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, role: str) -> subprocess.Popen[bytes]:
        """One more process of a role."""
        command = [sys.executable, "-m", "tests.delivery.process", role]
        process = subprocess.Popen(command, env=self._environment, stdout=subprocess.DEVNULL)
        self._started.append(process)
        return process

    def kill_all(self) -> None:
        """End what is left."""
        for process in self._started:
            process.kill()
        for process in self._started:
            process.wait()


@contextmanager
def processes_on(url: str) -> Iterator[Processes]:
    """Processes that do not outlive the test."""
    found = Processes(url)
    try:
        yield found
    finally:
        found.kill_all()


def main() -> None:
    role = flow.role(sys.argv[1])
    log.configure(role.name)
    stop = loop.Stop()
    stop.listen()
    loop.run(role.name, role.begin, stop, statement_timeout_ms=30_000)


if __name__ == "__main__":
    main()
