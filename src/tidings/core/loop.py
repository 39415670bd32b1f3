"""The loop of every worker, written once: poll, sleep as long as poll says, reconnect when the server is away."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import psycopg

from tidings.core import db, lease, log, yielding
from tidings.core.errors import Unavailable

Poll = Callable[[], float]
# What a poll sees when the server went away, or when the server gave up a process that had stood still for too long.
AWAY = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.errors.IdleInTransactionSessionTimeout,
    Unavailable,
)
logger = log.get(__name__)


class Stop:
    """Set by SIGTERM or SIGINT, or by a test: the loop ends after the unit at hand."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def listen(self) -> None:
        """Take SIGTERM and SIGINT of this process as the wish to stop."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)

    def set(self) -> None:
        """Ask the loop to end."""
        self._event.set()

    def is_set(self) -> bool:
        """Whether the loop was asked to end."""
        return self._event.is_set()

    def sleep(self, seconds: float) -> None:
        """Sleep, but no longer than until the loop is asked to end."""
        self._event.wait(seconds)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.set()


@contextmanager
def _closed_at_the_end(poll: Poll) -> Iterator[Poll]:
    try:
        yield poll
    finally:
        close = getattr(poll, "close", None)
        if close is not None:
            close()


def run(
    role: str,
    begin: Callable[[db.Connection], Poll],
    stop: Stop,
    *,
    statement_timeout_ms: int | None = None,
    longest_wait_s: float = 0.25,
    gives_way: bool = False,
) -> None:
    """Connect as `role`, `begin` a poll on the connection and call it until `stop`.

    `poll` does one unit of work and returns the seconds until the next look (0: at once). When the server goes away the
    loop connects again, waiting 0.05 s at first and `longest_wait_s` at most, and begins a new poll: whatever the old
    one held in memory is forgotten, so a poll keeps nothing there that the database does not know; one that has a
    `close` is closed. Leases that it holds are let go at the end. With `gives_way` it leaves the processor to others.
    """
    wait_s = 0.05
    while not stop.is_set():
        try:
            with db.connect(role, statement_timeout_ms=statement_timeout_ms) as connection:
                if gives_way:
                    yielding.give_way(connection)
                with _closed_at_the_end(begin(connection)) as poll:
                    while not stop.is_set():
                        seconds = poll()
                        wait_s = 0.05
                        if seconds > 0:
                            stop.sleep(seconds)
                lease.release_all(connection)
        except AWAY as error:
            logger.warning("database.away", error=str(error).strip(), retry_in_s=wait_s)
            stop.sleep(wait_s)
            wait_s = min(wait_s * 2, longest_wait_s)
