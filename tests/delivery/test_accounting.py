"""What became of everybody in a campaign, batch by batch, and of one person in all campaigns."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.campaigns.drafts import a_draft
from tests.delivery.engine import MIA, NOON, WHY, Engine, add_people, launch, refuse, set_clock
from tidings.campaigns import control
from tidings.core.errors import Conflict, NotFound
from tidings.delivery import accounting
from tidings.delivery.accounting import Member


def told(engine: Engine, campaign_id: int) -> list[Member]:
    task = accounting.task(engine.tx, campaign_id)
    found: list[Member] = []
    after = 0
    while page := accounting.page(engine.tx, task, after):
        found += page.members
        after = page.batch_id
    return found


def outcomes(engine: Engine, campaign_id: int) -> Counter[str]:
    return Counter(member.outcome for member in told(engine, campaign_id))


def test_every_member_has_one_outcome_at_every_step(engine: Engine) -> None:
    people = add_people(engine.tx, 1200)
    refuse(engine.tx, people[7], "promotions")
    campaign_id = launch(engine.tx)
    assert told(engine, campaign_id) == []
    engine.plan()
    assert outcomes(engine, campaign_id) == {"waiting": 1200}
    engine.send(campaign_id, 300)
    assert outcomes(engine, campaign_id)["waiting"] == 900
    engine.send_all(campaign_id)
    found = {member.person_id: member.outcome for member in told(engine, campaign_id)}
    assert sorted(found) == people
    assert [person for person, outcome in found.items() if outcome == "sent"] == engine.got(campaign_id)
    assert found[people[7]] == "skipped.opted_out"


def test_whoever_had_no_turn_when_it_was_stopped_is_told_so(engine: Engine) -> None:
    add_people(engine.tx, 600)
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.send(campaign_id, 100)
    control.stop(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    engine.drain("finisher")
    assert outcomes(engine, campaign_id) == {"sent": 100, "stopped": 500}


def test_whoever_had_no_turn_before_the_deadline_is_told_so(engine: Engine) -> None:
    add_people(engine.tx, 600)
    campaign_id = launch(engine.tx, stop_at="2026-03-02T18:00")
    engine.plan()
    engine.send(campaign_id, 100)
    set_clock(NOON + timedelta(hours=7))
    engine.run(lambda: engine.state(campaign_id) == "incomplete", "incomplete")
    assert outcomes(engine, campaign_id) == {"sent": 100, "expired": 500}


def test_a_draft_has_nothing_to_tell(engine: Engine) -> None:
    with pytest.raises(Conflict, match="nobody was sent it yet"):
        accounting.task(engine.tx, a_draft(engine.tx))
    with pytest.raises(NotFound):
        accounting.task(engine.tx, 999)


def test_a_person_is_told_which_campaigns_passed_them_over(engine: Engine) -> None:
    ada, ben = add_people(engine.tx, 2)
    refuse(engine.tx, ada, "promotions")
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.send_all(campaign_id)
    assert [(each.campaign_id, each.outcome) for each in accounting.omissions(engine.tx, ada)] == [
        (campaign_id, "skipped.opted_out")
    ]
    assert accounting.omissions(engine.tx, ben) == []
