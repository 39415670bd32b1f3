from datetime import UTC, datetime

import pytest

from tests.campaigns.drafts import MIA, NOON, WHY, a_draft, a_running, a_scheduled, after, definition, in_state
from tidings.audience import lists, saving
from tidings.campaigns import account, contents, control, correcting, drafting, loading, rendering, tasks
from tidings.campaigns.loading import Campaign
from tidings.campaigns.model import CampaignState, TaskState
from tidings.core import config, db
from tidings.core.errors import BadInput, Conflict, InvalidFields, NotFound

RULE = {"combinator": "and", "rules": [{"field": "locale", "operator": "=", "value": "pt"}]}


def launched(tx: db.Connection, **changes: object) -> Campaign:
    return control.launch(tx, a_draft(tx, **changes), MIA, WHY, NOON)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_launch_freezes_the_content_and_makes_a_task_that_waits(tx: db.Connection) -> None:
    campaign = launched(tx, ceiling=50)
    task = tasks.sending(tx, campaign.id)
    assert task is not None
    assert (campaign.state, campaign.launched_at) == (CampaignState.SCHEDULED, NOON)
    assert (task.kind, task.state, task.ceiling, task.started_at) == ("send", TaskState.WAITING, 50, None)
    variants = rendering.variant_ids(tx, campaign.id)
    assert [locale for locale, _ in variants] == ["en", "pt"]
    frozen = contents.contents(tx, [content_id for _, content_id in variants])
    assert [content.text for content in frozen.values()] == [each.text for each in campaign.definition.content]
    assert {content.variables for content in frozen.values()} == {campaign.definition.variables}


def test_a_launch_is_told_with_who_and_why_for_the_campaign_and_its_task(tx: db.Connection) -> None:
    campaign = launched(tx)
    lines = [
        (each.action, each.from_state, each.to_state, each.who, each.why) for each in loading.changes(tx, campaign.id)
    ]
    assert lines == [
        ("create", "none", "draft", MIA, "written"),
        ("launch", "draft", "scheduled", MIA, WHY),
        ("launch", "none", "waiting", MIA, WHY),
    ]


def test_nothing_goes_out_before_the_grace_is_over(tx: db.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    assert launched(tx).opens_at == after(seconds=10)
    monkeypatch.setenv("TIDINGS_LAUNCH_GRACE_SECONDS", "0")
    config.settings.cache_clear()
    assert launched(tx).opens_at == NOON


@pytest.mark.parametrize(
    ("send_at", "is_local", "opens_at"),
    [
        ("2026-03-10T09:00", False, "2026-03-10T08:00"),
        # The first zone in which a local time comes is 14 hours ahead.
        ("2026-03-10T09:00", True, "2026-03-09T19:00"),
        # Clocks skip the hour from 2 to 3: the hour is taken as if they had not.
        ("2026-03-29T02:30", False, "2026-03-29T01:30"),
        # Clocks show the hour from 2 to 3 twice: the first of the two.
        ("2026-10-25T02:30", False, "2026-10-25T00:30"),
        # What has passed already is as good as now.
        ("2026-03-01T09:00", False, "2026-03-02T12:00:10"),
        ("2026-03-02T13:00:05", False, "2026-03-02T12:00:10"),
        ("2026-03-02T20:00", True, "2026-03-02T12:00:10"),
    ],
)
def test_the_first_of_it_may_go_out_when_its_time_comes(
    tx: db.Connection, send_at: str, is_local: bool, opens_at: str
) -> None:
    account.change(tx, "zone", "Europe/Madrid", MIA, NOON)
    assert launched(tx, send_at=send_at, is_local=is_local).opens_at == instant(opens_at)


@pytest.mark.parametrize(
    ("stop_at", "is_local", "is_over"),
    [
        ("2026-03-02T13:00", False, True),
        ("2026-03-02T13:01", False, False),
        # The last zone in which a local time passes is 12 hours behind.
        ("2026-03-02T00:00", True, True),
        ("2026-03-02T00:01", True, False),
    ],
)
def test_a_deadline_that_has_passed_everywhere_is_refused(
    tx: db.Connection, stop_at: str, is_local: bool, is_over: bool
) -> None:
    account.change(tx, "zone", "Europe/Madrid", MIA, NOON)
    campaign_id = a_draft(tx, stop_at=stop_at, is_local=is_local)
    if is_over:
        with pytest.raises(BadInput, match="stop_at: .* has passed already"):
            control.launch(tx, campaign_id, MIA, WHY, NOON)
        assert loading.get(tx, campaign_id).state is CampaignState.DRAFT
    else:
        assert control.launch(tx, campaign_id, MIA, WHY, NOON).state is CampaignState.SCHEDULED


@pytest.mark.parametrize(
    ("audience", "place"),
    [
        ({"list": "regulars"}, "audience.list"),
        ({"segment": "portuguese"}, "audience.segment"),
        ({"everyone": True, "exclude_lists": ["regulars"]}, "audience.exclude_lists[0]"),
    ],
)
def test_what_was_deleted_since_the_draft_was_saved_stops_its_launch(
    tx: db.Connection, audience: dict[str, object], place: str
) -> None:
    lists.create(tx, "regulars", NOON)
    saving.save(tx, "portuguese", RULE, NOON)
    campaign_id = a_draft(tx, audience=audience)
    before = loading.get(tx, campaign_id), loading.changes(tx, campaign_id)
    lists.delete(tx, "regulars")
    tx.execute("delete from segment")
    with pytest.raises(InvalidFields) as caught:
        control.launch(tx, campaign_id, MIA, WHY, NOON)
    assert [fault.place for fault in caught.value.faults] == [place]
    assert (loading.get(tx, campaign_id), loading.changes(tx, campaign_id)) == before
    assert tx.execute("select 1 from content").fetchone() is None and tasks.tasks(tx) == []


@pytest.mark.parametrize("state", [state for state in CampaignState if state is not CampaignState.DRAFT])
def test_only_a_draft_is_launched(tx: db.Connection, state: CampaignState) -> None:
    campaign_id = in_state(tx, state)
    before = loading.changes(tx, campaign_id)
    with pytest.raises(Conflict):
        control.launch(tx, campaign_id, MIA, WHY, NOON)
    assert (loading.get(tx, campaign_id).state, loading.changes(tx, campaign_id)) == (state, before)


def test_a_campaign_that_is_not_there_is_not_launched(tx: db.Connection) -> None:
    with pytest.raises(NotFound, match="no campaign 99"):
        control.launch(tx, 99, MIA, WHY, NOON)


def test_a_launch_that_was_taken_back_leaves_a_draft_and_its_history(tx: db.Connection) -> None:
    campaign_id = a_scheduled(tx)
    taken = control.take_back(tx, campaign_id, "noah", "a typo", after(seconds=5))
    assert (taken.state, taken.launched_at, taken.opens_at) == (CampaignState.DRAFT, None, None)
    assert tasks.of_campaign(tx, campaign_id) == []
    assert tx.execute("select 1 from content").fetchone() is None
    lines = [(each.action, each.from_state, each.to_state, each.who) for each in loading.changes(tx, campaign_id)[-2:]]
    assert lines == [("take back", "scheduled", "draft", "noah"), ("take back", "waiting", "none", "noah")]


def test_what_was_taken_back_is_edited_and_launched_anew(tx: db.Connection) -> None:
    campaign_id = a_scheduled(tx)
    control.take_back(tx, campaign_id, MIA, "a typo", after(seconds=5))
    drafting.edit(tx, campaign_id, definition(name="Spring at last"), 1, MIA, NOON)
    again = control.launch(tx, campaign_id, MIA, WHY, after(minutes=5))
    assert (again.name, again.launched_at) == ("Spring at last", after(minutes=5))


def test_a_paused_campaign_that_has_not_begun_is_taken_back_too(tx: db.Connection) -> None:
    campaign_id = a_scheduled(tx)
    control.pause(tx, campaign_id, "send", MIA, WHY, NOON)
    assert control.take_back(tx, campaign_id, MIA, WHY, NOON).state is CampaignState.DRAFT


@pytest.mark.parametrize("state", [state for state in CampaignState if state is not CampaignState.SCHEDULED])
def test_only_what_has_not_begun_is_taken_back(tx: db.Connection, state: CampaignState) -> None:
    campaign_id = in_state(tx, state)
    with pytest.raises(Conflict):
        control.take_back(tx, campaign_id, MIA, WHY, NOON)
    assert loading.get(tx, campaign_id).state is state


def test_a_campaign_begins_once_and_only_when_it_was_launched(tx: db.Connection) -> None:
    for campaign_id in (a_draft(tx), a_running(tx)):
        with pytest.raises(Conflict), db.transaction(tx):
            control.begin(tx, campaign_id, NOON)
    campaign_id = a_scheduled(tx)
    with db.transaction(tx):
        control.begin(tx, campaign_id, after(minutes=1))
    task = tasks.sending(tx, campaign_id)
    assert task is not None
    assert loading.get(tx, campaign_id).state is CampaignState.RUNNING
    assert (task.state, task.started_at) == (TaskState.RUNNING, after(minutes=1))
    assert {change.who for change in loading.changes(tx, campaign_id)[-2:]} == {"tidings"}


def test_a_campaign_that_was_paused_before_it_began_stays_paused_and_then_goes_on(tx: db.Connection) -> None:
    campaign_id = a_scheduled(tx)
    control.pause(tx, campaign_id, "send", MIA, WHY, NOON)
    with db.transaction(tx):
        control.begin(tx, campaign_id, NOON)
    assert [task.state for task in tasks.tasks(tx)] == [TaskState.PAUSED]
    control.resume(tx, campaign_id, "send", MIA, WHY, NOON)
    assert [task.state for task in tasks.tasks(tx)] == [TaskState.RUNNING]


def test_a_correction_before_the_beginning_is_what_a_taken_back_draft_says(tx: db.Connection) -> None:
    campaign_id = a_scheduled(tx)
    campaign = loading.get(tx, campaign_id)
    mended = campaign.definition.content[0].model_copy(update={"text": "Mended"})
    correcting.correct(tx, campaign_id, "en", mended, MIA, "a typo", NOON)
    control.take_back(tx, campaign_id, MIA, WHY, NOON)
    assert loading.get(tx, campaign_id).definition.content[0].text == "Mended"
    control.launch(tx, campaign_id, MIA, WHY, NOON)
    frozen = contents.contents(tx, [content_id for _, content_id in rendering.variant_ids(tx, campaign_id)])
    assert [content.text for content in frozen.values()][0] == "Mended"
    assert not any(content.is_edited for content in frozen.values())
