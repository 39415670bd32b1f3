"""A connection for questions about everybody, which take longer than what a person waits for."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends

from tidings.core import db, queries
from tidings.web.deps import Connection

Q = queries.load("web")
LONGEST_MS = 60_000


def patient(tx: Connection) -> Iterator[db.Connection]:
    """The request's connection, whose statements may take a minute until the answer is sent."""
    db.run(tx, Q["wait_longer"], longest_ms=str(LONGEST_MS))
    try:
        yield tx
    finally:
        if not tx.broken:
            db.run(tx, Q["wait_as_before"])


Patient = Annotated[db.Connection, Depends(patient)]
