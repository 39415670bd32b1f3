"""The governor and senders' purses under a monotonic clock that a test moves slot by slot."""

import itertools
import uuid
from collections import defaultdict
from dataclasses import dataclass, field

import pytest

from tidings.core import db
from tidings.delivery import allowances, pacing, walking
from tidings.delivery.pacing import SLOT_S, Governor


@dataclass
class Stopwatch:
    """Stands for the module `time` where only real seconds are asked for."""

    now_s: float = 1000.0
    _slots: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def monotonic(self) -> float:
        return self.now_s

    def time_ns(self) -> int:
        """Another one at each call, as the real one would be."""
        return next(self._slots) * 1000

    @classmethod
    def instead_of_time(cls, monkeypatch: pytest.MonkeyPatch) -> "Stopwatch":
        """A stopwatch that governor and purses look at from now on."""
        watch = cls()
        monkeypatch.setattr(pacing, "time", watch)
        monkeypatch.setattr(allowances, "time", watch)
        monkeypatch.setattr(walking, "time", watch)
        return watch


def a_process(tx: db.Connection, role: str = "sender") -> uuid.UUID:
    """Let a process of a role be alive for good."""
    process_id = uuid.uuid4()
    tx.execute(
        "insert into sender (id, role, started_at, seen_at)"
        " values (%s, %s, clock_timestamp(), clock_timestamp() + interval '1 hour')",
        (process_id, role),
    )
    return process_id


def die(tx: db.Connection, process_id: uuid.UUID) -> None:
    """Let a process not have been seen for two seconds."""
    tx.execute("update sender set seen_at = clock_timestamp() - interval '2 seconds' where id = %s", (process_id,))


@dataclass
class Given:
    """One row that the governor wrote: `at_s` of the stopwatch."""

    at_s: float
    sender_id: uuid.UUID
    task_id: int
    amount: int | None


class Slots:
    """Polls a governor slot by slot and keeps everything that it gave."""

    def __init__(self, tx: db.Connection, watch: Stopwatch, governor: Governor) -> None:
        self.given: list[Given] = []
        self._tx = tx
        self._watch = watch
        self._governor = governor
        self._slots_seen: set[tuple[uuid.UUID, int, int]] = set()
        self._read()
        self.given.clear()

    def run(self, seconds: float) -> list[Given]:
        """What was given in the next seconds."""
        begin = len(self.given)
        for _ in range(round(seconds / SLOT_S)):
            self._watch.now_s += SLOT_S
            self._governor.poll()
            self._read()
        return self.given[begin:]

    def _read(self) -> None:
        for row in self._tx.execute(
            "select sender_id, task_id, slot, amount from allowance order by task_id, sender_id"
        ):
            key = (row["sender_id"], row["task_id"], row["slot"])
            if key not in self._slots_seen:
                self._slots_seen.add(key)
                self.given.append(Given(self._watch.now_s, row["sender_id"], row["task_id"], row["amount"]))


def by_task(given: list[Given]) -> dict[int, int]:
    """The messages that were given for each task."""
    found: dict[int, int] = defaultdict(int)
    for row in given:
        found[row.task_id] += row.amount or 0
    return dict(found)


def by_sender(given: list[Given]) -> dict[uuid.UUID, int]:
    """The messages that were given to each sender."""
    found: dict[uuid.UUID, int] = defaultdict(int)
    for row in given:
        found[row.sender_id] += row.amount or 0
    return dict(found)


def most_in_a_second(given: list[Given]) -> int:
    """The most messages that any second was given."""
    ends = [row.at_s for row in given]
    return max((sum(row.amount or 0 for row in given if end - 1 < row.at_s <= end) for end in ends), default=0)
