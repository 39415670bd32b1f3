"""The finisher: ends what can no longer be sent, checks batches against the rows, and completes what adds up.

It also completes the erasures of people that were cut off.
"""

import time

from tidings.campaigns import control, erasing, loading
from tidings.campaigns.model import CampaignState, TaskState
from tidings.campaigns.tasks import Task
from tidings.core import clock, db, log
from tidings.core.errors import Conflict
from tidings.core.lease import Lease
from tidings.core.loop import Poll
from tidings.delivery import expiring, finishing

LOOK_S = 0.2
LEASE_S = 2.0
ERASE_S = 2.0
logger = log.get(__name__)


def begin(connection: db.Connection) -> Poll:
    """The finisher's poll: one look at every task that is alive."""
    lease = Lease("finisher", LEASE_S)
    said = log.Changes()
    erase_at = float("-inf")

    def poll() -> float:
        nonlocal erase_at
        if not lease.hold(connection):
            return LOOK_S
        if time.monotonic() >= erase_at:
            erasing.complete(connection, clock.now())
            erase_at = time.monotonic() + ERASE_S
        finishing.close_stopped(connection, clock.now())
        found_count = 0
        for task in control.tasks(connection):
            if task.started_at is None:
                continue
            try:
                found_count += _look(connection, task, said)
            except Conflict as conflict:
                logger.info("finisher.overtaken", campaign_id=task.campaign_id, reason=str(conflict))
        return 0 if found_count >= finishing.BATCHES_A_LOOK else LOOK_S

    return poll


def _look(connection: db.Connection, task: Task, said: log.Changes) -> int:
    """Take one task further; how many batches it checked or copied."""
    now = clock.now()
    if task.kind == "send":
        finishing.close_expired(connection, task.id, now)
        checked_count = finishing.check(connection, task, said)
        if checked_count < finishing.BATCHES_A_LOOK:
            finishing.finish_sending(connection, task, now, said)
        return checked_count
    copied_count = expiring.feed(connection, task, now)
    if not copied_count and task.state is TaskState.RUNNING and _has_ended(connection, task):
        expiring.finish(connection, task, now)
    return copied_count


def _has_ended(connection: db.Connection, task: Task) -> bool:
    """Whether the campaign is over: its archive is not finished before it is."""
    return loading.get(connection, task.campaign_id).state is not CampaignState.RUNNING
