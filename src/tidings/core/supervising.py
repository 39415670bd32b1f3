"""Keeps processes running: starts each, starts it again when it died, ends them all together.

Processes are forked from the supervisor, which has loaded everything already: a worker that was killed is back within
milliseconds, where a new interpreter would take a second to load. The supervisor has no threads and no connections.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import setproctitle

from tidings.core import log
from tidings.core.errors import TidingsError, Unavailable
from tidings.core.parents import end_with_parent

SHORTEST_WAIT_S = 0.05
LONGEST_WAIT_S = 2.0
# Whoever lived this long had started well: the next start is at once.
WELL_S = 5.0
LONGEST_STOP_S = 10.0
_FORK = multiprocessing.get_context("fork")
logger = log.get(__name__)
# A title is written over the process's arguments and environment, which are not found any more once the latter changed.
setproctitle.getproctitle()


@dataclass(frozen=True)
class Spec:
    """A process to keep running: `name` is what logs and listings call it, `work` returns when it should end."""

    name: str
    work: Callable[[], None]


class Kept:
    """One process that is started again whenever it ends, sooner the longer it had lived."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._wait_s = SHORTEST_WAIT_S
        self._ended_s: float | None = None
        self._start()

    @property
    def pid(self) -> int:
        """The number of the process that runs now, or ran last."""
        assert self._process.pid is not None, "a process that was not started"
        return self._process.pid

    def look(self) -> None:
        """Start it again when it ended, after a wait that doubles while it keeps ending at once."""
        code = self._process.exitcode
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
        if self._process.exitcode is None:
            self._process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait for its end, and kill it when that does not come."""
        self._process.join(max(0.0, seconds))
        if self._process.exitcode is None:
            logger.warning("process.killed", name=self.spec.name, after_s=LONGEST_STOP_S)
            self._process.kill()
            self._process.join()

    def _start(self) -> None:
        self._process = _FORK.Process(target=_be, args=(self.spec, os.getpid()), name=self.spec.name)
        self._process.start()
        self._started_s = time.monotonic()
        self._ended_s = None
        logger.info("process.started", name=self.spec.name, pid=self._process.pid)


class Supervisor:
    """All the processes of a Tidings. Call `look` several times a second."""

    def __init__(self, specs: Sequence[Spec]) -> None:
        self._specs = specs
        self.kept: list[Kept] = []

    def start(self) -> None:
        """Start every process."""
        self.kept = [Kept(spec) for spec in self._specs]

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


def apart(work: Callable[[], None]) -> None:
    """Do something in a process of its own, of which no thread and no connection stays here.

    Raises what it raised, if that was a TidingsError, else Unavailable.
    """
    here, there = _FORK.Pipe(duplex=False)

    def tell() -> None:
        try:
            work()
        except TidingsError as error:
            there.send(error)
            sys.exit(error.exit_code)

    process = _FORK.Process(target=tell)
    process.start()
    process.join()
    if here.poll():
        raise here.recv()
    if process.exitcode:
        raise Unavailable(f"A process that was to prepare something ended with {process.exitcode}: see above.")


def _be(spec: Spec, parent_pid: int) -> None:
    """What a new process does: its work, and nothing once the supervisor is gone, however that died."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent(signal.SIGTERM)
    if os.getppid() != parent_pid:
        return
    setproctitle.setproctitle(f"tidings: {spec.name}")
    sys.stdin = open(os.devnull)  # noqa: SIM115
    spec.work()
