from datetime import datetime
from typing import Any

import pytest

from tests.campaigns.drafts import (
    MIA,
    NOON,
    WHY,
    a_draft,
    a_running,
    a_scheduled,
    after,
    an_archived,
    an_ended,
    in_state,
)
from tidings.campaigns import account, control, expiring, loading, tasks
from tidings.campaigns.model import CampaignState
from tidings.core import db
from tidings.core.errors import BadInput, Conflict

C = CampaignState


def wall(text: str) -> datetime:
    """A wall-clock time, which has no offset."""
    return datetime.fromisoformat(text)


def ceilings(tx: db.Connection, campaign_id: int) -> tuple[int | None, int | None]:
    """What the definition and the send task say."""
    task = tasks.sending(tx, campaign_id)
    assert task is not None
    return loading.get(tx, campaign_id).definition.ceiling, task.ceiling


# the ceiling --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [C.SCHEDULED, C.RUNNING])
def test_the_ceiling_changes_while_it_waits_or_runs(tx: db.Connection, state: CampaignState) -> None:
    campaign_id = in_state(tx, state, ceiling=50)
    control.set_ceiling(tx, campaign_id, 5000, MIA, "the night is quiet", after(minutes=1))
    assert ceilings(tx, campaign_id) == (5000, 5000)
    control.set_ceiling(tx, campaign_id, None, MIA, "no need", after(minutes=2))
    assert ceilings(tx, campaign_id) == (None, None)
    lines = [(each.action, each.who, each.why) for each in loading.changes(tx, campaign_id)[-2:]]
    assert lines == [
        ("set send ceiling to 5000", MIA, "the night is quiet"),
        ("set send ceiling to none", MIA, "no need"),
    ]
    assert loading.get(tx, campaign_id).state is state


def test_the_ceiling_of_a_paused_task_changes(tx: db.Connection) -> None:
    campaign_id = a_running(tx)
    control.pause(tx, campaign_id, "send", MIA, WHY, NOON)
    control.set_ceiling(tx, campaign_id, 7, MIA, WHY, NOON)
    assert ceilings(tx, campaign_id) == (7, 7)


@pytest.mark.parametrize("ceiling", [0, -1, 2**31, 10**12])
def test_a_ceiling_is_one_or_more_and_not_beyond_counting(tx: db.Connection, ceiling: int) -> None:
    campaign_id = a_running(tx, ceiling=50)
    with pytest.raises(BadInput, match="is not a number of messages a second"):
        control.set_ceiling(tx, campaign_id, ceiling, MIA, WHY, NOON)
    assert ceilings(tx, campaign_id) == (50, 50)


@pytest.mark.parametrize("state", [C.DRAFT, C.IN_REVIEW, C.COMPLETED, C.INCOMPLETE, C.STOPPED, C.ARCHIVED])
def test_the_ceiling_of_what_does_not_run_stays(tx: db.Connection, state: CampaignState) -> None:
    campaign_id = in_state(tx, state)
    before = loading.get(tx, campaign_id), loading.changes(tx, campaign_id)
    for which in ("send", "archive"):
        with pytest.raises(Conflict, match=f"no {which} task under way"):
            control.set_ceiling(tx, campaign_id, 5, MIA, WHY, NOON, which)
    assert (loading.get(tx, campaign_id), loading.changes(tx, campaign_id)) == before


def test_an_archive_has_a_ceiling_of_its_own(tx: db.Connection) -> None:
    campaign_id = an_ended(tx, ceiling=50)
    with db.transaction(tx):
        expiring.open_archive(tx, campaign_id, NOON)
    control.set_ceiling(tx, campaign_id, 9, MIA, WHY, NOON, "archive")
    walk = tasks.last_walk(tx, campaign_id)
    assert walk is not None and walk.ceiling == 9
    assert ceilings(tx, campaign_id) == (50, 50)


# the deadline -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [C.SCHEDULED, C.RUNNING])
def test_the_deadline_changes_while_it_waits_or_runs(tx: db.Connection, state: CampaignState) -> None:
    campaign_id = in_state(tx, state, stop_at="2026-03-03T18:00")
    control.set_stop_at(tx, campaign_id, wall("2026-03-04T18:00"), MIA, "a day more", NOON)
    assert loading.get(tx, campaign_id).definition.stop_at == wall("2026-03-04T18:00")
    assert loading.changes(tx, campaign_id)[-1].action == "set deadline to 2026-03-04 18:00:00"
    control.set_stop_at(tx, campaign_id, None, MIA, "for ever", NOON)
    assert loading.get(tx, campaign_id).definition.stop_at is None
    assert loading.changes(tx, campaign_id)[-1].action == "set deadline to none"


@pytest.mark.parametrize(
    ("stop_at", "words"),
    [
        (wall("2026-03-02T05:00"), "has passed already: to end it now, stop it"),
        (wall("2026-03-01T09:00"), "has passed already"),
        (NOON, "stop_at: is wall-clock time: write it without an offset"),
        (wall("9999-12-31T23:59"), "stop_at: must be in the years"),
        (wall("0001-01-01T00:00"), "stop_at: must be in the years"),
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Europe/Madrid", "America/Denver"])
def test_a_deadline_that_cannot_be_is_refused(tx: db.Connection, stop_at: datetime, words: str, zone: str) -> None:
    account.change(tx, "zone", zone, MIA, NOON)
    campaign_id = a_running(tx)
    before = loading.get(tx, campaign_id), loading.changes(tx, campaign_id)
    with pytest.raises(BadInput, match=words):
        control.set_stop_at(tx, campaign_id, stop_at, MIA, WHY, NOON)
    assert (loading.get(tx, campaign_id), loading.changes(tx, campaign_id)) == before


def test_a_deadline_comes_after_the_sending_time(tx: db.Connection) -> None:
    campaign_id = a_scheduled(tx, send_at="2026-03-10T09:00")
    with pytest.raises(BadInput, match="stop_at: must be after send_at"):
        control.set_stop_at(tx, campaign_id, wall("2026-03-10T09:00"), MIA, WHY, NOON)


def test_a_local_deadline_may_have_passed_in_some_zones(tx: db.Connection) -> None:
    campaign_id = a_running(tx, is_local=True, stop_at="2026-03-05T00:00")
    control.set_stop_at(tx, campaign_id, wall("2026-03-02T00:01"), MIA, WHY, NOON)
    with pytest.raises(BadInput, match="has passed already"):
        control.set_stop_at(tx, campaign_id, wall("2026-03-02T00:00"), MIA, WHY, NOON)


@pytest.mark.parametrize("state", [C.DRAFT, C.IN_REVIEW, C.COMPLETED, C.INCOMPLETE, C.STOPPED, C.ARCHIVED])
def test_the_deadline_of_what_does_not_run_stays(tx: db.Connection, state: CampaignState) -> None:
    campaign_id = in_state(tx, state)
    hint = "edit it instead" if state in (C.DRAFT, C.IN_REVIEW) else "it is too late for that"
    with pytest.raises(Conflict, match=f"so its deadline stays: {hint}"):
        control.set_stop_at(tx, campaign_id, None, MIA, WHY, NOON)


# the expiry ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [C.SCHEDULED, C.RUNNING, C.COMPLETED, C.INCOMPLETE, C.STOPPED])
def test_the_expiry_changes_until_it_is_archived(tx: db.Connection, state: CampaignState) -> None:
    campaign_id = in_state(tx, state, archive_after_days=7)
    for archive_at, days, words in (
        (wall("2026-04-01T09:00"), None, "set archive to at 2026-04-01 09:00"),
        (None, 30, "set archive to 30 days after sending"),
        (None, 0, "set archive to 0 days after sending"),
        (None, None, "set archive to never"),
    ):
        control.set_archive(tx, campaign_id, archive_at, days, MIA, WHY, NOON)
        definition = loading.get(tx, campaign_id).definition
        assert (definition.archive_at, definition.archive_after_days) == (archive_at, days)
        assert loading.changes(tx, campaign_id)[-1].action == words


@pytest.mark.parametrize(
    ("archive_at", "days", "words"),
    [
        (wall("2026-04-01T09:00"), 5, "archive_after_days: cannot stand beside archive_at"),
        (None, -1, "archive_after_days: must be 0 or more"),
        (None, 100_000, "archive_after_days: must be 3,650 or less"),
        (NOON, None, "archive_at: is wall-clock time"),
        (wall("2026-03-10T09:00"), None, "archive_at: must be after send_at"),
    ],
)
def test_an_expiry_that_cannot_be_is_refused(tx: db.Connection, archive_at: Any, days: Any, words: str) -> None:
    campaign_id = a_scheduled(tx, send_at="2026-03-10T09:00", archive_after_days=7)
    before = loading.get(tx, campaign_id), loading.changes(tx, campaign_id)
    with pytest.raises(BadInput, match=words):
        control.set_archive(tx, campaign_id, archive_at, days, MIA, WHY, NOON)
    assert (loading.get(tx, campaign_id), loading.changes(tx, campaign_id)) == before


def test_the_expiry_stays_while_it_is_archived_and_for_a_draft(tx: db.Connection) -> None:
    archiving = an_ended(tx)
    with db.transaction(tx):
        expiring.open_archive(tx, archiving, NOON)
    for campaign_id, words in (
        (archiving, "archive task .* is running: stop or undo it first"),
        (an_archived(tx), "is archived, so its expiry stays"),
        (a_draft(tx), "is draft, so its expiry stays: edit it instead"),
    ):
        with pytest.raises(Conflict, match=words):
            control.set_archive(tx, campaign_id, None, 5, MIA, WHY, NOON)


def test_an_adjustment_changes_nothing_else(tx: db.Connection) -> None:
    campaign_id = a_running(tx, ceiling=50, stop_at="2026-03-03T18:00", archive_after_days=7)
    before = loading.get(tx, campaign_id)
    control.set_ceiling(tx, campaign_id, 60, MIA, WHY, NOON)
    control.set_stop_at(tx, campaign_id, wall("2026-03-04T18:00"), MIA, WHY, NOON)
    control.set_archive(tx, campaign_id, None, 8, MIA, WHY, NOON)
    adjusted = loading.get(tx, campaign_id)
    changed = {"ceiling": 60, "stop_at": wall("2026-03-04T18:00"), "archive_after_days": 8}
    assert adjusted.definition == before.definition.model_copy(update=changed)
    assert adjusted.revision == before.revision + 3
