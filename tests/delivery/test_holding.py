"""Why a running task waits, and until when, as the governor writes it down."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.delivery.engine import MIA, NOON, WHY, Engine, add_people, launch, set_clock
from tests.delivery.pace import Slots, Stopwatch, a_process
from tidings.campaigns import account, control
from tidings.core import clock, db
from tidings.delivery import holding, progress
from tidings.delivery.pacing import Governor

EVENING = datetime(2026, 3, 2, 22, tzinfo=UTC)
MORNING = datetime(2026, 3, 3, 6, tzinfo=UTC)


@pytest.fixture
def slots(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Slots:
    return Slots(engine.tx, Stopwatch.instead_of_time(monkeypatch), Governor(engine.connect("governor")))


def running(engine: Engine, **changes: object) -> int:
    add_people(engine.tx, 3, zone="Europe/Madrid")
    campaign_id = launch(engine.tx, **changes)
    engine.plan()
    return campaign_id


def hold(engine: Engine, slots: Slots, campaign_id: int) -> tuple[str, datetime | None] | None:
    """The reason and the end that a look of the governor leaves."""
    slots.run(0.25)
    found = progress.of(engine.tx, engine.task(campaign_id), clock.now()).hold
    return (found.reason, found.until) if found else None


def test_a_task_that_may_send_has_no_hold(engine: Engine, slots: Slots) -> None:
    a_process(engine.tx)
    assert hold(engine, slots, running(engine)) is None


def test_quiet_hours_hold_until_they_end(engine: Engine, slots: Slots) -> None:
    a_process(engine.tx)
    campaign_id = running(engine)
    set_clock(EVENING)
    engine.plan()
    assert hold(engine, slots, campaign_id) == (holding.QUIET, MORNING)
    set_clock(MORNING)
    assert hold(engine, slots, campaign_id) is None


def test_a_send_time_that_has_not_come_holds_until_it_does(engine: Engine, slots: Slots) -> None:
    a_process(engine.tx)
    add_people(engine.tx, 1, zone="Pacific/Auckland")
    campaign_id = running(engine, is_local=True, send_at="2026-03-03T10:00")
    set_clock(datetime(2026, 3, 2, 19, 59, 40, tzinfo=UTC))
    engine.plan()
    assert hold(engine, slots, campaign_id) == (holding.NOT_DUE, datetime(2026, 3, 2, 21, tzinfo=UTC))
    set_clock(datetime(2026, 3, 2, 21, tzinfo=UTC))
    engine.send_all(campaign_id)
    assert hold(engine, slots, campaign_id) == (holding.NOT_DUE, datetime(2026, 3, 3, 9, tzinfo=UTC))


def test_a_deadline_before_the_morning_is_named(engine: Engine, slots: Slots) -> None:
    a_process(engine.tx)
    campaign_id = running(engine, stop_at="2026-03-03T05:00")
    set_clock(EVENING)
    engine.plan()
    assert hold(engine, slots, campaign_id) == (holding.DEADLINE, datetime(2026, 3, 3, 5, tzinfo=UTC))


@pytest.mark.parametrize("whose", ["campaign", "account"])
def test_a_ceiling_is_named_as_long_as_it_lasts(engine: Engine, slots: Slots, whose: str) -> None:
    a_process(engine.tx)
    campaign_id = running(engine, ceiling=10 if whose == "campaign" else None)
    if whose == "account":
        account.change(engine.tx, "ceiling", "10", MIA, NOON)
    assert hold(engine, slots, campaign_id) == (holding.CEILING, None)
    if whose == "account":
        account.change(engine.tx, "ceiling", "none", MIA, NOON)
    else:
        control.set_ceiling(engine.tx, campaign_id, None, MIA, WHY, NOON)
    assert hold(engine, slots, campaign_id) is None


def test_a_task_without_a_process_to_do_it_says_so(engine: Engine, slots: Slots) -> None:
    a_process(engine.tx, "archiver")
    campaign_id = running(engine)
    assert hold(engine, slots, campaign_id) == (holding.NO_SENDER, None)
    a_process(engine.tx)
    assert hold(engine, slots, campaign_id) is None


def test_a_hold_keeps_its_beginning_while_its_reason_lasts(engine: Engine, slots: Slots) -> None:
    a_process(engine.tx)
    campaign_id = running(engine)
    set_clock(EVENING)
    engine.plan()
    hold(engine, slots, campaign_id)
    set_clock(EVENING + timedelta(hours=2))
    account.change(engine.tx, "quiet_hours", "21:00-08:00", MIA, clock.now())
    engine.plan()
    assert hold(engine, slots, campaign_id) == (holding.QUIET, MORNING + timedelta(hours=1))
    found = progress.of(engine.tx, engine.task(campaign_id), clock.now()).hold
    assert found is not None
    assert found.since == EVENING


def test_a_pause_is_no_hold(engine: Engine, slots: Slots) -> None:
    a_process(engine.tx)
    campaign_id = running(engine)
    set_clock(EVENING)
    engine.plan()
    assert hold(engine, slots, campaign_id) is not None
    control.pause(engine.tx, campaign_id, "send", MIA, WHY, EVENING)
    assert hold(engine, slots, campaign_id) is None
    assert engine.tx.execute("select from hold").fetchone() is None


def test_a_task_without_a_ceiling_is_slower_while_people_ask(engine: Engine, slots: Slots) -> None:
    a_process(engine.tx)
    free, limited = running(engine), running(engine, ceiling=50)
    engine.connect(db.FOR_PEOPLE[0].removeprefix("tidings-")).execute("select")
    assert hold(engine, slots, free) == (holding.PEOPLE, None)
    assert hold(engine, slots, limited) == (holding.CEILING, None)
