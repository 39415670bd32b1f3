"""Keeps processes running: starts each, starts it again when it died, ends them all together."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tidings.core import log

SHORTEST_WAIT_S = 0.05
LONGEST_WAIT_S = 2.0
# Whoever lived this long had started well: the next start is at once.
WELL_S = 5.0
LONGEST_STOP_S = 10.0
_PR_SET_PDEATHSIG = 1
logger = log.get(__name__)


@dataclass(frozen=True)
class Spec:
    """A process to keep running; `name` is what logs call it."""

    name: str
    command: Sequence[str]


class Kept:
    """One process that is started again whenever it ends, sooner the longer it had lived."""

    def __init__(self, spec: Spec, environment: Mapping[str, str]) -> None:
        self.spec = spec
        self._environment = dict(environment)
        self._wait_s = SHORTEST_WAIT_S
        self._ended_s: float | None = None
        self._start()

    @property
    def pid(self) -> int:
        """The number of the process that runs now, or ran last."""
        return self._process.pid

    def look(self) -> None:
        """Start it again when it ended, after a wait that doubles while it keeps ending at once."""
        code = self._process.poll()
        if code is None:
            return
        now_s = time.monotonic()
        if self._ended_s is None:
            self._ended_s = now_s
            self._wait_s = SHORTEST_WAIT_S if now_s - self._started_s > WELL_S else self._wait_s * 2
            self._wait_s = min(self._wait_s, LONGEST_WAIT_S)
            logger.warning("process.ended", name=self.spec.name, exit_code=code, again_in_s=self._wait_s)
        if now_s - self._ended_s >= self._wait_s:
            self._start()

    def ask_to_stop(self) -> None:
        """Send SIGTERM, unless it ended."""
        if self._process.poll() is None:
            self._process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait for its end, and kill it when that does not come."""
        try:
            self._process.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            logger.warning("process.killed", name=self.spec.name, after_s=LONGEST_STOP_S)
            self._process.kill()
            self._process.wait()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            self.spec.command, env=self._environment, stdin=subprocess.DEVNULL, preexec_fn=_end_with_parent
        )
        self._started_s = time.monotonic()
        self._ended_s = None
        logger.info("process.started", name=self.spec.name, pid=self._process.pid)


class Supervisor:
    """All the processes of a Tidings. Call `look` several times a second."""

    def __init__(self, specs: Sequence[Spec], environment: Mapping[str, str]) -> None:
        self._specs = specs
        self._environment = {**os.environ, **environment}
        self.kept: list[Kept] = []

    def start(self) -> None:
        """Start every process."""
        self.kept = [Kept(spec, self._environment) for spec in self._specs]

    def look(self) -> None:
        """Start again whatever ended."""
        for kept in self.kept:
            kept.look()

    def stop(self) -> None:
        """End every process: each finishes the unit at hand, and is killed when that takes longer than 10 s."""
        for kept in self.kept:
            kept.ask_to_stop()
        deadline = time.monotonic() + LONGEST_STOP_S
        for kept in self.kept:
            kept.wait(deadline - time.monotonic())


def _end_with_parent() -> None:
    """Be asked to stop when the supervisor dies, however it dies."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
