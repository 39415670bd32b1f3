import pytest

from tests.campaigns.drafts import MIA, NOON, WHY, a_draft, a_scheduled, after, definition, in_state
from tidings.audience import lists
from tidings.campaigns import control, drafting, loading, tasks
from tidings.campaigns.model import CampaignState
from tidings.core import db
from tidings.core.errors import Conflict, InvalidFields

C = CampaignState


def a_submitted(tx: db.Connection, who: str = MIA, **changes: object) -> int:
    campaign_id = a_draft(tx, **changes)
    control.submit(tx, campaign_id, who, "please look", NOON)
    return campaign_id


def test_a_second_person_approves_and_thereby_launches(tx: db.Connection) -> None:
    campaign_id = a_submitted(tx)
    control.approve(tx, campaign_id, "noah", "good", after(minutes=5))
    campaign = loading.get(tx, campaign_id)
    assert (campaign.state, campaign.launched_at) == (C.SCHEDULED, after(minutes=5))
    assert campaign.opens_at == after(minutes=5, seconds=10)
    assert len(tasks.of_campaign(tx, campaign_id)) == 1
    lines = [(each.action, each.who, each.why) for each in loading.changes(tx, campaign_id)[1:3]]
    assert lines == [("submit", MIA, "please look"), ("approve", "noah", "good")]


@pytest.mark.parametrize("who", [MIA, f"  {MIA} ", MIA.upper()])
def test_nobody_approves_what_they_submitted(tx: db.Connection, who: str) -> None:
    campaign_id = a_submitted(tx)
    with pytest.raises(Conflict, match="somebody else has to approve it"):
        control.approve(tx, campaign_id, who, WHY, NOON)
    assert loading.get(tx, campaign_id).state is C.IN_REVIEW


def test_whoever_submitted_it_last_is_who_counts(tx: db.Connection) -> None:
    campaign_id = a_submitted(tx)
    control.reject(tx, campaign_id, "noah", "a typo", NOON)
    control.submit(tx, campaign_id, "noah", "mended by me", NOON)
    with pytest.raises(Conflict):
        control.approve(tx, campaign_id, "noah", WHY, NOON)
    control.approve(tx, campaign_id, MIA, WHY, NOON)
    assert loading.get(tx, campaign_id).state is C.SCHEDULED


def test_what_was_rejected_is_a_draft_to_edit(tx: db.Connection) -> None:
    campaign_id = a_submitted(tx)
    with pytest.raises(Conflict, match="is in review: only a draft can be edited. Reject it first."):
        drafting.edit(tx, campaign_id, definition(name="Sly"), 1, MIA, NOON)
    control.reject(tx, campaign_id, "noah", "a typo", NOON)
    assert loading.get(tx, campaign_id).state is C.DRAFT
    assert drafting.edit(tx, campaign_id, definition(name="Mended"), 1, MIA, NOON) == 2


def test_what_is_in_review_is_launched_by_approving_only(tx: db.Connection) -> None:
    with pytest.raises(Conflict, match="is in review: approving it launches it"):
        control.launch(tx, a_submitted(tx), MIA, WHY, NOON)


def test_what_cannot_go_out_is_not_approved_and_stays_in_review(tx: db.Connection) -> None:
    lists.create(tx, "regulars", NOON)
    campaign_id = a_submitted(tx, audience={"list": "regulars"})
    lists.delete(tx, "regulars")
    with pytest.raises(InvalidFields):
        control.approve(tx, campaign_id, "noah", WHY, NOON)
    assert loading.get(tx, campaign_id).state is C.IN_REVIEW


@pytest.mark.parametrize("state", [state for state in C if state is not C.IN_REVIEW])
def test_only_what_is_in_review_is_decided(tx: db.Connection, state: CampaignState) -> None:
    campaign_id = in_state(tx, state)
    for act in (control.approve, control.reject):
        with pytest.raises(Conflict, match="only what is in review"):
            act(tx, campaign_id, "noah", WHY, NOON)
    assert loading.get(tx, campaign_id).state is state


def test_only_a_draft_is_submitted(tx: db.Connection) -> None:
    for campaign_id in (a_submitted(tx), a_scheduled(tx)):
        with pytest.raises(Conflict):
            control.submit(tx, campaign_id, MIA, WHY, NOON)
