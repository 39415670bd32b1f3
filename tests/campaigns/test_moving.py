import psycopg
import pytest

from tests.campaigns.drafts import MIA, NOON, WHY, a_draft, a_running, a_scheduled, after, an_archived, in_state
from tidings.campaigns import control, loading, moving, tasks
from tidings.campaigns.model import CAMPAIGN_EDGES, TASK_EDGES, CampaignState, TaskState
from tidings.campaigns.tasks import Task
from tidings.core import db
from tidings.core.errors import BadInput, Conflict

C, T = CampaignState, TaskState
# Every edge written out, so that one more or less in the model is a decision and not a slip.
CAMPAIGN_TABLE = {
    C.DRAFT: {C.IN_REVIEW, C.SCHEDULED},
    C.IN_REVIEW: {C.DRAFT, C.SCHEDULED},
    C.SCHEDULED: {C.DRAFT, C.RUNNING, C.STOPPED},
    C.RUNNING: {C.COMPLETED, C.INCOMPLETE, C.STOPPED},
    C.COMPLETED: {C.ARCHIVED},
    C.INCOMPLETE: {C.ARCHIVED},
    C.STOPPED: {C.ARCHIVED},
    C.ARCHIVED: {C.COMPLETED, C.INCOMPLETE, C.STOPPED},
}
TASK_TABLE = {
    T.WAITING: {T.RUNNING, T.PAUSED, T.STOPPED},
    T.RUNNING: {T.PAUSED, T.DONE, T.STOPPED},
    T.PAUSED: {T.RUNNING, T.WAITING, T.DONE, T.STOPPED},
    T.DONE: set(),
    T.STOPPED: set(),
}


class Undo(Exception):
    """Takes a try back."""


def moved(tx: db.Connection, campaign_id: int, to: CampaignState) -> CampaignState:
    """The state after a move, which is then undone. Raises Conflict."""
    campaign = loading.get(tx, campaign_id)
    more = {"opens_at": NOON} if to is C.SCHEDULED else {}
    found: list[CampaignState] = []
    try:
        with db.transaction(tx):
            moving.move(tx, campaign, to, "try", MIA, WHY, NOON, **more)
            found.append(loading.get(tx, campaign_id).state)
            raise Undo
    except Undo:
        return found[0]


def task_in(tx: db.Connection, state: TaskState) -> Task:
    """A send task in this state."""
    campaign_id = a_scheduled(tx) if state in (T.WAITING, T.PAUSED) else a_running(tx)
    if state is T.PAUSED:
        control.pause(tx, campaign_id, "send", MIA, WHY, NOON)
    if state is T.STOPPED:
        control.stop(tx, campaign_id, "send", MIA, WHY, NOON)
    if state is T.DONE:
        with db.transaction(tx):
            control.finish(tx, campaign_id, C.COMPLETED, WHY, NOON)
    task = tasks.sending(tx, campaign_id)
    assert task is not None and task.state is state
    return task


def test_the_edges_are_those_that_were_decided() -> None:
    assert {(source, to) for source, ends in CAMPAIGN_TABLE.items() for to in ends} == CAMPAIGN_EDGES
    assert {(source, to) for source, ends in TASK_TABLE.items() for to in ends} == TASK_EDGES


@pytest.mark.parametrize("source", [state for state in C if state is not C.ARCHIVED])
def test_a_campaign_moves_along_its_edges_and_no_others(tx: db.Connection, source: CampaignState) -> None:
    campaign_id = in_state(tx, source)
    before = loading.get(tx, campaign_id), loading.changes(tx, campaign_id)
    for to in C:
        if to in CAMPAIGN_TABLE[source]:
            assert moved(tx, campaign_id, to) is to
        else:
            with pytest.raises(Conflict, match="from here it can only become"):
                moved(tx, campaign_id, to)
        assert (loading.get(tx, campaign_id), loading.changes(tx, campaign_id)) == before


@pytest.mark.parametrize("ended_as", [C.COMPLETED, C.INCOMPLETE, C.STOPPED])
def test_an_archived_campaign_becomes_only_what_it_was(tx: db.Connection, ended_as: CampaignState) -> None:
    campaign_id = an_archived(tx, ended_as)
    for to in C:
        if to is ended_as:
            assert moved(tx, campaign_id, to) is ended_as
        else:
            with pytest.raises(Conflict, match=f"is archived and cannot become .*: .* only become {ended_as}"):
                moved(tx, campaign_id, to)


@pytest.mark.parametrize("source", T)
def test_a_task_moves_along_its_edges_and_no_others(tx: db.Connection, source: TaskState) -> None:
    task = task_in(tx, source)
    for to in T:
        states: list[TaskState] = []
        try:
            with db.transaction(tx):
                moving.move_task(tx, task, to, "try", MIA, WHY, NOON)
                states.append(control.task(tx, task.id).state)
                raise Undo
        except Undo:
            assert to in TASK_TABLE[source] and states == [to]
        except Conflict as error:
            assert to not in TASK_TABLE[source]
            assert f"is {source} and cannot become {to}" in str(error)
        assert control.task(tx, task.id) == task


def test_a_move_leaves_a_line_with_who_why_and_when(tx: db.Connection) -> None:
    campaign_id = a_draft(tx)
    with db.transaction(tx):
        campaign = loading.lock(tx, campaign_id)
        moving.move(tx, campaign, C.IN_REVIEW, "submit", "noah", "please look", after(minutes=1))
    change = loading.changes(tx, campaign_id)[-1]
    assert (change.action, change.from_state, change.to_state) == ("submit", "draft", "in_review")
    assert (change.who, change.why, change.changed_at) == ("noah", "please look", after(minutes=1))


def test_whoever_saw_an_older_state_moves_nothing(tx: db.Connection) -> None:
    campaign_id = a_draft(tx)
    seen = loading.get(tx, campaign_id)
    control.submit(tx, campaign_id, MIA, WHY, NOON)
    with pytest.raises(Conflict, match="no longer draft"):
        moving.move(tx, seen, C.IN_REVIEW, "submit", MIA, WHY, NOON)
    task = task_in(tx, T.WAITING)
    control.pause(tx, task.campaign_id, "send", MIA, WHY, NOON)
    with pytest.raises(Conflict, match="no longer waiting"):
        moving.move_task(tx, task, T.RUNNING, "begin", MIA, WHY, NOON)
    assert [change.action for change in loading.changes(tx, campaign_id)] == ["create", "submit"]


@pytest.mark.parametrize(("who", "why"), [("", WHY), ("  ", WHY), (MIA, ""), (MIA, "\n")])
def test_nothing_changes_without_who_and_why(tx: db.Connection, who: str, why: str) -> None:
    draft, scheduled, running, ended = (in_state(tx, state) for state in (C.DRAFT, C.SCHEDULED, C.RUNNING, C.COMPLETED))
    reviewed, archived = in_state(tx, C.IN_REVIEW), in_state(tx, C.ARCHIVED)
    for act in (
        lambda: control.launch(tx, draft, who, why, NOON),
        lambda: control.submit(tx, draft, who, why, NOON),
        lambda: control.approve(tx, reviewed, who, why, NOON),
        lambda: control.reject(tx, reviewed, who, why, NOON),
        lambda: control.take_back(tx, scheduled, who, why, NOON),
        lambda: control.pause(tx, running, "send", who, why, NOON),
        lambda: control.resume(tx, running, "send", who, why, NOON),
        lambda: control.stop(tx, running, "send", who, why, NOON),
        lambda: control.set_ceiling(tx, running, 5, who, why, NOON),
        lambda: control.set_stop_at(tx, running, None, who, why, NOON),
        lambda: control.set_archive(tx, ended, None, 5, who, why, NOON),
        lambda: control.undo_archive(tx, archived, who, why, NOON),
    ):
        with pytest.raises(BadInput, match="nothing changes without"):
            act()
    states = [loading.get(tx, each).state for each in (draft, reviewed, scheduled, running, ended, archived)]
    assert states == [C.DRAFT, C.IN_REVIEW, C.SCHEDULED, C.RUNNING, C.COMPLETED, C.ARCHIVED]


@pytest.mark.parametrize(
    "impossible",
    [
        "state = 'running'",
        "state = 'sleeping'",
        "launched_at = now()",
        "ended_as = 'completed'",
        "state = 'archived', launched_at = now()",
        "archived_at = now()",
        "sender_id = 5",
    ],
)
def test_an_impossible_campaign_cannot_be_stored(tx: db.Connection, impossible: str) -> None:
    campaign_id = a_draft(tx)
    with pytest.raises(psycopg.errors.CheckViolation):
        tx.execute(db.sql(f"update campaign set {impossible} where id = {campaign_id}"))
