"""The governor slot by slot: what it gives to whom, and what it does not give."""

from datetime import UTC, datetime

import pytest

from tests.delivery.engine import MIA, NOON, WHY, Engine, add_people, launch, set_clock
from tests.delivery.pace import Slots, Stopwatch, a_process, by_sender, by_task, die, most_in_a_second
from tests.waiting import until
from tidings.campaigns import account, control
from tidings.core import clock, db
from tidings.delivery import metering, pacing
from tidings.delivery.pacing import SLOT_S, Governor


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    return Stopwatch.instead_of_time(monkeypatch)


@pytest.fixture
def slots(engine: Engine, watch: Stopwatch) -> Slots:
    """Slots of a governor that has waited its first second out."""
    found = Slots(engine.tx, watch, Governor(engine.connect("governor")))
    found.run(1.2)
    return found


def running(engine: Engine, **changes: object) -> int:
    """The task of a campaign to three people in Madrid that is running."""
    add_people(engine.tx, 3, zone="Europe/Madrid")
    campaign_id = launch(engine.tx, **changes)
    engine.plan()
    return engine.task(campaign_id).id


def campaign_of(engine: Engine, task_id: int) -> int:
    return control.task(engine.tx, task_id).campaign_id


def test_a_large_ceiling_is_divided_among_all_senders(engine: Engine, slots: Slots) -> None:
    senders = {a_process(engine.tx), a_process(engine.tx)}
    task_id = running(engine, ceiling=5000)
    given = slots.run(3)
    each = by_sender(given)
    assert each.keys() == senders
    assert max(each.values()) == pytest.approx(min(each.values()), rel=0.01)
    assert by_task(given)[task_id] == pytest.approx(3 * 5000, rel=0.15)


def test_a_small_ceiling_stays_with_one_sender_while_it_lives(engine: Engine, slots: Slots) -> None:
    senders = [a_process(engine.tx) for _ in range(3)]
    running(engine, ceiling=50)
    (first,) = by_sender(slots.run(2))
    die(engine.tx, first)
    slots.run(0.3)
    (second,) = by_sender(slots.run(2))
    assert {first, second} <= set(senders)
    assert first != second


@pytest.mark.parametrize("ceiling", [1, 50, 5000])
def test_no_second_is_given_more_than_a_tenth_above_the_ceiling_while_senders_come_and_go(
    engine: Engine, slots: Slots, ceiling: int
) -> None:
    running(engine, ceiling=ceiling)
    for _ in range(4):
        first, second = a_process(engine.tx), a_process(engine.tx)
        slots.run(0.7)
        die(engine.tx, first)
        slots.run(0.6)
        die(engine.tx, second)
    assert 0 < most_in_a_second(slots.given) <= metering.most(ceiling)


def test_what_a_dead_sender_had_is_lost_and_not_given_again(engine: Engine, slots: Slots) -> None:
    first, second = a_process(engine.tx), a_process(engine.tx)
    running(engine, ceiling=5000)
    slots.run(1)
    die(engine.tx, first)
    slots.run(0.3)
    given = slots.run(2)
    assert by_sender(given).keys() == {second}
    assert most_in_a_second(given) <= metering.most(5000)


def test_a_governor_that_takes_over_gives_nothing_for_a_second(engine: Engine, watch: Stopwatch, slots: Slots) -> None:
    a_process(engine.tx)
    running(engine, ceiling=1000)
    assert slots.run(1)
    successor = Slots(engine.tx, watch, Governor(engine.connect("governor")))
    assert successor.run(0.5) == []
    engine.tx.execute("update lease set expires_at = clock_timestamp() where name = 'governor'")
    began_s = watch.now_s
    assert successor.run(2.5)[0].at_s >= began_s + 1.1


def test_a_governor_that_was_stopped_before_it_gave_gives_nothing_beside_its_successor(
    engine: Engine, slots: Slots
) -> None:
    a_process(engine.tx)
    running(engine, ceiling=1000)
    # It looks at its lease in every fourth slot only: in the others it is the statement that has to see.
    for slots_since_look in range(4):
        assert slots.run(1.5 + slots_since_look * SLOT_S)
        engine.tx.execute("update lease set holder = gen_random_uuid() where name = 'governor'")
        assert slots.run(0.5) == []
        engine.tx.execute("delete from lease where name = 'governor'")


def test_the_predecessor_and_its_successor_together_stay_below_the_ceiling(
    engine: Engine, watch: Stopwatch, slots: Slots
) -> None:
    a_process(engine.tx)
    running(engine, ceiling=1000)
    slots.run(1)
    engine.tx.execute("update lease set expires_at = clock_timestamp() where name = 'governor'")
    successor = Slots(engine.tx, watch, Governor(engine.connect("governor")))
    successor.run(3)
    assert most_in_a_second(slots.given + successor.given) <= metering.most(1000)


def test_a_ceiling_that_changes_holds_from_the_next_look(engine: Engine, slots: Slots) -> None:
    a_process(engine.tx)
    task_id = running(engine, ceiling=5000)
    slots.run(1.5)
    control.set_ceiling(engine.tx, campaign_of(engine, task_id), 50, MIA, WHY, NOON)
    slots.run(0.25)
    slow = slots.run(4)
    assert most_in_a_second(slow) <= metering.most(50)
    assert sum(row.amount or 0 for row in slow[-40:]) >= 40
    control.set_ceiling(engine.tx, campaign_of(engine, task_id), 500, MIA, WHY, NOON)
    slots.run(0.5)
    fast = slots.run(2)
    assert most_in_a_second(fast) <= metering.most(500)
    assert by_task(fast)[task_id] == pytest.approx(1000, rel=0.15)


def test_the_accounts_ceiling_is_shared_equally_among_its_campaigns(engine: Engine, slots: Slots) -> None:
    a_process(engine.tx)
    account.change(engine.tx, "ceiling", "900", MIA, NOON)
    tasks = [running(engine) for _ in range(3)]
    slots.run(0.5)
    given = slots.run(4)
    each = by_task(given)
    assert each.keys() == set(tasks)
    assert max(each.values()) <= 1.05 * min(each.values())
    assert most_in_a_second(given) <= metering.most(900)
    assert sum(each.values()) == pytest.approx(3600, rel=0.1)


def test_what_a_campaign_may_not_use_passes_on_to_the_others(engine: Engine, slots: Slots) -> None:
    a_process(engine.tx)
    account.change(engine.tx, "ceiling", "1000", MIA, NOON)
    slow, fast = running(engine, ceiling=100), running(engine)
    slots.run(1)
    each = by_task(slots.run(4))
    assert each[slow] == pytest.approx(400, rel=0.15)
    assert each[fast] == pytest.approx(3600, rel=0.15)


def test_a_ceiling_of_one_for_all_gives_every_campaign_its_turn(engine: Engine, slots: Slots) -> None:
    a_process(engine.tx)
    account.change(engine.tx, "ceiling", "1", MIA, NOON)
    tasks = [running(engine) for _ in range(3)]
    slots.run(0.5)
    given = slots.run(20)
    assert most_in_a_second(given) == 1
    assert by_task(given).keys() == set(tasks)


def test_a_campaign_that_the_night_holds_leaves_its_share_to_one_that_may_send(engine: Engine, slots: Slots) -> None:
    set_clock(datetime(2026, 3, 2, 22, tzinfo=UTC))
    a_process(engine.tx)
    account.change(engine.tx, "ceiling", "1000", MIA, NOON)
    held, awake = running(engine), running(engine, quiet_hours="none")
    slots.run(1)
    each = by_task(slots.run(2))
    assert held not in each
    assert each[awake] == pytest.approx(2000, rel=0.15)


def test_a_paused_campaign_leaves_its_share_to_the_others(engine: Engine, slots: Slots) -> None:
    a_process(engine.tx)
    account.change(engine.tx, "ceiling", "1000", MIA, NOON)
    paused, other = running(engine), running(engine)
    control.pause(engine.tx, campaign_of(engine, paused), "send", MIA, WHY, clock.now())
    slots.run(1)
    each = by_task(slots.run(2))
    assert each.keys() == {other}
    assert each[other] == pytest.approx(2000, rel=0.15)


def test_a_task_that_nobody_can_work_on_takes_nothing_from_the_others(engine: Engine, slots: Slots) -> None:
    a_process(engine.tx, "sender")
    account.change(engine.tx, "ceiling", "1000", MIA, NOON)
    archived = running(engine, archive_after_days=0)
    engine.send_all(campaign_of(engine, archived))
    engine.plan()
    engine.drain("finisher")
    sent = running(engine)
    slots.run(1)
    each = by_task(slots.run(2))
    assert each.keys() == {sent}
    assert each[sent] == pytest.approx(2000, rel=0.15)


def test_an_archive_is_paced_for_archivers(engine: Engine, slots: Slots) -> None:
    archiver = a_process(engine.tx, "archiver")
    a_process(engine.tx, "sender")
    sent = running(engine, archive_after_days=0, ceiling=200)
    engine.send_all(campaign_of(engine, sent))
    engine.plan()
    engine.drain("finisher")
    slots.run(1)
    given = slots.run(2)
    assert by_sender(given).keys() == {archiver}
    assert by_task(given) == {engine.walk(campaign_of(engine, sent)).id: pytest.approx(400, rel=0.15)}


def test_without_a_ceiling_every_sender_has_every_task_without_a_limit(engine: Engine, slots: Slots) -> None:
    senders = {a_process(engine.tx), a_process(engine.tx)}
    tasks = {running(engine), running(engine)}
    given = slots.run(1)
    assert {(row.sender_id, row.task_id) for row in given} == {(one, task) for one in senders for task in tasks}
    assert {row.amount for row in given} == {None}


def test_what_killed_processes_left_is_dropped_after_a_while(engine: Engine, slots: Slots) -> None:
    gone, here = a_process(engine.tx), a_process(engine.tx)
    running(engine)
    slots.run(1)
    engine.tx.execute("update sender set seen_at = clock_timestamp() - interval '2 minutes' where id = %s", (gone,))
    slots.run(61)
    assert [row["id"] for row in engine.tx.execute("select id from sender")] == [here]
    assert {row["sender_id"] for row in engine.tx.execute("select sender_id from allowance")} == {here}


def test_senders_give_way_while_people_ask_and_a_while_longer(
    engine: Engine, slots: Slots, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gives_way() -> set[bool]:
        slots.run(0.5)
        return {row["gives_way"] for row in engine.tx.execute("select gives_way from allowance")}

    monkeypatch.setattr(pacing, "PEOPLE_STAY_S", 1.0)
    a_process(engine.tx)
    running(engine)
    running(engine, ceiling=50)
    assert gives_way() == {False}
    api = engine.connect(db.FOR_PEOPLE[0].removeprefix("tidings-"))
    api.execute("select")
    assert gives_way() == {True}
    until(lambda: gives_way() == {False}, "full speed again, though the connection is still there")
