"""Putting away what has expired, and bringing it back: what is touched, and what its owner decided otherwise."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.delivery.engine import MIA, NOON, WHY, Engine, add_people, launch, refuse, set_clock
from tidings.campaigns import control, loading
from tidings.campaigns.model import TaskState
from tidings.chat import archiving, posting
from tidings.core import clock, config, db
from tidings.core.errors import Conflict
from tidings.delivery import expiring, progress, verifying

LATER = NOON + timedelta(days=3)


def completed(engine: Engine, count: int = 10, **changes: object) -> tuple[int, list[int]]:
    """A completed campaign that expires after two days, and the people who got it."""
    people = add_people(engine.tx, count)
    campaign_id = launch(engine.tx, **{"archive_after_days": 2, **changes})
    engine.plan()
    engine.send_all(campaign_id)
    engine.drain("finisher")
    assert engine.state(campaign_id) == "completed"
    return campaign_id, people


def archive(engine: Engine, campaign_id: int, take: int = 500) -> None:
    """Everything that is due by the clock's time."""
    engine.plan()
    engine.walk_all(campaign_id, take)


def archived(engine: Engine) -> list[int]:
    """Whose entry is archived, ascending."""
    found = engine.tx.execute("select owner_id from entry where archived_at is not null and owner_id > 0")
    return sorted(row["owner_id"] for row in found)


def answer(engine: Engine, campaign_id: int, person_id: int) -> None:
    campaign = loading.get(engine.tx, campaign_id)
    with db.transaction(engine.tx) as tx:
        posting.post(tx, person_id, campaign.sender_id, campaign.topic_name, "Thanks!", clock.now())


def archive_own(engine: Engine, campaign_id: int, person_id: int) -> None:
    campaign = loading.get(engine.tx, campaign_id)
    archiving.archive(engine.tx, person_id, campaign.sender_id, campaign.topic_name, clock.now())


def test_days_count_from_the_end_of_each_batch(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_BATCH_SIZE", "2")
    config.settings.cache_clear()
    people = add_people(engine.tx, 4)
    campaign_id = launch(engine.tx, archive_after_days=2)
    engine.plan()
    engine.send(campaign_id)
    set_clock(NOON + timedelta(hours=6))
    engine.send_all(campaign_id)
    set_clock(NOON + timedelta(days=2))
    archive(engine, campaign_id)
    assert archived(engine) == people[:2]
    engine.drain("finisher")
    assert engine.state(campaign_id) == "completed"
    set_clock(NOON + timedelta(days=2, hours=6))
    archive(engine, campaign_id)
    assert archived(engine) == people
    assert engine.state(campaign_id) == "archived"


def test_a_date_archives_whatever_was_sent(engine: Engine) -> None:
    campaign_id, people = completed(engine, archive_after_days=None, archive_at="2026-03-04T18:00")
    set_clock(datetime(2026, 3, 4, 17, 59, tzinfo=UTC))
    engine.plan()
    assert [task.kind for task in control.tasks(engine.tx)] == []
    set_clock(datetime(2026, 3, 4, 18, tzinfo=UTC))
    archive(engine, campaign_id)
    assert archived(engine) == people


def test_a_conversation_that_was_answered_stays(engine: Engine) -> None:
    campaign_id, people = completed(engine)
    answer(engine, campaign_id, people[3])
    set_clock(LATER)
    archive(engine, campaign_id, take=4)
    assert archived(engine) == people[:3] + people[4:]
    walked = progress.of(engine.tx, engine.walk(campaign_id), LATER)
    assert (walked.done_count, walked.left_out_count) == (9, 1)
    assert engine.state(campaign_id) == "archived"


def test_an_answer_to_an_archived_conversation_brings_it_back_for_good(engine: Engine) -> None:
    campaign_id, people = completed(engine)
    set_clock(LATER)
    archive(engine, campaign_id)
    answer(engine, campaign_id, people[0])
    assert archived(engine) == people[1:]


def test_the_night_does_not_hold_an_archive(engine: Engine) -> None:
    campaign_id, people = completed(engine)
    set_clock(datetime(2026, 3, 5, 2, tzinfo=UTC))
    archive(engine, campaign_id)
    assert archived(engine) == people


def test_an_undo_leaves_what_its_owner_archived(engine: Engine) -> None:
    campaign_id, people = completed(engine)
    archive_own(engine, campaign_id, people[0])
    set_clock(LATER)
    archive(engine, campaign_id)
    archive_own(engine, campaign_id, people[1])
    assert archived(engine) == people
    control.undo_archive(engine.tx, campaign_id, MIA, WHY, LATER)
    engine.walk_all(campaign_id)
    assert archived(engine) == people[:2]
    engine.drain("finisher")
    assert engine.state(campaign_id) == "completed"
    assert verifying.verify(engine.tx, campaign_id).is_right


def test_an_undone_archive_does_not_begin_again_and_a_new_one_is_undone_as_well(engine: Engine) -> None:
    campaign_id, people = completed(engine)
    for day in (3, 13):
        set_clock(NOON + timedelta(days=day))
        if day == 13:
            control.set_archive(engine.tx, campaign_id, None, 5, MIA, WHY, clock.now())
        archive(engine, campaign_id)
        assert archived(engine) == people
        control.undo_archive(engine.tx, campaign_id, MIA, WHY, clock.now())
        engine.walk_all(campaign_id)
        engine.drain("finisher")
        engine.plan()
        assert archived(engine) == []
        assert engine.state(campaign_id) == "completed"


def test_a_paused_archive_waits_and_a_resumed_one_goes_on(engine: Engine) -> None:
    campaign_id, people = completed(engine)
    set_clock(LATER)
    engine.plan()
    engine.drain("finisher")
    engine.archiving.step(engine.walk(campaign_id).id, 4, _soon())
    control.pause(engine.tx, campaign_id, "archive", MIA, WHY, LATER)
    assert engine.archiving.step(engine.walk(campaign_id).id, 4, _soon()) is None
    engine.drain("finisher")
    assert archived(engine) == people[:4]
    assert engine.walk(campaign_id).state is TaskState.PAUSED
    control.resume(engine.tx, campaign_id, "archive", MIA, WHY, LATER)
    engine.walk_all(campaign_id)
    assert archived(engine) == people
    assert engine.state(campaign_id) == "archived"


def _soon() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=60)


def test_a_stopped_archive_keeps_what_it_did_and_its_undo_brings_that_back(engine: Engine) -> None:
    campaign_id, people = completed(engine)
    set_clock(LATER)
    engine.plan()
    engine.drain("finisher")
    engine.archiving.step(engine.walk(campaign_id).id, 4, _soon())
    control.stop(engine.tx, campaign_id, "archive", MIA, WHY, LATER)
    engine.plan()
    engine.drain("finisher")
    assert archived(engine) == people[:4]
    assert engine.walk(campaign_id).state is TaskState.STOPPED
    control.undo_archive(engine.tx, campaign_id, MIA, WHY, LATER)
    engine.walk_all(campaign_id)
    engine.drain("finisher")
    assert archived(engine) == []
    assert engine.walk(campaign_id).state is TaskState.DONE
    assert engine.state(campaign_id) == "completed"


def test_an_archive_that_runs_beside_the_sending_ends_after_it(engine: Engine) -> None:
    people = add_people(engine.tx, 900)
    campaign_id = launch(engine.tx, archive_after_days=0)
    engine.plan()
    engine.send(campaign_id)
    archive(engine, campaign_id)
    assert archived(engine) == people[:500]
    assert engine.walk(campaign_id).state is TaskState.RUNNING
    engine.send_all(campaign_id)
    engine.drain("finisher")
    archive(engine, campaign_id)
    assert archived(engine) == people
    engine.drain("finisher")
    assert engine.state(campaign_id) == "archived"


def test_stopping_a_campaign_whose_archive_runs_archives_the_part_of_a_batch_that_was_sent(engine: Engine) -> None:
    people = add_people(engine.tx, 900)
    campaign_id = launch(engine.tx, archive_after_days=0)
    engine.plan()
    engine.send(campaign_id)
    engine.send(campaign_id, 100)
    archive(engine, campaign_id)
    assert archived(engine) == people[:500]
    control.stop(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    archive(engine, campaign_id)
    engine.drain("finisher")
    assert archived(engine) == people[:600]
    assert engine.state(campaign_id) == "archived"
    assert verifying.verify(engine.tx, campaign_id).is_right
    control.undo_archive(engine.tx, campaign_id, MIA, WHY, NOON)
    engine.walk_all(campaign_id)
    engine.drain("finisher")
    assert archived(engine) == []
    assert engine.state(campaign_id) == "stopped"


def test_an_archive_is_not_finished_by_whoever_lost_the_right_to_feed_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign_id, _ = completed(engine)
    set_clock(LATER)
    engine.plan()
    walk = engine.walk(campaign_id)
    look = db.row
    asked: list[str] = []

    def row_with_a_successor_between(tx: db.Connection, text: str, /, **parameters: object) -> db.Row | None:
        found = look(tx, text, **parameters)
        if parameters.get("task_id") == walk.id and len(asked) == 0:
            asked.append(text)
            expiring.feed(engine.tx, walk, LATER)
        return found

    monkeypatch.setattr(db, "row", row_with_a_successor_between)
    assert expiring.finish(engine.tx, walk, LATER) is False
    assert asked


def test_an_archive_of_a_campaign_that_reached_nobody_never_begins(engine: Engine) -> None:
    (person,) = add_people(engine.tx, 1)
    campaign_id = launch(engine.tx, archive_after_days=1)
    control.stop(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    set_clock(LATER)
    engine.plan()
    assert control.tasks(engine.tx) == []
    with pytest.raises(Conflict, match="nothing of it is archived"):
        control.undo_archive(engine.tx, campaign_id, MIA, WHY, LATER)
    assert person


def test_members_who_were_left_out_are_walked_over(engine: Engine) -> None:
    people = add_people(engine.tx, 3)
    refuse(engine.tx, people[1], "*")
    campaign_id = launch(engine.tx, archive_after_days=0)
    engine.plan()
    engine.send_all(campaign_id)
    engine.drain("finisher")
    archive(engine, campaign_id)
    assert archived(engine) == [people[0], people[2]]
    told = [row["payload"] for row in engine.tx.execute("select payload from outbox order by id")]
    assert [(event["type"], event["done_count"], event["left_out_count"]) for event in told] == [
        ("batch.sent", 2, 1),
        ("batch.archived", 2, 1),
    ]
