"""An API or a gateway as a process of a test's own, whose memory is its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from tests.waiting import until
from tests.web.calling import SECRET
from tidings.core.postgres import free_port


@dataclass(frozen=True)
class Process:
    """One such process, and where it answers."""

    process: psutil.Process
    port: int

    def peak(self) -> int:
        """The most memory that it ever had, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) * 1024


@contextmanager
def started(database: str, log_path: Path, service: str = "api") -> Iterator[Process]:
    """On this database, until the end."""
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        f"TIDINGS_{service.upper()}_PORT": str(port),
        "TIDINGS_JWT_SECRET": SECRET,
    }
    with log_path.open("wb") as log:
        command = [sys.executable, "-m", "tidings.cli", "run", service]
        running = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        until(lambda: _answers(port), service, seconds=60)
        yield Process(psutil.Process(running.pid), port)
    finally:
        running.terminate()
        running.wait(30)


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
    except httpx.TransportError:
        return False
