"""Figures that people watch: from batches, from events, and told ahead through the night."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.delivery.engine import MIA, NOON, WHY, Engine, add_people, launch, refuse, set_clock
from tidings.campaigns import account, control
from tidings.core import clock
from tidings.delivery import progress
from tidings.delivery.progress import Progress
from tidings.events.catalogue import BatchSent


def now(engine: Engine, campaign_id: int) -> Progress:
    return progress.of(engine.tx, engine.task(campaign_id), clock.now())


def hear(engine: Engine) -> None:
    """Carry what was told to the consumer."""
    engine.step("relay", "progress")


def running(engine: Engine, count: int, *, zone: str = "Europe/Madrid", **changes: object) -> int:
    add_people(engine.tx, count, zone=zone)
    campaign_id = launch(engine.tx, **changes)
    engine.plan()
    return campaign_id


def test_counts_come_from_the_batches_themselves(engine: Engine) -> None:
    people = add_people(engine.tx, 10)
    refuse(engine.tx, people[0], "*")
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.send(campaign_id, 4)
    found = now(engine, campaign_id)
    assert (found.member_count, found.done_count, found.left_out_count, found.waiting_count) == (10, 3, 1, 6)
    assert found.walked_count == 4
    engine.send_all(campaign_id)
    assert progress.outcomes(engine.tx, engine.task(campaign_id)) == {"skipped.opted_out": 1}


def test_the_rate_is_that_of_the_last_seconds_and_nothing_once_it_stands(engine: Engine) -> None:
    campaign_id = running(engine, 100)
    for second in range(4):
        set_clock(NOON + timedelta(seconds=second))
        engine.send(campaign_id, 20)
    hear(engine)
    assert now(engine, campaign_id).rate == 20
    set_clock(NOON + timedelta(seconds=30))
    assert now(engine, campaign_id).rate == 0


def test_a_rate_is_in_real_seconds_however_fast_the_clock(engine: Engine) -> None:
    campaign_id = running(engine, 100)
    for real_second in range(4):
        set_clock(NOON + timedelta(minutes=real_second), speed=60)
        engine.send(campaign_id, 20)
    hear(engine)
    assert now(engine, campaign_id).rate == pytest.approx(80 / (3 + 1 / 60))


def test_the_end_is_told_by_the_rate_that_it_has(engine: Engine) -> None:
    campaign_id = running(engine, 100)
    assert now(engine, campaign_id).eta is None
    for second in range(4):
        set_clock(NOON + timedelta(seconds=second))
        engine.send(campaign_id, 5)
    hear(engine)
    assert now(engine, campaign_id).eta == NOON + timedelta(seconds=3 + 80 / 5)


def test_the_end_is_told_by_the_ceiling_before_anything_was_sent(engine: Engine) -> None:
    campaign_id = running(engine, 100, ceiling=2)
    assert now(engine, campaign_id).eta == NOON + timedelta(seconds=50)
    account.change(engine.tx, "ceiling", "1", MIA, NOON)
    assert now(engine, campaign_id).eta == NOON + timedelta(seconds=100)


def test_the_end_of_what_does_not_fit_into_the_day_comes_after_the_night(engine: Engine) -> None:
    # Eight hours until nine in the evening in Madrid, and 100 seconds' worth more than fits into them.
    campaign_id = running(engine, 8 * 3600 + 100, ceiling=1)
    assert now(engine, campaign_id).eta == datetime(2026, 3, 3, 6, tzinfo=UTC) + timedelta(seconds=100)


def test_at_night_the_end_is_told_by_the_rate_of_the_day(engine: Engine) -> None:
    campaign_id = running(engine, 100)
    for second in range(4):
        set_clock(NOON + timedelta(seconds=second))
        engine.send(campaign_id, 5)
    hear(engine)
    set_clock(datetime(2026, 3, 2, 23, tzinfo=UTC))
    engine.plan()
    found = now(engine, campaign_id)
    assert found.rate == 0
    assert found.eta == datetime(2026, 3, 3, 6, tzinfo=UTC) + timedelta(seconds=16)


def test_a_ceiling_beyond_all_bounds_is_no_trouble(engine: Engine) -> None:
    campaign_id = running(engine, 100, ceiling=2**31 - 1)
    assert now(engine, campaign_id).eta == NOON


def test_a_fast_clock_shortens_the_day(engine: Engine) -> None:
    campaign_id = running(engine, 100, ceiling=1)
    set_clock(NOON, speed=60)
    assert now(engine, campaign_id).eta == NOON + timedelta(minutes=100)


def test_zones_that_wake_later_come_later(engine: Engine) -> None:
    add_people(engine.tx, 10, zone="America/New_York")
    set_clock(datetime(2026, 3, 2, 10, tzinfo=UTC))
    campaign_id = running(engine, 10, ceiling=1)
    assert now(engine, campaign_id).eta == datetime(2026, 3, 2, 12, tzinfo=UTC) + timedelta(seconds=10)


def test_what_the_deadline_cuts_off_ends_with_it(engine: Engine) -> None:
    campaign_id = running(engine, 100, ceiling=1, stop_at="2026-03-02T12:00:30")
    assert now(engine, campaign_id).eta == NOON + timedelta(seconds=30)


def test_whoever_missed_their_time_costs_none(engine: Engine) -> None:
    add_people(engine.tx, 1000, zone="Pacific/Auckland")
    campaign_id = running(engine, 10, ceiling=1, is_local=True, send_at="2026-03-02T13:00")
    assert now(engine, campaign_id).eta == NOON + timedelta(seconds=10)


def test_a_task_that_stands_has_no_end(engine: Engine) -> None:
    campaign_id = running(engine, 100, ceiling=1)
    control.pause(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    assert now(engine, campaign_id).eta is None
    control.resume(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    engine.send_all(campaign_id)
    assert now(engine, campaign_id).eta is None


def test_an_archive_is_told_ahead_without_nights(engine: Engine) -> None:
    campaign_id = running(engine, 100, archive_after_days=0, ceiling=1)
    engine.send_all(campaign_id)
    set_clock(datetime(2026, 3, 3, 2, tzinfo=UTC))
    engine.plan()
    engine.drain("finisher")
    found = progress.of(engine.tx, engine.walk(campaign_id), clock.now())
    assert found.eta == datetime(2026, 3, 3, 2, 1, 40, tzinfo=UTC)


def test_every_event_is_folded_once_whatever_is_read_again(engine: Engine) -> None:
    campaign_id = running(engine, 30)
    engine.send_all(campaign_id, take=10)
    for _ in range(3):
        hear(engine)
    (row,) = engine.tx.execute("select second, done_count from progress").fetchall()
    assert (row["second"], row["done_count"]) == (NOON, 30)


def test_events_of_one_second_are_one_row_and_events_of_others_are_passed_over(engine: Engine) -> None:
    def event(second: float, count: int) -> BatchSent:
        at = NOON + timedelta(seconds=second)
        return BatchSent(
            occurred_at=at, campaign_id=1, task_id=7, batch_id=1, from_position=0, done_count=count, left_out_count=1
        )

    progress.fold(engine.tx, [event(0.1, 5), event(0.9, 6), event(1.0, 7)])
    progress.fold(engine.tx, [event(1.5, 1)])
    found = engine.tx.execute("select second, done_count, left_out_count from progress order by second").fetchall()
    assert [(row["second"] - NOON, row["done_count"], row["left_out_count"]) for row in found] == [
        (timedelta(0), 11, 2),
        (timedelta(seconds=1), 8, 2),
    ]
