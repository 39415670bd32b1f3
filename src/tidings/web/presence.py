"""Whether PostgreSQL answers: asked ten times a second, so that nobody has to find out by waiting.

A server that stands still keeps its connections open and ends no statement at its time-out; only whoever waits no more
than a moment for a trivial answer can tell.
"""

import contextlib
import select
import threading
import time
from collections.abc import Callable

import psycopg

from tidings.core import db, log
from tidings.core.errors import Unavailable

EVERY_S = 0.1
LONGEST_SILENCE_S = 0.7
logger = log.get(__name__)


class Presence:
    """A thread that asks, and tells the first time and then whenever the answer changes."""

    def __init__(self, url: str, came: Callable[[], None], went: Callable[[], None]) -> None:
        self._url = url
        self._came, self._went = came, went
        self._known = threading.Event()
        self._stopping = threading.Event()
        self._was_there: bool | None = None
        self._thread = threading.Thread(target=self._run, name="presence", daemon=True)

    def start(self, wait_s: float) -> None:
        """Begin to ask, and wait a moment for the first answer."""
        self._thread.start()
        self._known.wait(wait_s)

    def stop(self) -> None:
        """Ask no more."""
        self._stopping.set()
        self._thread.join(LONGEST_SILENCE_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._look()
            except Exception as error:
                # Whatever it is: without this thread nobody would be served again.
                logger.error("presence.failed", exc_info=error)
            self._stopping.wait(EVERY_S)

    def _look(self) -> None:
        """Ask until the server is away or the thread has to stop."""
        try:
            with contextlib.closing(db.connect("api-presence", url=self._url)) as connection:
                ask(connection)
                if self._was_there is False:
                    logger.info("database.back")
                self._was_there = True
                self._tell(self._came)
                while not self._stopping.wait(EVERY_S):
                    ask(connection)
        except (psycopg.Error, Unavailable) as error:
            if self._was_there is not False:
                logger.warning("database.away", error=str(error).strip())
            self._was_there = False
            self._tell(self._went)

    def _tell(self, news: Callable[[], None]) -> None:
        news()
        self._known.set()


def ask(connection: db.Connection) -> None:
    """Return when the server answered. Raises OperationalError when it does not within a moment."""
    link = connection.pgconn
    link.send_query(b"select")
    ready = select.poll()
    ready.register(link.socket, select.POLLIN)
    deadline_s = time.monotonic() + LONGEST_SILENCE_S
    while link.is_busy():
        # Looks once more after the deadline: whoever had no processor for so long may find the answer there.
        is_late = time.monotonic() > deadline_s
        if ready.poll(0 if is_late else LONGEST_SILENCE_S * 1000):
            link.consume_input()
        elif is_late:
            raise psycopg.OperationalError(f"no answer within {LONGEST_SILENCE_S:g} s")
    while link.get_result() is not None:
        pass
