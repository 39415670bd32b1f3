"""Sends: one batch of a running campaign in one statement, so that there is no moment between its first row and its
commit in which a dead process could hold anything.
"""

from datetime import datetime, timedelta
from typing import Any

import psycopg

from tidings.campaigns import control, loading
from tidings.core import clock, db, log, queries
from tidings.delivery import addressing
from tidings.delivery.walking import Walked, walked

Q = queries.load("delivery")
# Seconds of real time before a window closes in which nothing is begun any more: longer than a statement takes.
GATE_S = 2.0
_ALREADY_OPEN = "select id, 1 as rank, 'already_open' as outcome from already_open union all"

logger = log.get(__name__)


class Sending:
    """The statements of every campaign that this process has sent for, and the windows in which it found work."""

    def __init__(self, connection: db.Connection) -> None:
        self._connection = connection
        self._outgoing: dict[int, Outgoing] = {}
        self._windows: dict[int, list[db.Row]] = {}

    def step(self, task_id: int, take: int, valid_until: datetime) -> Walked | None:
        """Send to up to `take` members of a task; None when no window is open that has a batch left."""
        now = clock.now()
        windows = self._windows.get(task_id) or self._look(task_id, now)
        while windows:
            done = self._send(task_id, windows[0], take, valid_until)
            if done is not None:
                return done
            windows.pop(0)
        return None

    def _look(self, task_id: int, now: datetime) -> list[db.Row]:
        found = db.rows(
            self._connection, Q["open_windows"], task_id=task_id, now=now, gate_closes_at=gate_closes_at(now)
        )
        self._windows[task_id] = found
        return found

    def _send(self, task_id: int, window: db.Row, take: int, valid_until: datetime) -> Walked | None:
        outgoing = self._outgoing.get(task_id)
        if outgoing is None:
            outgoing = self._outgoing[task_id] = Outgoing(self._connection, task_id)
        return outgoing.send(window["number"], window["verdict"], take, valid_until)


class Outgoing:
    """One send task, ready to be executed: its statement is composed once and its parameters looked up once."""

    def __init__(self, connection: db.Connection, task_id: int) -> None:
        campaign = loading.get(connection, control.task(connection, task_id).campaign_id)
        self._connection = connection
        self._address = addressing.addressing(connection, campaign, clock.now())
        self._parameters: dict[str, Any] = {**self._address.parameters, "task_id": task_id}
        self._text = statement(self._address)

    def send(self, window_number: int, verdict: str | None, take: int, valid_until: datetime) -> Walked | None:
        """Send to the next members of a window, or leave them out when it has a verdict; None: nothing claimed."""
        now = clock.now()
        more = {
            "window_number": window_number,
            "now": now,
            "gate_closes_at": gate_closes_at(now),
            "take": take,
            "valid_until": valid_until,
        }
        if verdict is not None:
            return walked(
                db.row(
                    self._connection,
                    Q["skip_batch"],
                    outcome=f"skipped.{verdict}",
                    **self._parameters,
                    **more,
                )
            )
        try:
            return walked(db.row(self._connection, self._text, **self._parameters, **more))
        except psycopg.errors.UniqueViolation:
            # Somebody has this conversation already. Nothing of the batch was kept: repeat it, looking first.
            logger.warning("batch.repeated_with_care", task_id=self._parameters["task_id"])
            careful = statement(self._address, careful=True)
            return walked(db.row(self._connection, careful, **self._parameters, **more))


def statement(address: addressing.Addressing, *, careful: bool = False) -> str:
    """The sending statement of a campaign; `careful` looks for entries that are there already before it writes."""
    return Q.fill(
        "send_batch",
        already_open=_ALREADY_OPEN if careful else "",
        already_open_fragment=queries.compose("chat", "already_open") + "," if careful else "",
        content_id=address.content_id,
        values=address.values,
        excluded=address.excluded,
    )


def gate_closes_at(now: datetime) -> datetime:
    """Windows that close at or before this instant of product time are closed to whoever begins now."""
    return now + timedelta(seconds=GATE_S * clock.current().speed)
