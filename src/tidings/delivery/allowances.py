"""What a sending process may do right now: its presence, and the allowances that the governor gives it.

Rates are real time. An allowance ends by the server's clock, which the statement that uses it checks once more, so a
process that was stopped in between sends nothing on an old one.
"""

import time
import uuid
from dataclasses import dataclass
from datetime import datetime

from tidings.core import db, queries

Q = queries.load("delivery")
HEARTBEAT_S = 0.4
LIMITED_LOOK_S = 0.02
IDLE_LOOK_S = 0.05
UNLIMITED_LOOK_S = 0.25


@dataclass
class Allowance:
    """Up to `left` members (None: no limit) of one task until `ends_at` on the monotonic clock, in seconds."""

    task_id: int
    slot: int
    left: int | None
    expires_at: datetime
    ends_at: float

    def is_usable(self, now_s: float) -> bool:
        """Whether anything may be sent on it at `now_s` of the monotonic clock."""
        return now_s < self.ends_at and (self.left is None or self.left > 0)


class Purse:
    """The allowances of one process, looked up again and again, handed out in turn so that tasks share fairly."""

    def __init__(self, connection: db.Connection, role: str) -> None:
        self._connection = connection
        self._role = role
        self._id = uuid.uuid4()
        self._held: dict[int, Allowance] = {}
        self._turn: list[int] = []
        self._seen_at = self._look_at = float("-inf")

    def next(self) -> Allowance | None:
        """The allowance of the task whose turn it is; None when there is nothing to do until `wait_s()`."""
        now_s = time.monotonic()
        if now_s >= self._look_at:
            self._look(now_s)
        for task_id in self._turn:
            if self._held[task_id].is_usable(now_s):
                self._turn.remove(task_id)
                self._turn.append(task_id)
                return self._held[task_id]
        return None

    def wait_s(self) -> float:
        """Seconds until it makes sense to ask again."""
        return max(0.001, self._look_at - time.monotonic())

    def put_aside(self, task_id: int) -> None:
        """Nothing could be claimed for this task: leave it alone until the next look."""
        self._turn.remove(task_id)

    def _look(self, now_s: float) -> None:
        if now_s - self._seen_at >= HEARTBEAT_S:
            db.run(self._connection, Q["greet"], id=self._id, role=self._role)
            self._seen_at = now_s
        found = db.rows(self._connection, Q["my_allowances"], sender_id=self._id)
        asked_s = time.monotonic()
        self._held = {row["task_id"]: self._merged(row, asked_s) for row in found}
        kept = [task_id for task_id in self._turn if task_id in self._held]
        self._turn = kept + [task_id for task_id in self._held if task_id not in kept]
        self._look_at = asked_s + self._pace()

    def _merged(self, row: db.Row, asked_s: float) -> Allowance:
        known = self._held.get(row["task_id"])
        is_same = known is not None and known.slot == row["slot"]
        left = known.left if known is not None and is_same else row["amount"]
        return Allowance(row["task_id"], row["slot"], left, row["expires_at"], asked_s + row["remaining_s"])

    def _pace(self) -> float:
        if not self._held:
            return IDLE_LOOK_S
        if any(allowance.left is not None for allowance in self._held.values()):
            return LIMITED_LOOK_S
        return UNLIMITED_LOOK_S
