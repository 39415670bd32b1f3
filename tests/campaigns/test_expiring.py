from datetime import datetime

import pytest

from tests.campaigns.drafts import MIA, NOON, WHY, a_running, after, an_archived, an_ended, in_state
from tidings.campaigns import control, expiring, loading, tasks
from tidings.campaigns.model import CampaignState, TaskState
from tidings.core import db
from tidings.core.errors import Conflict

C, T = CampaignState, TaskState
ENDS = [C.COMPLETED, C.INCOMPLETE, C.STOPPED]


def an_archiving(tx: db.Connection, state: CampaignState = C.COMPLETED, **changes: object) -> int:
    """A campaign that ended so and is being archived."""
    campaign_id = an_ended(tx, state, **changes)
    with db.transaction(tx):
        expiring.open_archive(tx, campaign_id, NOON)
    return campaign_id


def walk(tx: db.Connection, campaign_id: int) -> tuple[str, TaskState]:
    found = tasks.last_walk(tx, campaign_id)
    assert found is not None
    return found.kind, found.state


def expiry(tx: db.Connection, campaign_id: int) -> tuple[datetime | None, int | None]:
    definition = loading.get(tx, campaign_id).definition
    return definition.archive_at, definition.archive_after_days


@pytest.mark.parametrize("state", ENDS)
def test_an_archive_runs_at_once_and_ends_in_archived(tx: db.Connection, state: CampaignState) -> None:
    campaign_id = an_archiving(tx, state)
    assert walk(tx, campaign_id) == ("archive", T.RUNNING)
    assert loading.get(tx, campaign_id).state is state
    with db.transaction(tx):
        control.finish_archive(tx, campaign_id, after(hours=1))
    campaign = loading.get(tx, campaign_id)
    assert (campaign.state, campaign.ended_as, campaign.archived_at) == (C.ARCHIVED, state, after(hours=1))
    assert walk(tx, campaign_id) == ("archive", T.DONE)


def test_a_campaign_that_still_runs_is_archived_beside_and_ends_first(tx: db.Connection) -> None:
    campaign_id = a_running(tx)
    with db.transaction(tx):
        expiring.open_archive(tx, campaign_id, NOON)
    with pytest.raises(Conflict, match="is running and cannot become archived"), db.transaction(tx):
        control.finish_archive(tx, campaign_id, NOON)
    assert walk(tx, campaign_id) == ("archive", T.RUNNING)
    with db.transaction(tx):
        control.finish(tx, campaign_id, C.COMPLETED, WHY, NOON)
        control.finish_archive(tx, campaign_id, NOON)
    assert loading.get(tx, campaign_id).state is C.ARCHIVED


def test_there_is_one_archive_at_a_time(tx: db.Connection) -> None:
    campaign_id = an_archiving(tx)
    with pytest.raises(Conflict, match="already"), db.transaction(tx):
        control.open_archive(tx, campaign_id, NOON)
    with pytest.raises(Conflict, match="is running: stop it first"):
        control.undo_archive(tx, campaign_id, MIA, WHY, NOON)


@pytest.mark.parametrize("state", [C.DRAFT, C.IN_REVIEW, C.SCHEDULED, C.ARCHIVED])
def test_what_sent_nothing_or_is_archived_is_not_archived(tx: db.Connection, state: CampaignState) -> None:
    campaign_id = in_state(tx, state)
    with pytest.raises(Conflict, match="there is nothing to archive"), db.transaction(tx):
        control.open_archive(tx, campaign_id, NOON)


def test_an_archive_pauses_and_goes_on(tx: db.Connection) -> None:
    campaign_id = an_archiving(tx)
    control.pause(tx, campaign_id, "archive", MIA, WHY, NOON)
    assert walk(tx, campaign_id) == ("archive", T.PAUSED)
    control.resume(tx, campaign_id, "archive", MIA, WHY, NOON)
    assert walk(tx, campaign_id) == ("archive", T.RUNNING)
    lines = [(each.action, each.from_state, each.to_state, each.who) for each in loading.changes(tx, campaign_id)[-2:]]
    assert lines == [("pause", "running", "paused", MIA), ("resume", "paused", "running", MIA)]


def test_a_stopped_archive_does_not_begin_again_by_itself(tx: db.Connection) -> None:
    campaign_id = an_archiving(tx, archive_after_days=7)
    control.stop(tx, campaign_id, "archive", MIA, "too early", NOON)
    assert (walk(tx, campaign_id), expiry(tx, campaign_id)) == (("archive", T.STOPPED), (None, None))
    assert loading.get(tx, campaign_id).state is C.COMPLETED
    control.set_archive(tx, campaign_id, None, 30, MIA, "later", NOON)
    with db.transaction(tx):
        control.open_archive(tx, campaign_id, NOON)
    assert walk(tx, campaign_id) == ("archive", T.RUNNING)


@pytest.mark.parametrize("state", ENDS)
def test_an_undo_makes_a_campaign_what_it_was_and_keeps_it_from_expiring_again(
    tx: db.Connection, state: CampaignState
) -> None:
    campaign_id = an_archived(tx, state, archive_at="2026-03-02T12:30")
    control.undo_archive(tx, campaign_id, MIA, "a mistake", after(hours=1))
    assert (walk(tx, campaign_id), expiry(tx, campaign_id)) == (("unarchive", T.RUNNING), (None, None))
    assert loading.get(tx, campaign_id).state is C.ARCHIVED
    with db.transaction(tx):
        control.finish_unarchive(tx, campaign_id, after(hours=2))
    campaign = loading.get(tx, campaign_id)
    assert (campaign.state, campaign.ended_as, campaign.archived_at) == (state, state, None)
    assert campaign.ended_at == NOON
    assert walk(tx, campaign_id) == ("unarchive", T.DONE)
    assert ("open unarchive", MIA, "a mistake") in {
        (each.action, each.who, each.why) for each in loading.changes(tx, campaign_id)
    }


def test_what_a_stopped_archive_put_away_comes_back_too(tx: db.Connection) -> None:
    campaign_id = an_archiving(tx)
    control.stop(tx, campaign_id, "archive", MIA, WHY, NOON)
    control.undo_archive(tx, campaign_id, MIA, WHY, NOON)
    with db.transaction(tx):
        control.finish_unarchive(tx, campaign_id, NOON)
    assert loading.get(tx, campaign_id).state is C.COMPLETED


def test_a_stopped_undo_is_begun_again(tx: db.Connection) -> None:
    campaign_id = an_archived(tx)
    control.undo_archive(tx, campaign_id, MIA, WHY, NOON)
    control.pause(tx, campaign_id, "archive", MIA, WHY, NOON)
    control.stop(tx, campaign_id, "archive", MIA, WHY, NOON)
    assert walk(tx, campaign_id) == ("unarchive", T.STOPPED)
    control.undo_archive(tx, campaign_id, MIA, WHY, NOON)
    assert walk(tx, campaign_id) == ("unarchive", T.RUNNING)


def test_nothing_is_undone_that_was_not_done(tx: db.Connection) -> None:
    undone = an_archived(tx)
    control.undo_archive(tx, undone, MIA, WHY, NOON)
    with db.transaction(tx):
        control.finish_unarchive(tx, undone, NOON)
    for campaign_id in (undone, an_ended(tx), a_running(tx)):
        with pytest.raises(Conflict, match="nothing of it is archived"):
            control.undo_archive(tx, campaign_id, MIA, WHY, NOON)


def test_only_what_is_under_way_is_finished(tx: db.Connection) -> None:
    for campaign_id in (an_ended(tx), an_archived(tx)):
        with pytest.raises(Conflict, match="no archive task under way"), db.transaction(tx):
            control.finish_archive(tx, campaign_id, NOON)
        with pytest.raises(Conflict, match="no unarchive task under way"), db.transaction(tx):
            control.finish_unarchive(tx, campaign_id, NOON)


def test_a_campaign_can_be_archived_and_brought_back_again_and_again(tx: db.Connection) -> None:
    campaign_id = an_archived(tx)
    for hour in range(3):
        control.undo_archive(tx, campaign_id, MIA, WHY, after(hours=hour))
        with db.transaction(tx):
            control.finish_unarchive(tx, campaign_id, after(hours=hour))
            control.open_archive(tx, campaign_id, after(hours=hour))
            control.finish_archive(tx, campaign_id, after(hours=hour))
    assert loading.get(tx, campaign_id).state is C.ARCHIVED
    assert [task.kind for task in tasks.of_campaign(tx, campaign_id)] == ["send", "archive"] + [
        "unarchive",
        "archive",
    ] * 3
