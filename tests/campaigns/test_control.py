"""People who pause, resume and stop what goes out, alone and at the same moment."""

import threading
from collections.abc import Callable

import pytest

from tests.campaigns.drafts import (
    MIA,
    NOON,
    WHY,
    a_draft,
    a_running,
    a_scheduled,
    after,
    an_ended,
    definition,
    in_state,
)
from tests.waiting import until_row
from tidings.campaigns import control, drafting, loading, tasks
from tidings.campaigns.model import CampaignState, TaskState
from tidings.core import db
from tidings.core.errors import Conflict, NotFound

Act = Callable[[db.Connection], object]


def sending(tx: db.Connection, campaign_id: int) -> TaskState:
    task = tasks.sending(tx, campaign_id)
    assert task is not None
    return task.state


def at_once(database: str, acts: list[Act]) -> list[Conflict | None]:
    """What came of several acts of as many people at the same moment: None when it was done."""
    outcomes: list[Conflict | None] = [None] * len(acts)
    strange: list[BaseException] = []
    start = threading.Barrier(len(acts))

    def act(number: int) -> None:
        try:
            with db.connect("person", url=database) as connection:
                start.wait(30)
                acts[number](connection)
        except Conflict as error:
            outcomes[number] = error
        except BaseException as error:
            strange.append(error)

    threads = [threading.Thread(target=act, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert strange == []
    return outcomes


# pause and resume ---------------------------------------------------------------------------------------------------


def test_a_running_campaign_pauses_and_goes_on(tx: db.Connection) -> None:
    campaign_id = a_running(tx)
    control.pause(tx, campaign_id, "send", "noah", "a wrong picture", after(minutes=1))
    assert (sending(tx, campaign_id), loading.get(tx, campaign_id).state) == (TaskState.PAUSED, CampaignState.RUNNING)
    control.resume(tx, campaign_id, "send", MIA, "the right picture", after(minutes=2))
    assert sending(tx, campaign_id) is TaskState.RUNNING
    lines = [
        (each.action, each.from_state, each.to_state, each.who, each.why) for each in loading.changes(tx, campaign_id)
    ]
    assert lines[-2:] == [
        ("pause", "running", "paused", "noah", "a wrong picture"),
        ("resume", "paused", "running", MIA, "the right picture"),
    ]


def test_a_campaign_that_waits_pauses_and_waits_again(tx: db.Connection) -> None:
    campaign_id = a_scheduled(tx)
    control.pause(tx, campaign_id, "send", MIA, WHY, NOON)
    control.resume(tx, campaign_id, "send", MIA, WHY, NOON)
    assert sending(tx, campaign_id) is TaskState.WAITING


def test_a_pause_keeps_when_the_task_began(tx: db.Connection) -> None:
    campaign_id = a_running(tx)
    control.pause(tx, campaign_id, "send", MIA, WHY, after(minutes=1))
    control.resume(tx, campaign_id, "send", MIA, WHY, after(minutes=2))
    assert [task.started_at for task in tasks.tasks(tx)] == [NOON]


def test_a_second_pause_or_resume_says_what_is_so_already(tx: db.Connection) -> None:
    campaign_id = a_running(tx)
    with pytest.raises(Conflict, match="is running, so it cannot be resumed"):
        control.resume(tx, campaign_id, "send", MIA, WHY, NOON)
    control.pause(tx, campaign_id, "send", MIA, WHY, NOON)
    with pytest.raises(Conflict, match="is paused and cannot become paused"):
        control.pause(tx, campaign_id, "send", MIA, WHY, NOON)
    assert [change.action for change in loading.changes(tx, campaign_id)].count("pause") == 1


@pytest.mark.parametrize("state", [CampaignState.DRAFT, CampaignState.IN_REVIEW])
def test_what_was_not_launched_cannot_be_paused_resumed_or_stopped(tx: db.Connection, state: CampaignState) -> None:
    campaign_id = in_state(tx, state)
    for act in (control.pause, control.resume, control.stop):
        with pytest.raises(Conflict, match="was not launched yet"):
            act(tx, campaign_id, "send", MIA, WHY, NOON)
        with pytest.raises(Conflict, match="has no archive task yet"):
            act(tx, campaign_id, "archive", MIA, WHY, NOON)


@pytest.mark.parametrize("state", [CampaignState.COMPLETED, CampaignState.INCOMPLETE, CampaignState.STOPPED])
def test_what_has_ended_cannot_be_paused_resumed_or_stopped(tx: db.Connection, state: CampaignState) -> None:
    campaign_id = in_state(tx, state)
    before = loading.get(tx, campaign_id), loading.changes(tx, campaign_id)
    for act in (control.pause, control.resume, control.stop):
        with pytest.raises(Conflict):
            act(tx, campaign_id, "send", MIA, WHY, NOON)
    assert (loading.get(tx, campaign_id), loading.changes(tx, campaign_id)) == before


def test_a_campaign_that_is_not_there_cannot_be_moved(tx: db.Connection) -> None:
    for act in (control.pause, control.resume, control.stop):
        with pytest.raises(NotFound, match="no campaign 99"):
            act(tx, 99, "send", MIA, WHY, NOON)


@pytest.mark.parametrize("act", [control.pause, control.stop])
def test_a_pause_or_stop_is_acknowledged_after_what_was_under_way(
    tx: db.Connection, database: str, act: Callable[..., None]
) -> None:
    """A sender's statement that began before it may still end, but not after the acknowledgement."""
    campaign_id = a_running(tx)
    order: list[str] = []

    def end() -> None:
        with db.connect("person", url=database) as connection:
            act(connection, campaign_id, "send", MIA, WHY, NOON)
            order.append("acknowledged")

    with db.connect("sender", url=database) as sender:
        with db.transaction(sender):
            sender.execute("select 1")
            thread = threading.Thread(target=end)
            thread.start()
            until_row(tx, "select 1 from task where state in ('paused', 'stopped')")
            order.append("ended")
        thread.join(30)
    assert order == ["ended", "acknowledged"]


def test_whoever_pauses_again_is_told_that_it_is_paused_only_when_nothing_is_under_way_any_more(
    tx: db.Connection, database: str
) -> None:
    """The first answer may have been lost, with its process, before the wait was over."""
    campaign_id = a_running(tx)
    order: list[str] = []

    def pause_again() -> None:
        with db.connect("person", url=database) as connection, pytest.raises(Conflict, match="paused"):
            control.pause(connection, campaign_id, "send", MIA, WHY, NOON)
        order.append("told")

    control.pause(tx, campaign_id, "send", MIA, WHY, NOON)
    with db.connect("sender", url=database) as sender:
        with db.transaction(sender):
            sender.execute("select 1")
            thread = threading.Thread(target=pause_again)
            thread.start()
            until_row(
                tx, "select from pg_stat_activity where application_name = 'tidings-person' and query ~ 'xact_start'"
            )
            order.append("ended")
        thread.join(30)
    assert order == ["ended", "told"]


# stop and end -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("maker", [a_scheduled, a_running])
def test_stopping_to_send_ends_the_campaign(tx: db.Connection, maker: Callable[[db.Connection], int]) -> None:
    campaign_id = maker(tx)
    control.stop(tx, campaign_id, "send", "noah", "too late", after(minutes=5))
    campaign = loading.get(tx, campaign_id)
    assert (campaign.state, campaign.ended_as) == (CampaignState.STOPPED, CampaignState.STOPPED)
    assert campaign.ended_at == after(minutes=5)
    assert sending(tx, campaign_id) is TaskState.STOPPED and tasks.tasks(tx) == []
    assert {(change.who, change.why) for change in loading.changes(tx, campaign_id)[-2:]} == {("noah", "too late")}


def test_a_paused_campaign_is_stopped_without_going_on(tx: db.Connection) -> None:
    campaign_id = a_running(tx)
    control.pause(tx, campaign_id, "send", MIA, WHY, NOON)
    control.stop(tx, campaign_id, "send", MIA, WHY, NOON)
    assert loading.get(tx, campaign_id).state is CampaignState.STOPPED


@pytest.mark.parametrize(
    ("state", "task"),
    [
        (CampaignState.COMPLETED, TaskState.DONE),
        (CampaignState.INCOMPLETE, TaskState.DONE),
        (CampaignState.STOPPED, TaskState.STOPPED),
    ],
)
def test_a_campaign_finishes_with_its_task(tx: db.Connection, state: CampaignState, task: TaskState) -> None:
    campaign_id = an_ended(tx, state)
    campaign = loading.get(tx, campaign_id)
    assert (campaign.state, campaign.ended_as, campaign.ended_at) == (state, state, NOON)
    assert sending(tx, campaign_id) is task
    assert {change.who for change in loading.changes(tx, campaign_id)[-2:]} == {"tidings"}


def test_a_campaign_finishes_once_and_in_no_other_state(tx: db.Connection) -> None:
    for campaign_id in (a_draft(tx), a_scheduled(tx), an_ended(tx), an_ended(tx, CampaignState.STOPPED)):
        with pytest.raises(Conflict), db.transaction(tx):
            control.finish(tx, campaign_id, CampaignState.COMPLETED, WHY, NOON)
    with pytest.raises(Conflict), db.transaction(tx):
        control.finish(tx, a_running(tx), CampaignState.ARCHIVED, WHY, NOON)


def test_a_campaign_that_ran_out_while_it_was_paused_finishes(tx: db.Connection) -> None:
    campaign_id = a_running(tx)
    control.pause(tx, campaign_id, "send", MIA, WHY, NOON)
    with db.transaction(tx):
        control.finish(tx, campaign_id, CampaignState.INCOMPLETE, "its deadline has passed", NOON)
    assert loading.get(tx, campaign_id).state is CampaignState.INCOMPLETE


# people at the same moment ------------------------------------------------------------------------------------------


def test_of_several_people_who_pause_exactly_one_does(tx: db.Connection, database: str) -> None:
    campaign_id = a_running(tx)
    people = [f"person-{number}" for number in range(6)]
    acts: list[Act] = [
        lambda connection, who=who: control.pause(connection, campaign_id, "send", who, WHY, NOON)  # type: ignore[misc]
        for who in people
    ]
    outcomes = at_once(database, acts)
    [winner] = [who for who, outcome in zip(people, outcomes, strict=True) if outcome is None]
    assert [change.who for change in loading.changes(tx, campaign_id) if change.action == "pause"] == [winner]
    assert all("is paused" in str(outcome) for outcome in outcomes if outcome is not None)


def test_of_several_people_who_launch_exactly_one_does(tx: db.Connection, database: str) -> None:
    campaign_id = a_draft(tx)
    acts: list[Act] = [lambda connection: control.launch(connection, campaign_id, MIA, WHY, NOON)] * 6
    outcomes = at_once(database, acts)
    assert outcomes.count(None) == 1
    assert len(tasks.of_campaign(tx, campaign_id)) == 1
    assert tx.execute("select count(*) as count from content").fetchone() == {"count": 2}


@pytest.mark.parametrize("attempt", range(5))
def test_of_a_stop_and_a_taking_back_exactly_one_happens(tx: db.Connection, database: str, attempt: int) -> None:
    campaign_id = a_scheduled(tx)
    stopped, taken = at_once(
        database,
        [
            lambda connection: control.stop(connection, campaign_id, "send", MIA, WHY, NOON),
            lambda connection: control.take_back(connection, campaign_id, "noah", WHY, NOON),
        ],
    )
    assert (stopped is None) != (taken is None)
    state = loading.get(tx, campaign_id).state
    assert state is (CampaignState.STOPPED if stopped is None else CampaignState.DRAFT)


@pytest.mark.parametrize("attempt", range(5))
def test_of_an_edit_and_a_launch_the_launched_text_is_the_one_that_is_stored(
    tx: db.Connection, database: str, attempt: int
) -> None:
    campaign_id = a_draft(tx)
    edited, launched = at_once(
        database,
        [
            lambda connection: drafting.edit(connection, campaign_id, definition(name="Edited"), 1, MIA, NOON),
            lambda connection: control.launch(connection, campaign_id, "noah", WHY, NOON),
        ],
    )
    campaign = loading.get(tx, campaign_id)
    assert launched is None and campaign.state is CampaignState.SCHEDULED
    assert campaign.name == campaign.definition.name == ("Edited" if edited is None else "Spring cleaning")
    assert edited is None or "only a draft can be edited. Take it back first." in str(edited)


@pytest.mark.parametrize("attempt", range(5))
def test_of_a_person_who_stops_and_the_end_exactly_one_ends_it(tx: db.Connection, database: str, attempt: int) -> None:
    campaign_id = a_running(tx)

    def finish(connection: db.Connection) -> None:
        with db.transaction(connection):
            control.finish(connection, campaign_id, CampaignState.COMPLETED, WHY, NOON)

    stopped, finished = at_once(
        database, [lambda connection: control.stop(connection, campaign_id, "send", MIA, WHY, NOON), finish]
    )
    assert (stopped is None) != (finished is None)
    state = CampaignState.STOPPED if stopped is None else CampaignState.COMPLETED
    assert loading.get(tx, campaign_id).state is state
    assert sending(tx, campaign_id) is (TaskState.STOPPED if stopped is None else TaskState.DONE)


@pytest.mark.parametrize("attempt", range(3))
def test_of_taking_back_and_beginning_exactly_one_happens(tx: db.Connection, database: str, attempt: int) -> None:
    campaign_id = a_scheduled(tx)

    def begin(connection: db.Connection) -> None:
        with db.transaction(connection):
            control.begin(connection, campaign_id, NOON)

    taken, begun = at_once(
        database, [lambda connection: control.take_back(connection, campaign_id, MIA, WHY, NOON), begin]
    )
    assert (taken is None) != (begun is None)
    state = CampaignState.DRAFT if taken is None else CampaignState.RUNNING
    assert loading.get(tx, campaign_id).state is state
    assert len(tasks.of_campaign(tx, campaign_id)) == (0 if taken is None else 1)
