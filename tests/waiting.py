"""Waiting in tests: for a condition, never for a time that is hoped to be long enough."""

import time
from collections.abc import Callable

from tidings.core import db


def until(condition: Callable[[], object], what: str, *, seconds: float = 30.0) -> None:
    """Return when `condition` holds; fails, saying `what` did not come, after so many seconds."""
    began_s = time.monotonic()
    while not condition():
        waited_s = time.monotonic() - began_s
        assert waited_s < seconds, f"{what}: not within {seconds:g} s"
        # What comes soon is seen at once, and what is long in coming is not slowed down by looking.
        time.sleep(max(0.002, min(0.05, waited_s / 20)))


def until_row(tx: db.Connection, query: str, *parameters: object, seconds: float = 30.0) -> None:
    """Return when the query finds a row."""
    until(lambda: tx.execute(db.sql(query), parameters or None).fetchone() is not None, query, seconds=seconds)
