"""The governor's work: every slot it divides what the ceilings allow among running tasks and live senders.

A grant is for one sender, one task and one slot, and ends soon by the server's clock. What a dead sender had is lost,
never given twice; and one that takes the governor's lease over gives nothing that has a limit for a second first, so
that what its predecessor gave cannot be exceeded. While people use the chat it has senders give way to them.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from uuid import UUID

from tidings.campaigns import account, control
from tidings.campaigns.model import TaskState
from tidings.campaigns.tasks import Task
from tidings.core import clock, db, queries
from tidings.core.lease import Lease
from tidings.delivery import holding
from tidings.delivery.metering import LATENESS_S, SECOND_S, Meter, shares
from tidings.delivery.sending import gate_closes_at

Q = queries.load("delivery")
SLOT_S = 0.05
LIMITED_LASTS_S = 0.06
UNLIMITED_LASTS_S = 0.6
LOOK_S = 0.2
FORGET_S = 60.0
# So long after a request of theirs people are still there.
PEOPLE_STAY_S = 5.0
LEASE_S = 1.0
# What is too little to be worth dividing among processes goes to one, always the same: it sees to the ceiling itself.
SMALLEST_PART = 20
ROLE_OF = {"send": "sender", "archive": "archiver", "unarchive": "archiver"}


@dataclass
class Grants:
    """Columns of rows to write: who may send for which task, how much (None: no limit), and the task's ceiling."""

    sender_ids: list[UUID] = field(default_factory=list)
    task_ids: list[int] = field(default_factory=list)
    amounts: list[int | None] = field(default_factory=list)
    task_ceilings: list[int | None] = field(default_factory=list)

    def add(self, sender_id: UUID, task: Task, amount: int | None) -> None:
        """One more row."""
        self.sender_ids.append(sender_id)
        self.task_ids.append(task.id)
        self.amounts.append(amount)
        self.task_ceilings.append(task.ceiling)


@dataclass(frozen=True)
class View:
    """What the governor saw at its last look. `busy` tasks have a batch that may go out at this moment.

    With `gives_way`, people ask for things that should not wait for campaigns.
    """

    running: tuple[Task, ...] = ()
    busy: tuple[Task, ...] = ()
    senders: dict[str, list[UUID]] = field(default_factory=dict)
    ceiling: int | None = None
    gives_way: bool = False


class Governor:
    """Gives allowances while it holds the lease."""

    def __init__(self, connection: db.Connection) -> None:
        self._connection = connection
        self._lease = Lease("governor", LEASE_S)
        self._view = View()
        self._meters: dict[int | None, Meter] = {}
        self._look_at = self._limited_from = self._unlimited_at = self._forget_at = float("-inf")
        self._is_held = False
        self._turn = 0

    def poll(self) -> float:
        """Give what is due in this slot; seconds until the next."""
        now_s = time.monotonic()
        if now_s >= self._look_at:
            if not self._hold(now_s):
                return LOOK_S
            self._look(now_s)
            self._forget(now_s)
        limited = [task for task in self._view.busy if self._is_limited(task) and self._senders(task)]
        if limited and now_s >= self._limited_from:
            self._grant_limited(limited, now_s)
        if now_s >= self._unlimited_at:
            self._grant_unlimited()
            self._unlimited_at = now_s + LOOK_S
        wait_s = SLOT_S - (time.monotonic() - now_s) if limited else LOOK_S / 2
        return max(0.001, wait_s)

    def _hold(self, now_s: float) -> bool:
        was_held, self._is_held = self._is_held, self._lease.hold(self._connection)
        if self._is_held and not was_held:
            self._limited_from = now_s + SECOND_S + LATENESS_S
            self._meters.clear()
        return self._is_held

    def _look(self, now_s: float) -> None:
        """Read tasks, senders and ceilings, and say why tasks wait; several times a second."""
        tasks = control.tasks(self._connection)
        running = tuple(task for task in tasks if task.state is TaskState.RUNNING)
        now = clock.now()
        busy_ids = {
            row["task_id"]
            for row in db.rows(
                self._connection,
                Q["busy_tasks"],
                task_ids=[task.id for task in running],
                now=now,
                gate_closes_at=gate_closes_at(now),
            )
        }
        senders: dict[str, list[UUID]] = {}
        for row in db.rows(self._connection, Q["live_senders"]):
            senders.setdefault(row["role"], []).append(row["id"])
        busy = tuple(task for task in running if task.id in busy_ids)
        ceiling = account.get(self._connection).ceiling
        if {task.id for task in running} != {task.id for task in self._view.running}:
            self._unlimited_at = now_s
        gives_way = people_are_there(self._connection)
        self._view = View(running, busy, senders, ceiling, gives_way)
        self._look_at = now_s + LOOK_S
        self._set_meters(now_s)
        holding.write(self._connection, running, busy_ids, holding.Limits(frozenset(senders), ceiling, gives_way), now)

    def _forget(self, now_s: float) -> None:
        """Drop what processes left that were killed, since every start of one makes a row, and holds of long ago."""
        if now_s >= self._forget_at:
            db.run(self._connection, Q["forget_senders"])
            holding.forget(self._connection, clock.now())
            self._forget_at = now_s + FORGET_S

    def _set_meters(self, now_s: float) -> None:
        wanted: dict[int | None, int] = {task.id: task.ceiling for task in self._view.running if task.ceiling}
        if self._view.ceiling:
            wanted[None] = self._view.ceiling
        self._meters = {
            name: self._meters.get(name) or Meter(ceiling, now_s, SLOT_S) for name, ceiling in wanted.items()
        }
        for name, ceiling in wanted.items():
            self._meters[name].set_ceiling(ceiling)

    def _is_limited(self, task: Task) -> bool:
        return None in self._meters or task.id in self._meters

    def _grant_unlimited(self) -> None:
        grants = Grants()
        for task in self._view.running:
            if not self._is_limited(task):
                for sender_id in self._senders(task):
                    grants.add(sender_id, task, None)
        self._give(grants, UNLIMITED_LASTS_S)

    def _grant_limited(self, limited: Sequence[Task], now_s: float) -> None:
        """Divide what the ceilings leave in this slot; the turn decides who gets what cannot be divided."""
        self._turn += 1
        start = self._turn % len(limited)
        in_turn = [*limited[start:], *limited[:start]]
        wanted = {
            task.id: float(self._meters[task.id].due(now_s)) if task.id in self._meters else inf for task in in_turn
        }
        total = float(self._meters[None].due(now_s)) if None in self._meters else inf
        divided = {task_id: int(amount) for task_id, amount in shares(total, wanted).items() if amount >= 1}
        grants = Grants()
        for task in in_turn:
            self._split(task, divided.get(task.id, 0), grants)
        self._give(grants, LIMITED_LASTS_S)
        # Noted as taken now, not when it was worked out: this process may have been stopped in between.
        given_s = time.monotonic()
        for task_id, amount in divided.items():
            for name in {None, task_id} & self._meters.keys():
                self._meters[name].take(amount, given_s)

    def _split(self, task: Task, amount: int, grants: Grants) -> None:
        senders = self._senders(task)
        count = max(1, min(len(senders), amount // SMALLEST_PART))
        for number in range(count):
            part = amount // count + (number < amount % count)
            if part:
                grants.add(senders[number], task, part)

    def _senders(self, task: Task) -> list[UUID]:
        return self._view.senders.get(ROLE_OF[task.kind], [])

    def _give(self, grants: Grants, lasts_s: float) -> None:
        if grants.sender_ids:
            db.run(
                self._connection,
                Q["grant"],
                sender_ids=grants.sender_ids,
                task_ids=grants.task_ids,
                amounts=grants.amounts,
                task_ceilings=grants.task_ceilings,
                account_ceiling=self._view.ceiling,
                gives_way=self._view.gives_way,
                slot=time.time_ns() // 1000,
                lasts_s=lasts_s,
                lease_name=self._lease.name,
                lease_holder=self._lease.holder,
            )


def people_are_there(connection: db.Connection) -> bool:
    """Whether people asked anything of an API of this database within the last seconds, of real time."""
    found = db.row(connection, Q["asking_people"], names=list(db.FOR_PEOPLE), lately_s=PEOPLE_STAY_S)
    return found is not None and bool(found["are_there"])
