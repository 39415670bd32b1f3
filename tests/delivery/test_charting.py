"""A campaign over time: what was sent when, what held it up and what was changed."""

from datetime import timedelta

import pytest

from tests.delivery.engine import MIA, NOON, WHY, Engine, add_people, launch, set_clock
from tidings.campaigns import account, control
from tidings.core import clock
from tidings.delivery import charting, holding
from tidings.delivery.charting import Chart
from tidings.delivery.progress import Hold


def now(engine: Engine, campaign_id: int) -> Chart:
    engine.step("relay", "progress")
    return charting.chart(engine.tx, engine.task(campaign_id), clock.now())


def test_what_was_sent_lies_in_buckets_without_a_gap(engine: Engine) -> None:
    add_people(engine.tx, 30)
    campaign_id = launch(engine.tx)
    engine.plan()
    for minute, take in ((0, 10), (10, 15), (20, 5)):
        set_clock(NOON + timedelta(minutes=minute))
        engine.send(campaign_id, take)
    found = now(engine, campaign_id)
    assert (found.begins_at, found.length_s) == (NOON, 10)
    assert {each.at: each.done_count for each in found.buckets if each.done_count} == {
        NOON: 10,
        NOON + timedelta(minutes=10): 15,
        NOON + timedelta(minutes=20): 5,
    }
    times = [each.at for each in found.buckets]
    assert times == [NOON + timedelta(seconds=10 * number) for number in range(121)]


@pytest.mark.parametrize("span_s", [0, 1, 199, 200, 86_400, 10**6, 10**9])
def test_there_are_at_most_so_many_buckets(span_s: float) -> None:
    assert span_s // charting.length(span_s) + 1 <= charting.MOST_BUCKETS


def test_the_night_is_a_span_with_its_end(engine: Engine) -> None:
    add_people(engine.tx, 10, zone="Europe/London")
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.send(campaign_id, 4)
    night, morning = NOON.replace(hour=21), NOON.replace(hour=7) + timedelta(days=1)
    for moment in (night, night + timedelta(hours=2), morning):
        set_clock(moment)
        engine.step("planner")
        look(engine)
    found = now(engine, campaign_id).holds
    spans = [(each.reason, each.since, each.until) for each in found if each.reason == holding.QUIET]
    assert spans == [(holding.QUIET, night, morning)]


def look(engine: Engine) -> None:
    """Write the holds as the governor does, whatever it looks at by now."""
    task = next(iter(control.tasks(engine.tx)))
    is_open = clock.now().hour in range(7, 21)
    holding.write(engine.tx, [task], [task.id] if is_open else [], limits("sender"), clock.now())


def limits(*roles: str, ceiling: int | None = None) -> holding.Limits:
    return holding.Limits(frozenset(roles), ceiling, gives_way=False)


def test_a_hold_that_becomes_another_is_over_and_one_that_lasts_is_not(engine: Engine) -> None:
    add_people(engine.tx, 10)
    campaign_id = launch(engine.tx)
    engine.plan()
    task = engine.task(campaign_id)
    for minute, bounds in enumerate((limits(), limits(), limits("sender", ceiling=5), limits("sender", ceiling=5))):
        set_clock(NOON + timedelta(minutes=minute))
        holding.write(engine.tx, [task], [task.id], bounds, clock.now())
    assert now(engine, campaign_id).holds == (
        Hold(holding.NO_SENDER, NOON, NOON + timedelta(minutes=2)),
        Hold(holding.CEILING, NOON + timedelta(minutes=2), None),
    )
    holding.write(engine.tx, [task], [task.id], limits("sender"), NOON + timedelta(minutes=4))
    assert now(engine, campaign_id).holds[1].until == NOON + timedelta(minutes=4)
    holding.forget(engine.tx, NOON + timedelta(days=91))
    assert now(engine, campaign_id).holds == ()


def test_spans_that_nearly_follow_each_other_are_one() -> None:
    def second(number: float) -> Hold:
        return Hold("ceiling", NOON + timedelta(seconds=number), NOON + timedelta(seconds=number + 1))

    assert charting.joined([second(0), second(1.5), second(10)]) == [
        Hold("ceiling", NOON, NOON + timedelta(seconds=2.5)),
        second(10),
    ]


def test_every_decision_is_a_mark(engine: Engine) -> None:
    add_people(engine.tx, 10)
    campaign_id = launch(engine.tx)
    engine.plan()
    control.set_ceiling(engine.tx, campaign_id, 7, MIA, WHY, NOON)
    control.pause(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    found = [each.action for each in now(engine, campaign_id).changes]
    assert found[-2:] == ["set send ceiling to 7", "pause"]


def test_what_changed_the_pace_of_the_account_meanwhile_is_told_beside_it(engine: Engine) -> None:
    account.change(engine.tx, "ceiling", "900", MIA, NOON - timedelta(hours=1))
    add_people(engine.tx, 10)
    campaign_id = launch(engine.tx)
    engine.plan()
    set_clock(NOON + timedelta(minutes=2))
    account.change(engine.tx, "ceiling", "7", MIA, NOON + timedelta(minutes=1))
    account.change(engine.tx, "review", "required", MIA, NOON + timedelta(minutes=1))
    [found] = now(engine, campaign_id).settings
    assert (found.name, found.before, found.after, found.who) == ("ceiling", "900", "7", MIA)
