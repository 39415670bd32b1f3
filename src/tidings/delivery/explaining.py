"""What became of one person in one campaign, and why."""

from dataclasses import dataclass
from datetime import datetime

from tidings.campaigns import loading
from tidings.campaigns.tasks import Task, sending
from tidings.chat import conversations
from tidings.core import db, queries

Q = queries.load("delivery")
REASONS = {
    "already_open": "had this conversation before, so it was not opened twice",
    "skipped.opted_out": "opted out of this category, or of all of them",
    "skipped.blocked": "blocked the sender",
    "skipped.erased": "was erased between planning and sending",
    "skipped.excluded": "belongs to those whom the campaign excludes",
    "skipped.too_late": "its local send time had passed by more than an hour at launch",
}


@dataclass(frozen=True)
class Explanation:
    """`outcome` is a word for programs, `why` a sentence for people; `at` is when it was decided, if it was."""

    outcome: str
    why: str
    at: datetime | None = None
    batch_id: int | None = None


def explain(tx: db.Connection, campaign_id: int, person_id: int) -> Explanation:
    """What became of the person. Raises NotFound when there is no such campaign."""
    campaign = loading.get(tx, campaign_id)
    task = sending(tx, campaign_id)
    if task is None:
        return Explanation("not_launched", f"The campaign is {campaign.state}: nobody was sent it yet.")
    placed = db.row(tx, Q["batch_of_person"], task_id=task.id, person_id=person_id)
    if placed is None:
        return _outside(tx, task)
    kept = db.row(tx, Q["ledger_row"], campaign_id=campaign_id, person_id=person_id)
    if kept is not None:
        why = REASONS.get(kept["outcome"], "was left out")
        return Explanation(kept["outcome"], f"The person {why}.", kept["decided_at"], placed["id"])
    entry = conversations.find(tx, person_id, campaign.sender_id, campaign.topic_name)
    if entry is not None:
        return Explanation("sent", "The message is in the person's inbox.", entry.opened_at, placed["id"])
    return _unsent(tx, task, placed)


def _outside(tx: db.Connection, task: Task) -> Explanation:
    if db.row(tx, Q["plan"], task_id=task.id) is None:
        if not task.is_alive:
            return Explanation("stopped", "The campaign was stopped before its members were frozen.", task.ended_at)
        return Explanation("not_planned", "The campaign's members are frozen shortly before it opens, and are not yet.")
    return Explanation("not_in_audience", "The person was not in the audience when it was frozen.")


def _unsent(tx: db.Connection, task: Task, placed: db.Row) -> Explanation:
    if placed["state"] == "expired":
        return Explanation("expired", "The deadline came before the person's turn.", placed["ended_at"], placed["id"])
    if placed["state"] == "stopped":
        return Explanation(
            "stopped", "The campaign was stopped before the person's turn.", placed["ended_at"], placed["id"]
        )
    window = db.row(tx, Q["window"], task_id=task.id, number=placed["window_number"])
    opens = f" Its window opens at {window['opens_at'].isoformat(timespec='minutes')}." if window else ""
    return Explanation(
        "waiting", f"The person's turn has not come; the task is {task.state}.{opens}", None, placed["id"]
    )
