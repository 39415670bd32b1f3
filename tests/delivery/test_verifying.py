"""What a recount finds while a campaign is under way and after it; what ended wrong is in test_finishing."""

from typing import Any

import pytest

from tests.delivery.engine import NOON, Engine, add_people, launch, refuse
from tidings.chat import topics
from tidings.delivery import verifying


def half_sent(engine: Engine) -> tuple[int, list[int]]:
    """A campaign to ten people of whom five had their turn, one of them having opted out."""
    people = add_people(engine.tx, 10)
    refuse(engine.tx, people[0], "*")
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.send(campaign_id, 5)
    return campaign_id, people


def differences(engine: Engine, campaign_id: int) -> list[str]:
    return verifying.verify(engine.tx, campaign_id).differences


def test_a_campaign_under_way_adds_up(engine: Engine) -> None:
    campaign_id, _ = half_sent(engine)
    found = verifying.verify(engine.tx, campaign_id)
    assert found.is_right
    assert (found.member_count, found.opened_count, found.left_out_count, found.waiting_count) == (10, 4, 1, 5)


def test_a_message_before_its_turn_is_found(engine: Engine) -> None:
    campaign_id, people = half_sent(engine)
    name = f"campaign/{campaign_id}"
    engine.tx.execute(
        "insert into entry (owner_id, peer_id, topic, topic_name, opened_at, last_message_at)"
        " values (%s, -1, %s, %s, %s, %s)",
        (people[9], topics.number(name), name, NOON, NOON),
    )
    assert differences(engine, campaign_id) == ["batch 1: 1 members have one before their turn"]


def test_a_refusal_before_its_turn_is_found(engine: Engine) -> None:
    campaign_id, people = half_sent(engine)
    engine.tx.execute(
        "insert into ledger (person_id, campaign_id, outcome, decided_at) values (%s, %s, 'skipped.blocked', %s)",
        (people[9], campaign_id, NOON),
    )
    assert differences(engine, campaign_id) == ["batch 1: 1 members have one before their turn"]


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        ("update plan set member_count = 11", "planned: the books say 11, there are 10"),
        (
            "update batch set done_count = done_count - 1, left_out_count = left_out_count + 1",
            "batch 1: sent: the books say 3, there are 4",
        ),
        ("update batch set position = 6, done_count = 5", "batch 1: sent: the books say 5, there are 4"),
        (
            "insert into batch (task_id, window_number, member_count, members)"
            " select task_id, window_number, 1, members[1:1] from batch",
            "1 members stand in more than one place",
        ),
        (
            "update campaign set state = 'completed', ended_as = 'completed', ended_at = '2026-03-02T12:00Z'",
            "the campaign is completed and 5 members still wait",
        ),
    ],
)
def test_books_that_were_changed_are_found(engine: Engine, tampering: str, said: str) -> None:
    campaign_id, _ = half_sent(engine)
    engine.tx.execute(tampering.encode())
    assert said in differences(engine, campaign_id)


def test_a_campaign_that_was_called_completed_before_it_was_is_found(engine: Engine) -> None:
    campaign_id, _ = half_sent(engine)
    engine.tx.execute("update batch set state = 'expired', ended_at = %s", (NOON,))
    engine.drain("finisher")
    assert engine.state(campaign_id) == "incomplete"
    assert differences(engine, campaign_id) == []
    engine.tx.execute("update campaign set state = 'completed', ended_as = 'completed'")
    assert differences(engine, campaign_id) == ["the campaign is completed and 5 members had no turn"]


def test_a_recount_goes_through_all_pages(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "BATCHES_A_PAGE", 2)
    add_people(engine.tx, 2600)
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.send_all(campaign_id)
    found = verifying.verify(engine.tx, campaign_id)
    assert (found.opened_count, found.differences) == (2600, [])


def test_members_that_move_while_it_counts_are_counted_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    add_people(engine.tx, 600, zone="Europe/Madrid")
    campaign_id = launch(engine.tx)
    engine.plan()
    monkeypatch.setattr(verifying, "BATCHES_A_PAGE", 1)
    other = engine.connect("planner")
    counted: list[Any] = []
    add = verifying._add

    def add_and_move(recount: verifying.Recount, batch: Any) -> None:
        add(recount, batch)
        if not counted:
            other.execute(
                "insert into batch (task_id, window_number, member_count, members)"
                " select task_id, window_number, 1, members[1:1] from batch where id = %s",
                (batch["id"],),
            )
            other.execute("update batch set members = members[2:], member_count = 499 where id = %s", (batch["id"],))
        counted.append(batch)

    monkeypatch.setattr(verifying, "_add", add_and_move)
    assert verifying.verify(engine.tx, campaign_id).differences == []
    assert len(counted) == 2
