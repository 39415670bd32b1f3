"""Waiting in tests: for a condition, never for a time that is hoped to be long enough."""

import time
from collections.abc import Callable

from tidings.core import db


def until(condition: Callable[[], object], what: str, *, seconds: float = 30.0) -> None:
    """Return when `condition` holds; fails, saying `what` did not come, after so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {seconds:g} s"
        time.sleep(0.005)


def until_row(tx: db.Connection, query: str, *parameters: object, seconds: float = 30.0) -> None:
    """Return when the query finds a row."""
    until(lambda: tx.execute(db.sql(query), parameters or None).fetchone() is not None, query, seconds=seconds)
