"""Freezing an audience, once, and giving windows their next opening."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from tests.delivery.engine import MIA, NOON, WHY, Engine, add_people, launch, move_to, set_clock
from tidings.audience import lists, zones
from tidings.campaigns import account, control, loading
from tidings.campaigns.model import TaskState
from tidings.core import clock, config, db
from tidings.core.errors import Conflict
from tidings.delivery import planning, refreshing, verifying

EVENING = datetime(2026, 3, 2, 22, tzinfo=UTC)


def members(engine: Engine, campaign_id: int) -> list[int]:
    """Everybody in the batches, in the order of the batches."""
    return [person for batch in engine.batches(campaign_id) for person in batch["members"]]


def window_of(engine: Engine, campaign_id: int, person_id: int) -> db.Row:
    """The window whose batch a person is in."""
    numbers = [batch["window_number"] for batch in engine.batches(campaign_id) if person_id in batch["members"]]
    (number,) = numbers
    return next(window for window in engine.windows(campaign_id) if window["number"] == number)


def refresh(engine: Engine, campaign_id: int, *, everything: bool = False) -> int:
    task_id = engine.task(campaign_id).id
    return refreshing.refresh(engine.tx, campaign_id, task_id, clock.now(), everything=everything)


def test_everybody_is_frozen_once_in_ascending_batches_cut_by_window(engine: Engine) -> None:
    madrid = add_people(engine.tx, 700, zone="Europe/Madrid")
    tokyo = add_people(engine.tx, 600, zone="Asia/Tokyo")
    campaign_id = launch(engine.tx)
    engine.plan()
    batches = engine.batches(campaign_id)
    assert [batch["member_count"] for batch in batches] == [500, 200, 500, 100]
    assert all(batch["members"] == sorted(batch["members"]) for batch in batches)
    assert sorted(members(engine, campaign_id)) == madrid + tokyo
    windows = {batch["window_number"] for batch in batches[:2]}, {batch["window_number"] for batch in batches[2:]}
    assert all(len(numbers) == 1 for numbers in windows)
    assert windows[0] != windows[1]
    assert engine.state(campaign_id) == "running"


def test_a_plan_is_not_made_twice(engine: Engine) -> None:
    add_people(engine.tx, 10)
    campaign_id = launch(engine.tx)
    assert planning.plan(engine.tx, campaign_id, NOON) == 10
    add_people(engine.tx, 5)
    assert planning.plan(engine.tx, campaign_id, NOON) is None
    assert len(members(engine, campaign_id)) == 10


def test_two_planners_at_once_make_one_plan(engine: Engine) -> None:
    people = add_people(engine.tx, 2000)
    campaign_id = launch(engine.tx)
    found: list[int | None] = []
    connections = [engine.connect("planner") for _ in range(2)]

    def plan(connection: db.Connection) -> None:
        found.append(planning.plan(connection, campaign_id, NOON))

    threads = [threading.Thread(target=plan, args=(connection,)) for connection in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found, key=str) == [2000, None]
    assert members(engine, campaign_id) == people


def test_a_campaign_is_planned_half_a_minute_before_it_opens(engine: Engine) -> None:
    add_people(engine.tx, 1)
    campaign_id = launch(engine.tx, send_at="2026-03-02T14:00")
    set_clock(NOON + timedelta(hours=2, seconds=-31))
    engine.plan()
    assert engine.state(campaign_id) == "scheduled"
    set_clock(NOON + timedelta(hours=2, seconds=-30))
    engine.plan()
    assert engine.state(campaign_id) == "running"
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == []


def test_a_campaign_that_was_taken_back_and_launched_for_later_is_not_planned_by_an_old_look(engine: Engine) -> None:
    add_people(engine.tx, 1)
    campaign_id = launch(engine.tx)
    control.take_back(engine.tx, campaign_id, MIA, WHY, NOON)
    assert planning.plan(engine.tx, campaign_id, NOON) is None
    assert engine.state(campaign_id) == "draft"


def test_taking_back_while_the_members_are_frozen_waits_and_is_refused(engine: Engine) -> None:
    add_people(engine.tx, 1)
    campaign_id = launch(engine.tx)
    refused: list[str] = []
    other = engine.connect("cli")

    def take_back() -> None:
        try:
            control.take_back(other, campaign_id, MIA, WHY, NOON)
        except Conflict as conflict:
            refused.append(str(conflict))

    with db.transaction(engine.tx) as tx:
        loading.lock(tx, campaign_id)
        thread = threading.Thread(target=take_back)
        thread.start()
        assert planning.plan(engine.tx, campaign_id, NOON) == 1
    thread.join()
    assert engine.state(campaign_id) == "running"
    assert refused and "running" in refused[0]


def test_an_empty_audience_completes(engine: Engine) -> None:
    lists.create(engine.tx, "nobody", NOON)
    campaign_id = launch(engine.tx, audience={"list": "nobody"})
    engine.plan()
    engine.drain("finisher")
    assert engine.state(campaign_id) == "completed"
    assert verifying.verify(engine.tx, campaign_id).is_right


def test_a_campaign_whose_list_is_gone_is_paused_with_the_reason_and_others_are_planned(engine: Engine) -> None:
    add_people(engine.tx, 1)
    lists.create(engine.tx, "spring", NOON)
    broken = launch(engine.tx, audience={"list": "spring"})
    other = launch(engine.tx)
    lists.delete(engine.tx, "spring")
    engine.plan()
    assert engine.state(other) == "running"
    assert engine.state(broken) == "scheduled"
    assert engine.task(broken).state is TaskState.PAUSED
    last = loading.changes(engine.tx, broken)[-1]
    assert last.who == control.SYSTEM
    assert "spring" in last.why


def test_a_window_that_closed_with_members_left_opens_again_in_the_morning(engine: Engine) -> None:
    people = add_people(engine.tx, 3, zone="Europe/Madrid")
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.send(campaign_id, 1)
    set_clock(EVENING)
    engine.plan()
    ahead = window_of(engine, campaign_id, people[2])
    assert ahead["opens_at"] == datetime(2026, 3, 3, 6, tzinfo=UTC)
    assert ahead["closes_at"] == datetime(2026, 3, 3, 20, tzinfo=UTC)
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people[:1]
    set_clock(ahead["opens_at"])
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people


def test_nothing_is_written_while_no_window_closes(engine: Engine) -> None:
    add_people(engine.tx, 3)
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.plan()
    query = "select xmin::text as version from plan where task_id = %s"
    before = engine.tx.execute(query, (engine.task(campaign_id).id,)).fetchone()
    engine.plan()
    engine.plan()
    assert engine.tx.execute(query, (engine.task(campaign_id).id,)).fetchone() == before


def test_quiet_hours_that_change_move_the_windows_of_a_running_campaign(engine: Engine) -> None:
    (person,) = add_people(engine.tx, 1, zone="Europe/Madrid")
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.plan()
    account.change(engine.tx, "quiet_hours", "13:00-14:00", MIA, clock.now())
    engine.plan()
    assert window_of(engine, campaign_id, person)["opens_at"] == datetime(2026, 3, 2, 13, tzinfo=UTC)
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == []


def test_quiet_hours_that_change_also_move_windows_in_which_nobody_waits(engine: Engine) -> None:
    (person,) = add_people(engine.tx, 1, zone="Europe/Madrid")
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.plan()
    account.change(engine.tx, "quiet_hours", "11:00-12:30", MIA, clock.now())
    engine.plan()
    # In London it is noon and quiet now, which nobody waited for when the hours changed.
    move_to(engine.tx, [person], "Europe/London")
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == []
    set_clock(NOON + timedelta(minutes=30))
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == [person]


def test_a_later_deadline_keeps_a_campaign_going_and_an_earlier_one_ends_it(engine: Engine) -> None:
    add_people(engine.tx, 2, zone="Europe/Madrid")
    account.change(engine.tx, "zone", "Europe/Madrid", MIA, NOON)
    campaign_id = launch(engine.tx, stop_at="2026-03-02T14:00")
    engine.plan()
    engine.send(campaign_id, 1)
    _set_stop_at(engine, campaign_id, "2026-03-02T16:00")
    set_clock(NOON + timedelta(hours=2))
    engine.plan()
    engine.drain("finisher")
    assert engine.state(campaign_id) == "running"
    _set_stop_at(engine, campaign_id, "2026-03-02T15:30")
    set_clock(NOON + timedelta(hours=2, minutes=30))
    engine.plan()
    engine.drain("finisher")
    assert engine.state(campaign_id) == "incomplete"


def _set_stop_at(engine: Engine, campaign_id: int, text: str) -> None:
    control.set_stop_at(engine.tx, campaign_id, datetime.fromisoformat(text), MIA, WHY, clock.now())


def test_an_earlier_deadline_holds_at_once_whether_a_planner_saw_it_or_not(engine: Engine) -> None:
    people = add_people(engine.tx, 3, zone="Europe/Madrid")
    campaign_id = launch(engine.tx, stop_at="2026-03-02T16:00")
    engine.plan()
    engine.send(campaign_id, 1)
    _set_stop_at(engine, campaign_id, "2026-03-02T13:00")
    assert engine.send(campaign_id, 1) is None
    set_clock(NOON + timedelta(hours=2))
    assert engine.send(campaign_id, 1) is None
    set_clock(NOON + timedelta(minutes=1))
    engine.plan()
    engine.send(campaign_id, 1)
    assert engine.got(campaign_id) == people[:2]


def test_quiet_hours_that_change_hold_at_once_whether_a_planner_saw_it_or_not(engine: Engine) -> None:
    people = add_people(engine.tx, 3, zone="Europe/Madrid")
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.send(campaign_id, 1)
    account.change(engine.tx, "quiet_hours", "12:00-15:00", MIA, clock.now())
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people[:1]
    engine.plan()
    set_clock(NOON + timedelta(hours=2))
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people


def test_a_ceiling_that_changes_does_not_hold_anything_up(engine: Engine) -> None:
    people = add_people(engine.tx, 3, zone="Europe/Madrid")
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.send(campaign_id, 1)
    control.set_ceiling(engine.tx, campaign_id, 50, MIA, WHY, NOON)
    account.change(engine.tx, "ceiling", "50", MIA, NOON)
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == people


def test_zones_that_part_on_the_day_the_clocks_change_take_their_members_along(engine: Engine) -> None:
    # Madrid and Lagos have one clock in winter; from 29 March on Madrid's is an hour ahead.
    set_clock(datetime(2026, 3, 28, 12, tzinfo=UTC))
    madrid = add_people(engine.tx, 3, zone="Europe/Madrid")
    lagos = add_people(engine.tx, 2, zone="Africa/Lagos")
    campaign_id = launch(engine.tx)
    engine.plan()
    assert window_of(engine, campaign_id, madrid[0]) == window_of(engine, campaign_id, lagos[0])
    set_clock(datetime(2026, 3, 28, 21, tzinfo=UTC))
    engine.plan()
    assert window_of(engine, campaign_id, madrid[0])["opens_at"] == datetime(2026, 3, 29, 5, tzinfo=UTC)
    assert {window_of(engine, campaign_id, person)["opens_at"] for person in lagos} == {
        datetime(2026, 3, 29, 6, tzinfo=UTC)
    }
    set_clock(datetime(2026, 3, 29, 5, 30, tzinfo=UTC))
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == madrid
    set_clock(datetime(2026, 3, 29, 6, tzinfo=UTC))
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == madrid + lagos
    engine.drain("finisher")
    assert engine.state(campaign_id) == "completed"
    assert verifying.verify(engine.tx, campaign_id).is_right


def test_a_local_deadline_ends_nobody_whose_own_has_not_come(engine: Engine) -> None:
    # All of a summer day's window is one for both zones, but not its deadline: the clocks of one change before.
    set_clock(datetime(2026, 3, 28, 12, tzinfo=UTC))
    madrid = add_people(engine.tx, 2, zone="Europe/Madrid")
    lagos = add_people(engine.tx, 2, zone="Africa/Lagos")
    campaign_id = launch(engine.tx, is_local=True, stop_at="2026-03-29T12:00")
    engine.plan()
    set_clock(datetime(2026, 3, 28, 21, tzinfo=UTC))
    engine.plan()
    set_clock(datetime(2026, 3, 29, 10, 30, tzinfo=UTC))
    engine.plan()
    engine.drain("finisher")
    states = {person: batch["state"] for batch in engine.batches(campaign_id) for person in batch["members"]}
    assert {states[person] for person in madrid} == {"expired"}
    assert {states[person] for person in lagos} == {"ready"}
    engine.send_all(campaign_id)
    assert engine.got(campaign_id) == lagos
    engine.drain("finisher")
    assert engine.state(campaign_id) == "incomplete"
    assert verifying.verify(engine.tx, campaign_id).is_right


def test_a_zone_that_is_younger_than_the_plan_gets_a_window_of_its_own(engine: Engine) -> None:
    (person,) = add_people(engine.tx, 1, zone="Europe/Madrid")
    campaign_id = launch(engine.tx)
    engine.plan()
    newest = max(zones.ids(engine.tx).values())
    task_id = engine.task(campaign_id).id
    engine.tx.execute("update plan set window_of_zone = window_of_zone[1:%s] where task_id = %s", (newest, task_id))
    engine.tx.execute("update send_window set zone_ids = array_remove(zone_ids, %s::smallint)", (newest,))
    engine.tx.execute("update person set zone_id = %s", (newest,))
    refresh(engine, campaign_id, everything=True)
    placed = engine.tx.execute("select window_of_zone from plan where task_id = %s", (task_id,)).fetchone()
    assert placed is not None
    assert len(placed["window_of_zone"]) == newest + 1
    number = placed["window_of_zone"][newest]
    (own,) = [window for window in engine.windows(campaign_id) if window["number"] == number]
    assert own["zone_ids"] == [newest]
    engine.send_all(campaign_id)
    assert window_of(engine, campaign_id, person)["number"] == number


def test_a_verdict_stays_when_everything_is_computed_anew(engine: Engine) -> None:
    late = add_people(engine.tx, 2, zone="Pacific/Auckland")
    early = add_people(engine.tx, 2, zone="America/New_York")
    campaign_id = launch(engine.tx, is_local=True, send_at="2026-03-02T10:00")
    engine.plan()
    for hours in (1, 10, 30):
        set_clock(NOON + timedelta(hours=hours))
        refresh(engine, campaign_id, everything=True)
        assert {window_of(engine, campaign_id, person)["verdict"] for person in late} == {"too_late"}
        assert {window_of(engine, campaign_id, person)["verdict"] for person in early} == {None}


@pytest.mark.parametrize("size", [1, 7])
def test_a_batch_is_as_large_as_the_settings_say(engine: Engine, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_BATCH_SIZE", str(size))
    config.settings.cache_clear()
    add_people(engine.tx, 15)
    campaign_id = launch(engine.tx)
    engine.plan()
    counts = [batch["member_count"] for batch in engine.batches(campaign_id)]
    assert sum(counts) == 15
    assert set(counts[:-1]) == {size}
