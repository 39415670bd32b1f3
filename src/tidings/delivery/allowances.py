"""What a sending process may do right now: its presence, and the allowances that the governor gives it.

Rates are real time. An allowance ends by the server's clock, which the statement that uses it checks once more, so a
process that was stopped in between sends nothing on an old one. And each process keeps the ceilings over what it itself
saw done: a statement that the server was slow with is not followed by the next one as if it had not been.
"""

import time
import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from tidings.core import db, queries
from tidings.delivery.metering import Tally

Q = queries.load("delivery")
HEARTBEAT_S = 0.4
LIMITED_LOOK_S = 0.02
IDLE_LOOK_S = 0.05
# So long after an allowance with a limit the next one is looked for as often as if it were there: it ends soon.
LIMITED_UNTIL_S = 3.0
UNLIMITED_LOOK_S = 0.2


@dataclass
class Allowance:
    """Up to `left` messages (None: no limit) of one task until `ends_at` on the monotonic clock, in seconds.

    The ceilings, of the task and of all tasks together, are what it was worked out from, if there are any. With
    `gives_way` a sender without a limit rests as long as it works.
    """

    task_id: int
    slot: int
    left: int | None
    expires_at: datetime
    ends_at: float
    task_ceiling: int | None = None
    account_ceiling: int | None = None
    gives_way: bool = False


@dataclass(frozen=True)
class Grant:
    """What one statement may do: `take` messages of a task at most. People go first when it `gives_way`."""

    task_id: int
    take: int
    expires_at: datetime
    gives_way: bool = False


class Purse:
    """The allowances of one process, looked up again and again, handed out in turn so that tasks share fairly."""

    def __init__(self, connection: db.Connection, role: str) -> None:
        self._connection = connection
        self._role = role
        self._id = uuid.uuid4()
        self._held: dict[int, Allowance] = {}
        self._turn: list[int] = []
        self._done: defaultdict[int | None, Tally] = defaultdict(Tally)
        self._seen_at = self._look_at = self._limited_at = float("-inf")

    def next(self, largest: int) -> Grant | None:
        """What the task whose turn it is may have, up to `largest`; None: there is nothing to do until `wait_s()`."""
        now_s = time.monotonic()
        if now_s >= self._look_at:
            self._look(now_s)
        for task_id in self._turn:
            allowance = self._held[task_id]
            take = self._room(allowance, largest, now_s)
            if take > 0:
                self._turn.remove(task_id)
                self._turn.append(task_id)
                # Whoever has a ceiling rests by it already.
                gives_way = allowance.gives_way and allowance.left is None
                return Grant(task_id, take, allowance.expires_at, gives_way)
        return None

    def wait_s(self) -> float:
        """Seconds until it makes sense to ask again."""
        return max(0.001, self._look_at - time.monotonic())

    def spend(self, grant: Grant, count: int) -> None:
        """Note that `count` messages of it are done, and became visible just now at the latest."""
        now_s = time.monotonic()
        for name in (None, grant.task_id):
            self._done[name].add(count, now_s)
        allowance = self._held[grant.task_id]
        if allowance.left is not None:
            allowance.left -= count

    def put_aside(self, task_id: int) -> None:
        """Nothing could be claimed for this task: leave it alone until the next look."""
        self._turn.remove(task_id)

    def _room(self, allowance: Allowance, largest: int, now_s: float) -> int:
        if now_s >= allowance.ends_at:
            return 0
        take = largest if allowance.left is None else min(largest, allowance.left)
        for name, ceiling in ((allowance.task_id, allowance.task_ceiling), (None, allowance.account_ceiling)):
            if ceiling is not None:
                take = min(take, self._done[name].room(ceiling, now_s))
        return take

    def _look(self, now_s: float) -> None:
        if now_s - self._seen_at >= HEARTBEAT_S:
            db.run(self._connection, Q["greet"], id=self._id, role=self._role)
            self._seen_at = now_s
        found = db.rows(self._connection, Q["my_allowances"], sender_id=self._id)
        asked_s = time.monotonic()
        self._held = {row["task_id"]: self._merged(row, asked_s) for row in found}
        kept = [task_id for task_id in self._turn if task_id in self._held]
        self._turn = kept + [task_id for task_id in self._held if task_id not in kept]
        if any(allowance.left is not None for allowance in self._held.values()):
            self._limited_at = asked_s
        self._look_at = asked_s + self._pace(asked_s)

    def _merged(self, row: db.Row, asked_s: float) -> Allowance:
        known = self._held.get(row["task_id"])
        left = known.left if known is not None and known.slot == row["slot"] else row["amount"]
        return Allowance(
            row["task_id"],
            row["slot"],
            left,
            row["expires_at"],
            asked_s + row["remaining_s"],
            row["task_ceiling"],
            row["account_ceiling"],
            row["gives_way"],
        )

    def _pace(self, now_s: float) -> float:
        if now_s - self._limited_at < LIMITED_UNTIL_S:
            return LIMITED_LOOK_S
        return UNLIMITED_LOOK_S if self._held else IDLE_LOOK_S
