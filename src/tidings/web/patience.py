"""A connection for questions about everybody, which take longer than what a person waits for; only a few at once."""

import threading
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends

from tidings.core import db, queries
from tidings.web.deps import Connection
from tidings.web.refusals import Overloaded

Q = queries.load("web")
LONGEST_MS = 60_000
# Of an API process, so that the connections that are left answer everything else.
MOST_AT_ONCE = 2
ROOM = threading.BoundedSemaphore(MOST_AT_ONCE)


def patient(tx: Connection) -> Iterator[db.Connection]:
    """The request's connection, whose statements may take a minute until the answer is sent. Raises Overloaded."""
    if not ROOM.acquire(blocking=False):
        raise Overloaded("Other questions about everybody are being answered: ask again.")
    try:
        db.run(tx, Q["wait_longer"], longest_ms=str(LONGEST_MS))
        yield tx
    finally:
        ROOM.release()
        if not tx.broken:
            db.run(tx, Q["wait_as_before"])


Patient = Annotated[db.Connection, Depends(patient)]
