"""Finishes: ends what can no longer be sent, compares every batch with what is there, and only then calls it done."""

from datetime import datetime
from enum import StrEnum

from tidings.campaigns import control, loading
from tidings.campaigns.model import CampaignState
from tidings.campaigns.tasks import Task
from tidings.chat import topics
from tidings.core import db, log, queries

Q = queries.load("delivery")
# What is compared at a look: little while there is something to send, because it slows sending down; then all at once.
BATCHES_BESIDE = 2
BATCHES_A_LOOK = 20
logger = log.get(__name__)


class BatchEnd(StrEnum):
    """What ends a batch before all its members had their turn."""

    EXPIRED = "expired"
    STOPPED = "stopped"


def close_expired(tx: db.Connection, task_id: int, now: datetime) -> int:
    """End batches whose deadline came before their turn; how many."""
    return db.run(tx, Q["close_expired_batches"], task_id=task_id, now=now)


def close_stopped(tx: db.Connection, now: datetime) -> int:
    """End what is left of tasks that were stopped; how many batches."""
    alive_ids = [task.id for task in control.tasks(tx)]
    found = db.rows(tx, Q["tasks_with_ready_batches"], alive_ids=alive_ids)
    # Asked once more: a task may be younger than the answer above. One that ended does not come back.
    ended_ids = [row["task_id"] for row in found if not control.task(tx, row["task_id"]).is_alive]
    return sum(
        db.run(tx, Q["close_batches"], task_id=task_id, state=BatchEnd.STOPPED, now=now) for task_id in ended_ids
    )


def check(tx: db.Connection, task: Task, said: log.Changes) -> int:
    """Compare some batches that ended with what entries and ledger say of their members; how many were found right.

    A batch that is wrong is logged, once, and stays unchecked, so its campaign is never called completed.
    """
    campaign = loading.get(tx, task.campaign_id)
    found = db.row(
        tx,
        Q["check_batches"],
        task_id=task.id,
        campaign_id=campaign.id,
        peer_id=campaign.sender_id,
        topic=topics.number(campaign.topic_name),
        limit=BATCHES_A_LOOK,
        limit_beside=BATCHES_BESIDE,
    )
    assert found is not None, "a count always has a row"
    if said.is_new(("batch.wrong", task.id), found["wrong_ids"]):
        logger.error("batch.wrong", campaign_id=campaign.id, batch_ids=found["wrong_ids"])
    return int(found["right_count"])


def finish_sending(connection: db.Connection, task: Task, now: datetime, said: log.Changes) -> bool:
    """End a campaign whose every frozen member has exactly one outcome; whether it did.

    One whose members do not add up goes on running, and is logged once.
    """
    totals = db.row(connection, Q["batch_totals"], task_id=task.id)
    plan = db.row(connection, Q["plan"], task_id=task.id)
    if totals is None or plan is None or totals["ready_count"] or totals["unchecked_count"]:
        return False
    unsent_count = totals["expired_count"] + totals["stopped_count"]
    if totals["done_count"] + totals["left_out_count"] + unsent_count != plan["member_count"]:
        if said.is_new(("campaign.does_not_add_up", task.id), totals):
            logger.error("campaign.does_not_add_up", campaign_id=task.campaign_id, **totals)
        return False
    state = CampaignState.INCOMPLETE if unsent_count else CampaignState.COMPLETED
    why = f"its deadline came before {unsent_count} of its members" if unsent_count else "every member has an outcome"
    with db.transaction(connection) as tx:
        control.finish(tx, task.campaign_id, state, why, now)
    return True
