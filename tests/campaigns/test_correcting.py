import pytest

from tests.campaigns.drafts import MIA, NOON, WHY, a_draft, a_person, a_running, an_archived, deliver, in_state, variant
from tidings.campaigns import contents, correcting, loading, rendering, showing
from tidings.campaigns.model import CampaignState, Variant
from tidings.core import db
from tidings.core.errors import BadInput, Conflict, InvalidFields, NotFound


def mended(**changes: object) -> Variant:
    return Variant.model_validate(variant(text="Sorry, {{ first_name }}: {{ town }}!", buttons=[], **changes))


def test_everybody_who_got_it_reads_the_new_text(tx: db.Connection) -> None:
    campaign_id = a_running(tx)
    ada, paulo = a_person(tx, "ada"), a_person(tx, "paulo", locale="pt")
    deliver(tx, campaign_id, ada, paulo)
    correcting.correct(tx, campaign_id, "en", mended(), MIA, "a typo", NOON)
    [hers], [his] = showing.inbox(tx, ada), showing.inbox(tx, paulo)
    assert (hers.text, hers.is_edited) == ("Sorry, Ada: Porto!", True)
    assert (his.text, his.is_edited) == ("Olá Paulo, o que tens em Porto?", False)


def test_whoever_gets_it_afterwards_reads_it_as_it_was_sent_to_them(tx: db.Connection) -> None:
    campaign_id, ada = a_running(tx), a_person(tx, "ada")
    correcting.correct(tx, campaign_id, "en", mended(), MIA, "a typo", NOON)
    deliver(tx, campaign_id, ada)
    [hers] = showing.inbox(tx, ada)
    assert (hers.text, hers.is_edited) == ("Sorry, Ada: Porto!", False)


def test_a_correction_can_be_corrected(tx: db.Connection) -> None:
    campaign_id, ada, boris = a_running(tx), a_person(tx, "ada"), a_person(tx, "boris")
    deliver(tx, campaign_id, ada)
    correcting.correct(tx, campaign_id, "en", mended(), MIA, "a typo", NOON)
    deliver(tx, campaign_id, boris)
    last = Variant.model_validate(variant(text="Really sorry, {{ first_name }}"))
    correcting.correct(tx, campaign_id, "en", last, MIA, "another typo", NOON)
    assert [showing.inbox(tx, person)[0].text for person in (ada, boris)] == [
        "Really sorry, Ada",
        "Really sorry, Boris",
    ]
    assert all(showing.inbox(tx, person)[0].is_edited for person in (ada, boris))
    assert len(rendering.variant_ids(tx, campaign_id)) == 2


def test_a_correction_is_in_the_definition_and_in_the_history(tx: db.Connection) -> None:
    campaign_id = a_running(tx)
    content_id = correcting.correct(tx, campaign_id, "pt", mended(locale="pt"), "noah", "a typo", NOON)
    campaign = loading.get(tx, campaign_id)
    assert [each.text for each in campaign.definition.content][1] == "Sorry, {{ first_name }}: {{ town }}!"
    assert dict(rendering.variant_ids(tx, campaign_id))["pt"] == content_id
    change = loading.changes(tx, campaign_id)[-1]
    assert (change.action, change.who, change.why) == ("correct pt", "noah", "a typo")
    assert (change.from_state, change.to_state) == ("running", "running")


@pytest.mark.parametrize("state", [CampaignState.DRAFT, CampaignState.IN_REVIEW])
def test_what_was_not_launched_is_edited_and_not_corrected(tx: db.Connection, state: CampaignState) -> None:
    with pytest.raises(Conflict, match="edit it instead"):
        correcting.correct(tx, in_state(tx, state), "en", mended(), MIA, WHY, NOON)


def test_even_an_archived_campaign_is_corrected(tx: db.Connection) -> None:
    campaign_id = an_archived(tx)
    correcting.correct(tx, campaign_id, "en", mended(), MIA, WHY, NOON)
    assert loading.get(tx, campaign_id).state is CampaignState.ARCHIVED


def test_a_correction_uses_the_campaigns_variables_and_no_others(tx: db.Connection) -> None:
    campaign_id = a_running(tx)
    before = loading.get(tx, campaign_id), rendering.variant_ids(tx, campaign_id)
    wrong = Variant.model_validate(
        variant(text="{{ surname }}", buttons=[{"label": "{{ x }}", "url": "https://a.example/{{ y }}"}])
    )
    with pytest.raises(InvalidFields) as caught:
        correcting.correct(tx, campaign_id, "en", wrong, MIA, WHY, NOON)
    assert [fault.place for fault in caught.value.faults] == [
        "content.text line 1 column 4",
        "content.buttons[0].label line 1 column 4",
        "content.buttons[0].url line 1 column 22",
    ]
    assert (loading.get(tx, campaign_id), rendering.variant_ids(tx, campaign_id)) == before


def test_a_locale_that_the_campaign_does_not_speak_cannot_be_corrected(tx: db.Connection) -> None:
    campaign_id = a_running(tx)
    with pytest.raises(NotFound, match="no content in 'fr'"):
        correcting.correct(tx, campaign_id, "fr", mended(locale="fr"), MIA, WHY, NOON)
    with pytest.raises(BadInput, match="is in 'pt', but 'en'"):
        correcting.correct(tx, campaign_id, "en", mended(locale="pt"), MIA, WHY, NOON)


def test_a_draft_keeps_no_content_and_unknown_ids_none(tx: db.Connection) -> None:
    assert rendering.variant_ids(tx, a_draft(tx)) == []
    assert contents.contents(tx, [1, 2]) == {}
