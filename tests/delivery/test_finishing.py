"""A campaign ends when its books add up, and not before."""

from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from tests.delivery.engine import MIA, NOON, WHY, Engine, add_people, launch, refuse, set_clock
from tidings.campaigns import control, loading
from tidings.campaigns.model import TaskState
from tidings.core import clock
from tidings.core.errors import Conflict
from tidings.delivery import finishing, verifying


def sent(engine: Engine, count: int = 10) -> int:
    """A campaign to so many people, one of whom opted out, whose batches are all walked and not yet checked."""
    people = add_people(engine.tx, count)
    refuse(engine.tx, people[3], "*")
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.send_all(campaign_id)
    return campaign_id


TAMPERINGS = {
    "an entry is gone": (
        "delete from entry where owner_id = (select min(owner_id) from entry)",
        "have neither a message nor a reason",
    ),
    "a row of the ledger is gone": ("delete from ledger", "have neither a message nor a reason"),
    "a row of the ledger is too many": (
        "insert into ledger (person_id, campaign_id, outcome, decided_at)"
        " select min(owner_id), 1, 'skipped.blocked', '2026-03-02T12:00Z' from entry",
        "have both a message and a reason why not",
    ),
    "a batch counts one sent too many": (
        "update batch set done_count = done_count + 1, left_out_count = left_out_count - 1",
        "sent: the books say 10, there are 9",
    ),
    "a member stands in a batch that is not theirs": (
        "update batch set members = members[1:9] || 999::bigint",
        "have neither a message nor a reason",
    ),
    "a batch has a member twice": (
        "update batch set members = members[1:9] || members[1]",
        "members stand in more than one place",
    ),
    "a batch is gone": ("delete from batch", "planned: the books say 10, there are 0"),
    "a batch is there twice": (
        "insert into batch (task_id, window_number, member_count, position, done_count, left_out_count, state,"
        " ended_at, members) select task_id, window_number, member_count, position, done_count, left_out_count, state,"
        " ended_at, members from batch",
        "planned: the books say 10, there are 20",
    ),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_campaign_whose_books_do_not_add_up_is_never_completed_and_the_recount_says_why(
    engine: Engine, what: str
) -> None:
    campaign_id = sent(engine)
    tampering, said = TAMPERINGS[what]
    engine.tx.execute(tampering.encode())
    for _ in range(3):
        engine.step("finisher")
    assert engine.state(campaign_id) == "running"
    differences = verifying.verify(engine.tx, campaign_id).differences
    assert any(said in difference for difference in differences), differences


def test_a_campaign_whose_books_were_put_right_is_completed(engine: Engine) -> None:
    campaign_id = sent(engine)
    engine.tx.execute("update batch set done_count = done_count + 1, left_out_count = left_out_count - 1")
    engine.step("finisher")
    engine.tx.execute("update batch set done_count = done_count - 1, left_out_count = left_out_count + 1")
    engine.drain("finisher")
    assert engine.state(campaign_id) == "completed"
    assert engine.task(campaign_id).state is TaskState.DONE


def test_every_batch_is_checked_before_a_campaign_is_completed(engine: Engine) -> None:
    campaign_id = sent(engine, count=finishing.BATCHES_A_LOOK * 500 + 700)
    engine.step("finisher")
    assert engine.state(campaign_id) == "running"
    engine.drain("finisher")
    assert engine.state(campaign_id) == "completed"
    assert all(batch["is_checked"] for batch in engine.batches(campaign_id))


def test_a_campaign_with_a_member_left_is_not_completed(engine: Engine) -> None:
    add_people(engine.tx, 3)
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.send(campaign_id, 2)
    engine.drain("finisher")
    assert engine.state(campaign_id) == "running"
    engine.send(campaign_id, 1)
    engine.drain("finisher")
    assert engine.state(campaign_id) == "completed"


@pytest.mark.parametrize(
    ("what", "event"),
    [("an entry is gone", "batch.wrong"), ("a batch is gone", "campaign.does_not_add_up")],
)
def test_books_that_do_not_add_up_are_said_once_and_not_at_every_look(engine: Engine, what: str, event: str) -> None:
    sent(engine)
    engine.tx.execute(TAMPERINGS[what][0].encode())
    with capture_logs() as said:
        engine.step("finisher", "finisher", "finisher")
    assert [line["event"] for line in said if line["log_level"] == "error"] == [event]


def test_a_deadline_that_comes_first_leaves_a_campaign_incomplete_and_its_books_right(engine: Engine) -> None:
    people = add_people(engine.tx, 10)
    campaign_id = launch(engine.tx, stop_at="2026-03-02T13:00")
    engine.plan()
    engine.send(campaign_id, 4)
    set_clock(NOON + timedelta(hours=1))
    engine.plan()
    engine.drain("finisher")
    assert engine.state(campaign_id) == "incomplete"
    assert engine.got(campaign_id) == people[:4]
    recount = verifying.verify(engine.tx, campaign_id)
    assert recount.is_right
    assert (recount.opened_count, recount.unsent_count) == (4, 6)
    assert "6 of its members" in loading.changes(engine.tx, campaign_id)[-2].why


def test_a_paused_campaign_ends_at_its_deadline_too(engine: Engine) -> None:
    add_people(engine.tx, 3)
    campaign_id = launch(engine.tx, stop_at="2026-03-02T13:00")
    engine.plan()
    control.pause(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    set_clock(NOON + timedelta(hours=1))
    engine.plan()
    engine.drain("finisher")
    assert engine.state(campaign_id) == "incomplete"


def test_a_campaign_paused_before_it_was_planned_ends_at_its_deadline(engine: Engine) -> None:
    add_people(engine.tx, 3)
    campaign_id = launch(engine.tx, stop_at="2026-03-02T13:00")
    control.pause(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    engine.plan()
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == []
    set_clock(NOON + timedelta(hours=1))
    engine.plan()
    engine.drain("finisher")
    assert engine.state(campaign_id) == "incomplete"


def test_a_stopped_campaign_keeps_what_was_sent_and_says_what_was_not(engine: Engine) -> None:
    people = add_people(engine.tx, 10)
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.send(campaign_id, 4)
    control.stop(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    assert engine.send(campaign_id, 4) is None
    assert verifying.verify(engine.tx, campaign_id).is_right
    engine.drain("finisher")
    assert engine.got(campaign_id) == people[:4]
    recount = verifying.verify(engine.tx, campaign_id)
    assert recount.is_right
    assert (recount.opened_count, recount.unsent_count, recount.waiting_count) == (4, 6, 0)
    assert [batch["state"] for batch in engine.batches(campaign_id)] == ["stopped"]


def test_a_campaign_stopped_before_it_was_planned_has_nothing_to_recount(engine: Engine) -> None:
    add_people(engine.tx, 3)
    campaign_id = launch(engine.tx)
    with pytest.raises(Conflict, match="not frozen yet"):
        verifying.verify(engine.tx, campaign_id)
    control.stop(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    engine.plan()
    engine.drain("finisher")
    assert engine.state(campaign_id) == "stopped"
    recount = verifying.verify(engine.tx, campaign_id)
    assert (recount.member_count, recount.differences) == (0, [])


def test_a_task_that_was_planned_while_the_finisher_looked_is_not_taken_for_a_stopped_one(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = add_people(engine.tx, 3)
    known = control.tasks(engine.tx)
    campaign_id = launch(engine.tx)
    engine.plan()
    monkeypatch.setattr(control, "tasks", lambda tx: known)
    assert finishing.close_stopped(engine.tx, clock.now()) == 0
    monkeypatch.undo()
    set_clock(NOON)
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people


def test_a_recount_of_a_campaign_under_way_sees_one_moment(engine: Engine) -> None:
    madrid = add_people(engine.tx, 3, zone="Europe/Madrid")
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.send(campaign_id, 1)
    recount = verifying.verify(engine.tx, campaign_id)
    assert recount.is_right
    assert (recount.opened_count, recount.waiting_count) == (1, 2)
    assert recount.member_count == len(madrid)


def test_what_a_consumer_heard_is_compared_with_what_is_there(engine: Engine) -> None:
    campaign_id = sent(engine)
    engine.drain("relay")
    engine.drain("progress")
    engine.step("relay", "progress")
    recount = verifying.verify(engine.tx, campaign_id)
    verifying.compare_progress(engine.tx, recount)
    assert recount.differences == []
    engine.tx.execute("update progress set done_count = done_count + 1")
    verifying.compare_progress(engine.tx, recount)
    assert recount.differences == ["sent by events: the books say 10, there are 9"]


def test_completing_a_campaign_says_who_and_why(engine: Engine) -> None:
    campaign_id = sent(engine)
    set_clock(datetime(2026, 3, 2, 12, 5, tzinfo=UTC))
    engine.drain("finisher")
    done = [change for change in loading.changes(engine.tx, campaign_id) if change.to_state == "completed"]
    assert [(change.who, change.why, change.changed_at) for change in done] == [
        (control.SYSTEM, "every member has an outcome", datetime(2026, 3, 2, 12, 5, tzinfo=UTC))
    ]
