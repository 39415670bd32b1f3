"""Sends: one batch of a running campaign in one statement, so that there is no moment between its first row and its
commit in which a dead process could hold anything.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from tidings.campaigns import control, loading
from tidings.campaigns.tasks import Task
from tidings.core import clock, config, db, log, queries
from tidings.core.errors import Conflict, TidingsError
from tidings.delivery import addressing, composing
from tidings.delivery.composing import Care
from tidings.delivery.walking import Walked, walked
from tidings.events.catalogue import BatchSent

Q = queries.load("delivery")
# Seconds of real time before a window closes in which nothing is begun any more: longer than a statement takes.
GATE_S = 2.0
# So long a sender's statement may take, in milliseconds: it must have ended when the window closes.
LONGEST_STATEMENT_MS = 1500
# So old, in seconds, what a sender knows of open windows and of a campaign may be.
WINDOWS_KNOWN_S = 0.5
CAMPAIGN_KNOWN_S = 5.0
# So many batches are sent with all care after one that had to be repeated: what was met there is met again soon.
CAREFUL_BATCHES = 20

logger = log.get(__name__)


@dataclass
class _Known:
    """What a sender knows of a task: its campaign until `until_s`, its windows with work until `windows_until_s`."""

    outgoing: "Outgoing"
    until_s: float
    windows: list[db.Row]
    windows_until_s: float


class Sending:
    """What this process knows of the campaigns that it sends for. None of it is believed for long."""

    def __init__(self, connection: db.Connection) -> None:
        self._connection = connection
        self._known: dict[int, _Known] = {}

    def step(self, task_id: int, take: int, valid_until: datetime) -> Walked | None:
        """Send to up to `take` members of a task; None when no window is open that has a batch left."""
        known = self._learn(task_id)
        if known is None:
            return None
        while known.windows:
            window = known.windows[0]
            try:
                done = known.outgoing.send(window["number"], window["verdict"], take, valid_until)
            except (psycopg.IntegrityError, psycopg.DataError) as error:
                _hold_up(self._connection, task_id, f"what it would write contradicts what is there: {error}")
                return None
            if done is not None:
                return done
            known.windows.pop(0)
        return None

    def _learn(self, task_id: int) -> _Known | None:
        now_s, now = time.monotonic(), clock.now()
        known = self._known.get(task_id)
        if known is None or now_s >= known.until_s:
            self._known = {known_id: one for known_id, one in self._known.items() if now_s < one.until_s}
            try:
                outgoing = Outgoing(self._connection, task_id, now)
            except TidingsError as error:
                _hold_up(self._connection, task_id, f"it cannot be addressed any more: {error}")
                return None
            known = self._known[task_id] = _Known(outgoing, now_s + CAMPAIGN_KNOWN_S, [], now_s)
        if not known.windows or now_s >= known.windows_until_s:
            gate = gate_closes_at(now)
            known.windows = db.rows(self._connection, Q["open_windows"], task_id=task_id, now=now, gate_closes_at=gate)
            known.windows_until_s = now_s + WINDOWS_KNOWN_S
        return known


class Outgoing:
    """One send task, ready to be executed: its statements are composed once and its parameters looked up once."""

    def __init__(self, connection: db.Connection, task_id: int, now: datetime) -> None:
        campaign = loading.get(connection, control.task(connection, task_id).campaign_id)
        self._connection = connection
        address = addressing.addressing(connection, campaign, now)
        self._parameters: dict[str, Any] = {
            **address.parameters,
            "task_id": task_id,
            "event_type": BatchSent.TYPE,
        }
        self._least_care = composing.least_care(address)
        self._texts = {care: composing.statement(address, care) for care in (self._least_care, Care.EVERYTHING)}
        self._careful_left = 0
        self._from: dict[int, int] = {}

    def send(self, window_number: int, verdict: str | None, take: int, valid_until: datetime) -> Walked | None:
        """Send to the next members of a window, or leave them out when it has a verdict; None: nothing claimed.

        Those left out by a verdict are no messages, so that `take` does not count for them.
        """
        now = clock.now()
        more = {
            "window_number": window_number,
            "verdict": verdict,
            "now": now,
            "gate_closes_at": gate_closes_at(now),
            "take": take if verdict is None else config.settings().batch_size,
            "valid_until": valid_until,
        }
        from_id = self._from.pop(window_number, 0)
        done = self._send({**more, "from_id": from_id})
        if done is None and from_id:
            # Another sender may have left a batch behind that was not its own to finish.
            done = self._send({**more, "from_id": 0})
        if done is not None:
            self._from[window_number] = done.batch_id
        return done

    def _send(self, more: dict[str, Any]) -> Walked | None:
        if more["verdict"] is not None:
            return self._run(Q.fill("skip_batch", excluded="false"), more)
        care = Care.EVERYTHING if self._careful_left else self._least_care
        self._careful_left = max(0, self._careful_left - 1)
        try:
            return self._run(self._texts[care], more)
        except (psycopg.errors.UniqueViolation, psycopg.errors.NotNullViolation):
            if care is Care.EVERYTHING:
                raise
            # It met somebody that it did not look for. Nothing of the batch was kept.
            logger.info("batch.repeated_with_care", task_id=self._parameters["task_id"])
            self._careful_left = CAREFUL_BATCHES
            return self._run(self._texts[Care.EVERYTHING], more)

    def _run(self, text: str, more: dict[str, Any]) -> Walked | None:
        return walked(db.row(self._connection, text, **self._parameters, **more))


def prepare(connection: db.Connection) -> None:
    """End a statement that could outlast the gate: it would be seen after its window has closed."""
    longest_ms = min(LONGEST_STATEMENT_MS, config.settings().statement_timeout_ms)
    db.run(connection, Q["set_for_session"], name="statement_timeout", value=f"{longest_ms}ms")


def gate_closes_at(now: datetime) -> datetime:
    """Windows that close at or before this instant of product time are closed to whoever begins now."""
    return now + timedelta(seconds=GATE_S * clock.current().speed)


def _hold_up(connection: db.Connection, task_id: int, why: str) -> None:
    """Pause a campaign that cannot be sent as it is: a person has to look. Others go on."""
    task: Task = control.task(connection, task_id)
    logger.error("campaign.held_up", campaign_id=task.campaign_id, reason=why)
    try:
        control.pause(connection, task.campaign_id, "send", control.SYSTEM, why, clock.now())
    except Conflict as conflict:
        logger.info("sender.overtaken", campaign_id=task.campaign_id, reason=str(conflict))
