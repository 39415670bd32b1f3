"""What became of one person, and why, in words."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.delivery.engine import MIA, NOON, WHY, Engine, add_people, definition, launch, refuse, set_clock
from tidings.campaigns import control, drafting
from tidings.campaigns.model import TaskState
from tidings.chat import blocking, participants
from tidings.core.errors import NotFound
from tidings.delivery import explaining


def test_a_draft_was_sent_to_nobody(engine: Engine) -> None:
    participants.ensure_default(engine.tx, NOON)
    campaign_id = drafting.create(engine.tx, definition(), MIA, NOON)
    found = explaining.explain(engine.tx, campaign_id, 1)
    assert (found.outcome, found.why) == ("not_launched", "The campaign is draft: nobody was sent it yet.")


def test_an_unknown_campaign_is_not_explained(engine: Engine) -> None:
    with pytest.raises(NotFound):
        explaining.explain(engine.tx, 404, 1)


def test_a_launched_campaign_that_is_not_planned_says_so(engine: Engine) -> None:
    (person,) = add_people(engine.tx, 1)
    campaign_id = launch(engine.tx)
    assert explaining.explain(engine.tx, campaign_id, person).outcome == "not_planned"
    control.stop(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    found = explaining.explain(engine.tx, campaign_id, person)
    assert (found.outcome, found.why) == ("stopped", "The campaign was stopped before its members were frozen.")


def test_each_outcome_has_its_sentence(engine: Engine) -> None:
    people = add_people(engine.tx, 4)
    campaign_id = launch(engine.tx, audience={"everyone": True})
    engine.plan()
    refuse(engine.tx, people[1], "*")
    blocking.block(engine.tx, people[2], -1, NOON)
    engine.tx.execute("update person set erased_at = %s, external_id = null where id = %s", (NOON, people[3]))
    engine.send_all(campaign_id)
    outsider = add_people(engine.tx, 1)[0]
    said = {person: explaining.explain(engine.tx, campaign_id, person) for person in [*people, outsider]}
    assert {person: found.outcome for person, found in said.items()} == {
        people[0]: "sent",
        people[1]: "skipped.opted_out",
        people[2]: "skipped.blocked",
        people[3]: "skipped.erased",
        outsider: "not_in_audience",
    }
    assert said[people[0]].at == NOON
    assert said[people[1]].why == "The person opted out of this category, or of all of them."
    assert said[people[1]].at == NOON
    assert all(found.why.endswith(".") for found in said.values())


@pytest.mark.parametrize("outcome", explaining.REASONS)
def test_every_reason_that_the_ledger_may_hold_is_explained(engine: Engine, outcome: str) -> None:
    (person,) = add_people(engine.tx, 1)
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.tx.execute(
        "insert into ledger (person_id, campaign_id, outcome, decided_at) values (%s, %s, %s, %s)",
        (person, campaign_id, outcome, NOON),
    )
    found = explaining.explain(engine.tx, campaign_id, person)
    assert found.outcome == outcome
    assert explaining.REASONS[outcome] in found.why


def test_whoever_waits_is_told_until_when(engine: Engine) -> None:
    (person,) = add_people(engine.tx, 1, zone="Europe/Madrid")
    campaign_id = launch(engine.tx)
    set_clock(NOON)
    engine.plan()
    set_clock(datetime(2026, 3, 2, 22, tzinfo=UTC))
    engine.plan()
    found = explaining.explain(engine.tx, campaign_id, person)
    assert found.outcome == "waiting"
    assert (
        found.why == "The person's turn has not come; the task is running. Its window opens at 2026-03-03T06:00+00:00."
    )
    control.pause(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    assert f"the task is {TaskState.PAUSED}" in explaining.explain(engine.tx, campaign_id, person).why


def test_whoever_was_not_reached_before_the_end_is_told_which_end(engine: Engine) -> None:
    people = add_people(engine.tx, 2)
    stopped = launch(engine.tx)
    expired = launch(engine.tx, stop_at="2026-03-02T13:00")
    engine.plan()
    control.stop(engine.tx, stopped, "send", MIA, WHY, NOON)
    set_clock(NOON + timedelta(hours=1))
    engine.plan()
    engine.drain("finisher")
    assert explaining.explain(engine.tx, stopped, people[0]).outcome == "stopped"
    found = explaining.explain(engine.tx, expired, people[1])
    assert (found.outcome, found.at) == ("expired", NOON + timedelta(hours=1))
