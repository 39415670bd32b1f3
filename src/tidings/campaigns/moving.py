"""The only way a campaign or a task changes its state: along a declared edge, against races, with who and why."""

from datetime import datetime
from typing import Any

from tidings.campaigns.loading import Campaign
from tidings.campaigns.model import CAMPAIGN_EDGES, TASK_EDGES, CampaignState, TaskState
from tidings.campaigns.tasks import Task
from tidings.core import db, queries
from tidings.core.errors import BadInput, Conflict

Q = queries.load("campaigns")
SYSTEM = "tidings"
_QUERY = {
    CampaignState.DRAFT: "move_back_to_draft",
    CampaignState.SCHEDULED: "move_to_scheduled",
    CampaignState.COMPLETED: "move_to_end",
    CampaignState.INCOMPLETE: "move_to_end",
    CampaignState.STOPPED: "move_to_end",
    CampaignState.ARCHIVED: "move_to_archived",
}


def check_named(who: str, why: str) -> None:
    """Raises BadInput unless both say something."""
    if not who.strip():
        raise BadInput("Say who does this: nothing changes without a name.")
    if not why.strip():
        raise BadInput("Say why this is done: nothing changes without a reason.")


def move(
    tx: db.Connection,
    campaign: Campaign,
    to: CampaignState,
    action: str,
    who: str,
    why: str,
    now: datetime,
    **more: Any,
) -> None:
    """Move the campaign and record it. Raises Conflict when no edge leads there or somebody else was quicker."""
    check_edge(campaign, to)
    query = "move_out_of_archive" if campaign.state is CampaignState.ARCHIVED else _query(to)
    moved_count = db.run(tx, Q[query], id=campaign.id, from_state=campaign.state, to_state=to, now=now, **more)
    if not moved_count:
        raise Conflict(f"Campaign {campaign.id} is no longer {campaign.state}: somebody else moved it. Look again.")
    record(tx, campaign.id, None, action, campaign.state, to, who, why, now)


def check_edge(campaign: Campaign, to: CampaignState) -> None:
    """Raises Conflict, saying what is possible instead, when no edge leads from the campaign's state to `to`."""
    ahead = sorted(target for source, target in CAMPAIGN_EDGES if source is campaign.state)
    if campaign.state is CampaignState.ARCHIVED:
        # It can only become again what it was.
        ahead = [state for state in ahead if state is campaign.ended_as]
    if to not in ahead:
        raise Conflict(
            f"Campaign {campaign.id} is {words(campaign.state)} and cannot become {words(to)}: "
            f"from here it can only become {_list(ahead)}."
        )


def move_task(tx: db.Connection, task: Task, to: TaskState, action: str, who: str, why: str, now: datetime) -> None:
    """Move the task and record it. Raises Conflict when no edge leads there or somebody else was quicker."""
    if (task.state, to) not in TASK_EDGES:
        ahead = sorted(target for source, target in TASK_EDGES if source is task.state)
        possible = f"from here it can only become {_list(ahead)}" if ahead else "it is over"
        raise Conflict(
            f"The {task.kind} task of campaign {task.campaign_id} is {task.state} and cannot become {to}: {possible}."
        )
    if not db.run(tx, Q["move_task"], id=task.id, from_state=task.state, to_state=to, now=now):
        raise Conflict(
            f"The {task.kind} task of campaign {task.campaign_id} is no longer {task.state}: "
            "somebody else moved it. Look again."
        )
    record(tx, task.campaign_id, task.id, action, task.state, to, who, why, now)


def record(
    tx: db.Connection,
    campaign_id: int,
    task_id: int | None,
    action: str,
    from_state: str,
    to_state: str,
    who: str,
    why: str,
    now: datetime,
) -> None:
    """Write one line of the campaign's history."""
    db.run(
        tx,
        Q["record"],
        campaign_id=campaign_id,
        task_id=task_id,
        action=action,
        from_state=from_state,
        to_state=to_state,
        who=who,
        why=why,
        now=now,
    )


def words(state: CampaignState) -> str:
    """A state as it stands in a sentence."""
    return "in review" if state is CampaignState.IN_REVIEW else str(state)


def _query(to: CampaignState) -> str:
    return _QUERY.get(to, "move")


def _list(states: list[Any]) -> str:
    return " or ".join(str(state).replace("_", " ") for state in states)
