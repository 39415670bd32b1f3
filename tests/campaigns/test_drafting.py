import threading

import pytest

from tests.campaigns.drafts import MIA, NOON, WHY, a_draft, after, definition, in_state, variant
from tidings.audience import lists
from tidings.campaigns import control, drafting, loading
from tidings.campaigns.model import CampaignState, Definition
from tidings.chat import participants
from tidings.core import db
from tidings.core.errors import BadInput, Conflict, InvalidFields, NotFound

C = CampaignState


def test_a_draft_is_what_was_written(tx: db.Connection) -> None:
    news = participants.ensure_default(tx, NOON)
    written = definition(send_at="2026-03-10T09:00", quiet_hours={"begins_at": "20:30", "ends_at": "8:00"})
    campaign = loading.get(tx, drafting.create(tx, written, MIA, NOON))
    assert campaign.definition == written
    assert (campaign.name, campaign.category, campaign.sender_id) == ("Spring cleaning", "promotions", news.id)
    assert (campaign.state, campaign.revision, campaign.created_at) == (C.DRAFT, 1, NOON)
    assert campaign.topic_name == f"campaign/{campaign.id}"
    [line] = loading.changes(tx, campaign.id)
    assert (line.action, line.from_state, line.to_state, line.who) == ("create", "none", "draft", MIA)


def test_an_edit_changes_all_of_it_and_counts_a_revision(tx: db.Connection) -> None:
    campaign_id = a_draft(tx)
    other = participants.create(tx, "helper", "Helper", "", NOON)
    changed = definition(name="Summer", sender="helper", category="tips", content=[variant(locale="fr")], ceiling=5)
    assert drafting.edit(tx, campaign_id, changed, 1, "noah", after(minutes=1)) == 2
    campaign = loading.get(tx, campaign_id)
    assert (campaign.definition, campaign.revision) == (changed, 2)
    assert (campaign.name, campaign.sender_id, campaign.category) == ("Summer", other.id, "tips")
    assert [(each.action, each.who) for each in loading.changes(tx, campaign_id)] == [("create", MIA), ("edit", "noah")]


def test_an_edit_of_what_somebody_else_saved_meanwhile_is_refused(tx: db.Connection) -> None:
    campaign_id = a_draft(tx)
    drafting.edit(tx, campaign_id, definition(name="Noah's"), 1, "noah", NOON)
    for revision in (1, 3):
        with pytest.raises(Conflict, match=f"is at revision 2, not {revision}: somebody else saved it"):
            drafting.edit(tx, campaign_id, definition(name="Mia's"), revision, MIA, NOON)
    assert loading.get(tx, campaign_id).name == "Noah's"


def test_of_two_people_who_edit_the_same_revision_one_wins(tx: db.Connection, database: str) -> None:
    campaign_id = a_draft(tx)
    outcomes: dict[str, object] = {}
    start = threading.Barrier(4)

    def edit(who: str) -> None:
        with db.connect("person", url=database) as connection:
            start.wait(30)
            try:
                outcomes[who] = drafting.edit(connection, campaign_id, definition(name=f"By {who}"), 1, who, NOON)
            except Conflict as error:
                outcomes[who] = error

    threads = [threading.Thread(target=edit, args=(who,)) for who in ("ada", "boris", "chloe", "dora")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    [winner] = [who for who, outcome in outcomes.items() if outcome == 2]
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes.values()) == 3
    assert loading.get(tx, campaign_id).name == f"By {winner}"


@pytest.mark.parametrize(
    ("state", "way_out"),
    [
        (C.IN_REVIEW, "Reject it first."),
        (C.SCHEDULED, "Take it back first."),
        (C.RUNNING, "Clone it, or correct its content."),
        (C.COMPLETED, "Clone it, or correct its content."),
        (C.ARCHIVED, "Clone it, or correct its content."),
    ],
)
def test_only_a_draft_is_edited_and_the_refusal_says_what_to_do(
    tx: db.Connection, state: CampaignState, way_out: str
) -> None:
    campaign_id = in_state(tx, state)
    with pytest.raises(Conflict, match=f"only a draft can be edited. {way_out}"):
        drafting.edit(tx, campaign_id, definition(name="Late"), 1, MIA, NOON)
    assert loading.get(tx, campaign_id).name == "Spring cleaning"


@pytest.mark.parametrize("state", C)
def test_a_campaign_in_any_state_is_cloned_into_a_draft(tx: db.Connection, state: CampaignState) -> None:
    original = loading.get(tx, in_state(tx, state, ceiling=7))
    copy = loading.get(tx, drafting.clone(tx, original.id, "noah", after(days=1)))
    assert (copy.state, copy.revision, copy.created_at) == (C.DRAFT, 1, after(days=1))
    assert copy.name == copy.definition.name == "Spring cleaning (copy)"
    assert copy.definition == original.definition.model_copy(update={"name": copy.name})
    assert [line.why for line in loading.changes(tx, copy.id)] == [f"cloned from campaign {original.id}"]
    assert loading.get(tx, original.id) == original


def test_a_clone_takes_the_adjusted_definition(tx: db.Connection) -> None:
    campaign_id = in_state(tx, C.RUNNING)
    control.set_ceiling(tx, campaign_id, 9, MIA, WHY, NOON)
    assert loading.get(tx, drafting.clone(tx, campaign_id, MIA, NOON)).definition.ceiling == 9


def test_a_clone_may_have_a_name_of_its_own(tx: db.Connection) -> None:
    campaign_id = a_draft(tx, name="x" * 200)
    assert loading.get(tx, drafting.clone(tx, campaign_id, MIA, NOON)).name == "x" * 190 + " (copy)"
    assert loading.get(tx, drafting.clone(tx, campaign_id, MIA, NOON, name="Autumn")).name == "Autumn"


@pytest.mark.parametrize("name", ["", "x" * 201, "a\0b", "a\ud800b"])
def test_a_clone_with_a_name_that_is_none_is_refused(tx: db.Connection, name: str) -> None:
    campaign_id = a_draft(tx)
    with pytest.raises(InvalidFields) as caught:
        drafting.clone(tx, campaign_id, MIA, NOON, name=name)
    assert [fault.place for fault in caught.value.faults] == ["name"]
    assert [campaign.id for campaign in loading.every(tx)] == [campaign_id], "and every campaign can still be read"


def test_a_clone_of_what_names_a_list_that_is_gone_says_so(tx: db.Connection) -> None:
    lists.create(tx, "regulars", NOON)
    campaign_id = a_draft(tx, audience={"list": "regulars"})
    lists.delete(tx, "regulars")
    with pytest.raises(InvalidFields, match="audience.list: There is no list 'regulars'"):
        drafting.clone(tx, campaign_id, MIA, NOON)


def test_nothing_is_written_without_a_name(tx: db.Connection) -> None:
    campaign_id = a_draft(tx)
    for who in ("", " \n"):
        with pytest.raises(BadInput, match="Say who"):
            drafting.create(tx, definition(), who, NOON)
        with pytest.raises(BadInput, match="Say who"):
            drafting.edit(tx, campaign_id, definition(), 1, who, NOON)
        with pytest.raises(BadInput, match="Say who"):
            drafting.clone(tx, campaign_id, who, NOON)
    assert len(loading.every(tx)) == 1


def test_a_campaign_that_is_not_there_is_not_found(tx: db.Connection) -> None:
    participants.ensure_default(tx, NOON)
    for act in (
        lambda: drafting.edit(tx, 99, definition(), 1, MIA, NOON),
        lambda: drafting.clone(tx, 99, MIA, NOON),
        lambda: loading.get(tx, 99),
    ):
        with pytest.raises(NotFound, match="no campaign 99: `tidings campaign list` shows them all"):
            act()


def test_campaigns_are_listed_oldest_first_and_the_living_apart(tx: db.Connection) -> None:
    made = {state: in_state(tx, state) for state in C}
    assert [campaign.id for campaign in loading.every(tx)] == list(made.values())
    alive = {campaign.state for campaign in loading.alive(tx)}
    assert alive == set(C) - {C.DRAFT, C.IN_REVIEW, C.ARCHIVED}


def test_a_definition_survives_the_table_whatever_it_holds(tx: db.Connection) -> None:
    participants.ensure_default(tx, NOON)
    sly: Definition = definition(
        name='"; drop table campaign; -- 🚲 \u2028 %s {x}',
        content=[variant(text="50 % off {all} '\"\\ \u202e \x7f 🚲\n\n%(now)s", buttons=[])],
        audience={"rule": {"rules": [{"field": "attributes.'; --", "operator": "=", "value": "%s \\ '"}]}},
    )
    assert loading.get(tx, drafting.create(tx, sly, MIA, NOON)).definition == sly
