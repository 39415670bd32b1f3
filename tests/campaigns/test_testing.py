import threading

import pytest

from tests.campaigns.drafts import MIA, NOON, a_draft, a_person, a_scheduled, definition, in_state, variant
from tests.waiting import until_row
from tidings.audience import consents, persons
from tidings.campaigns import control, drafting, erasing, loading, showing, testing
from tidings.campaigns.model import CampaignState
from tidings.chat import blocking, participants, timeline
from tidings.core import db
from tidings.core.errors import BadInput, Conflict, InvalidFields, NotFound


def texts(tx: db.Connection, person_id: int) -> list[str]:
    return [line.text for line in showing.inbox(tx, person_id)]


def is_untouched(tx: db.Connection, campaign_id: int) -> bool:
    """Whether no test left anything: no conversation, no content, no line of history, no event."""
    tables = ("entry", "content", "outbox")
    empty = all(tx.execute(db.sql(f"select 1 from {table}")).fetchone() is None for table in tables)
    return empty and [change.action for change in loading.changes(tx, campaign_id)] == ["create"]


def test_a_test_arrives_with_each_persons_own_values_and_language(tx: db.Connection) -> None:
    ada, paulo = a_person(tx, "ada"), a_person(tx, "paulo", locale="pt-BR")
    sent = testing.send(tx, a_draft(tx), [ada, paulo], MIA, NOON)
    assert [(one.person_id, one.locale) for one in sent] == [(ada, "en"), (paulo, "pt")]
    assert texts(tx, ada) == ["Hi Ada, what is in your cellar in Porto?"]
    assert texts(tx, paulo) == ["Olá Paulo, o que tens em Porto?"]
    assert showing.inbox(tx, ada)[0].peer_name == participants.DEFAULT_NAME


def test_each_test_opens_a_conversation_of_its_own(tx: db.Connection) -> None:
    ada, campaign = a_person(tx, "ada"), a_draft(tx)
    topics = [testing.send(tx, campaign, [ada], MIA, NOON)[0].topic_name for _ in range(3)]
    assert len(set(topics)) == 3
    assert all(topic.startswith(f"test/{campaign}-") for topic in topics)
    assert len(texts(tx, ada)) == 3


def test_a_person_named_twice_gets_one(tx: db.Connection) -> None:
    ada = a_person(tx, "ada")
    assert len(testing.send(tx, a_draft(tx), [ada, ada], MIA, NOON)) == 1


def test_a_test_says_what_the_draft_says_at_that_moment_and_keeps_saying_it(tx: db.Connection) -> None:
    ada, campaign = a_person(tx, "ada"), a_draft(tx)
    testing.send(tx, campaign, [ada], MIA, NOON)
    drafting.edit(tx, campaign, definition(content=[variant(text="Second thoughts")]), 1, MIA, NOON)
    testing.send(tx, campaign, [ada], MIA, NOON)
    assert sorted(texts(tx, ada)) == ["Hi Ada, what is in your cellar in Porto?", "Second thoughts"]


@pytest.mark.parametrize("state", CampaignState)
def test_a_campaign_is_tested_in_any_state_and_keeps_it(tx: db.Connection, state: CampaignState) -> None:
    ada, campaign = a_person(tx, "ada"), in_state(tx, state)
    testing.send(tx, campaign, [ada], MIA, NOON)
    assert texts(tx, ada) == ["Hi Ada, what is in your cellar in Porto?"]
    assert loading.get(tx, campaign).state is state
    assert loading.get(tx, campaign).revision == 1


def test_a_test_stands_in_the_history_without_saying_who_the_people_are(tx: db.Connection) -> None:
    ada, campaign = a_person(tx, "ada"), a_draft(tx)
    testing.send(tx, campaign, [ada], MIA, NOON)
    change = loading.changes(tx, campaign)[-1]
    assert (change.action, change.who, change.from_state, change.to_state) == ("test", MIA, "draft", "draft")
    assert change.why == f"to person number {ada}", "an external id here would outlive an erasure"


def test_a_test_keeps_its_text_when_a_launch_is_taken_back(tx: db.Connection) -> None:
    ada, campaign = a_person(tx, "ada"), a_scheduled(tx)
    testing.send(tx, campaign, [ada], MIA, NOON)
    control.take_back(tx, campaign, MIA, "a typo", NOON)
    assert texts(tx, ada) == ["Hi Ada, what is in your cellar in Porto?"]
    control.launch(tx, campaign, MIA, "mended", NOON)


def test_a_test_is_not_the_campaigns_conversation(tx: db.Connection) -> None:
    ada, campaign = a_person(tx, "ada"), a_scheduled(tx)
    testing.send(tx, campaign, [ada], MIA, NOON)
    found = loading.get(tx, campaign)
    with pytest.raises(NotFound):
        timeline.history(tx, ada, found.sender_id, found.topic_name)


def test_everybody_who_cannot_get_a_test_is_named_and_nobody_gets_it(tx: db.Connection) -> None:
    campaign = a_draft(tx)
    ada, boris, chloe, dora = (a_person(tx, name) for name in ("ada", "boris", "chloe", "dora"))
    erasing.erase(tx, "boris", NOON)
    blocking.block(tx, chloe, loading.get(tx, campaign).sender_id, NOON)
    consents.decide(tx, dora, "*", False, "conversation", NOON)
    with pytest.raises(InvalidFields) as caught:
        testing.send(tx, campaign, [ada, boris, chloe, dora, dora + 1], MIA, NOON)
    assert [fault.place for fault in caught.value.faults] == [
        f"person number {number}" for number in (boris, chloe, dora, dora + 1)
    ]
    for fault, word in zip(caught.value.faults, ("erased", "takes no messages", "opted out", "no person"), strict=True):
        assert word in fault.problem
    assert is_untouched(tx, campaign)


def test_a_person_who_refused_another_category_gets_a_test(tx: db.Connection) -> None:
    ada, campaign = a_person(tx, "ada"), a_draft(tx)
    consents.decide(tx, ada, "selling-tips", False, "conversation", NOON)
    consents.decide(tx, ada, "promotions", True, "conversation", NOON)
    assert testing.send(tx, campaign, [ada], MIA, NOON)


def test_a_test_to_nobody_or_to_a_crowd_is_refused(tx: db.Connection) -> None:
    campaign = a_draft(tx)
    for crowd in ([], list(range(1, testing.MOST_PEOPLE + 2))):
        with pytest.raises(BadInput, match="1 to 50"):
            testing.send(tx, campaign, crowd, MIA, NOON)
    with pytest.raises(BadInput, match="who"):
        testing.send(tx, campaign, [a_person(tx, "ada")], " ", NOON)
    with pytest.raises(NotFound):
        testing.send(tx, campaign + 1, [1], MIA, NOON)
    assert is_untouched(tx, campaign)


def test_a_test_waits_for_an_erasure_of_its_person_and_is_then_refused(tx: db.Connection, database: str) -> None:
    ada, campaign = a_person(tx, "ada"), a_draft(tx)
    outcomes: list[object] = []

    def send() -> None:
        with db.connect("test-sender", url=database) as connection:
            try:
                outcomes.append(testing.send(connection, campaign, [ada], MIA, NOON))
            except InvalidFields as error:
                outcomes.append(error)

    with db.connect("eraser", url=database) as eraser, db.transaction(eraser):
        db.row(eraser, erasing.Q["lock_person"], person_id=ada)
        persons.mark_erased(eraser, "ada", NOON)
        thread = threading.Thread(target=send)
        thread.start()
        until_row(tx, "select 1 from pg_locks where locktype = 'advisory' and not granted")
    thread.join(30)
    assert isinstance(outcomes[0], InvalidFields) and "erased" in str(outcomes[0])
    assert is_untouched(tx, campaign)


def test_a_refused_test_leaves_the_connection_usable(tx: db.Connection) -> None:
    ada, campaign = a_person(tx, "ada"), a_draft(tx)
    blocking.block(tx, ada, loading.get(tx, campaign).sender_id, NOON)
    with pytest.raises((InvalidFields, Conflict)):
        testing.send(tx, campaign, [ada], MIA, NOON)
    blocking.unblock(tx, ada, loading.get(tx, campaign).sender_id)
    assert testing.send(tx, campaign, [ada], MIA, NOON)
