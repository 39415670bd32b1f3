"""One step after another over the batches of tasks: what sending and archiving have in common."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import psycopg

from tidings.core import config, db, log, queries
from tidings.delivery.allowances import Grant, Purse

Q = queries.load("delivery")
logger = log.get(__name__)
SMALLEST_STEP = 25
# Whoever gives way rests so many times as long as it worked, and no longer than that: it has to show that it is there.
REST = 1.0
LONGEST_REST_S = 0.2


@dataclass(frozen=True)
class Walked:
    """What one statement did with a part of a batch; counts are of members."""

    batch_id: int
    done_count: int
    left_out_count: int
    moved_count: int

    @property
    def member_count(self) -> int:
        """Members that have an outcome now, or a place in another batch."""
        return self.done_count + self.left_out_count + self.moved_count


class Step(Protocol):
    """Takes up to `take` members of a task further, in one statement that fails after `valid_until`."""

    def __call__(self, task_id: int, take: int, valid_until: datetime) -> Walked | None:
        """What was done; None when nothing could be claimed."""
        ...


class Walker:
    """Spends the allowances of a process step by step."""

    def __init__(self, connection: db.Connection, role: str, step: Step) -> None:
        prepare(connection)
        go_by_index(connection)
        self._purse = Purse(connection, role)
        self._step = step
        self._largest = config.settings().batch_size

    def poll(self) -> float:
        """Do one step; seconds until the next."""
        grant = self._purse.next(self._largest)
        if grant is None:
            return self._purse.wait_s()
        began_s = time.monotonic()
        walked = self._walk(grant)
        if walked is None:
            self._purse.put_aside(grant.task_id)
        else:
            self._purse.spend(grant, walked.done_count)
        return min(REST * (time.monotonic() - began_s), LONGEST_REST_S) if grant.gives_way else 0

    def _walk(self, grant: Grant) -> Walked | None:
        try:
            walked = self._step(grant.task_id, grant.take, grant.expires_at)
        except psycopg.errors.QueryCanceled:
            # The server is overloaded or the batch too large for it: nothing of it is kept, the next one is smaller.
            self._largest = max(SMALLEST_STEP, self._largest // 2)
            logger.warning("batch.too_slow", task_id=grant.task_id, next_take=self._largest)
            return None
        self._largest = min(config.settings().batch_size, self._largest * 2)
        return walked


def prepare(connection: db.Connection) -> None:
    """Plan each statement once for the connection's life: planning costs as much as sending some twenty members."""
    connection.prepare_threshold = 0
    db.run(connection, Q["set_for_session"], name="plan_cache_mode", value="force_generic_plan")


def go_by_index(connection: db.Connection) -> None:
    """Have statements find everything by its index, in the order of the index.

    They are planned once, at a moment when the tables may look empty still: to sort the few batches that there seem to
    be would then look cheaper than to take the first one from the index.
    """
    for name in ("enable_seqscan", "enable_bitmapscan", "enable_sort"):
        db.run(connection, Q["set_for_session"], name=name, value="off")


def walked(row: dict[str, Any] | None) -> Walked | None:
    """The row that a walking statement returns."""
    return None if row is None else Walked(**row)
