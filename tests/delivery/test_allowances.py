"""What a sending process takes from its allowances: in turn, once, in time, and no faster than it saw itself."""

import pytest
from psycopg.errors import QueryCanceled

from tests.delivery.engine import Engine
from tests.delivery.pace import Stopwatch
from tidings.core import config, db
from tidings.delivery import allowances, metering, walking
from tidings.delivery.allowances import Grant, Purse
from tidings.delivery.walking import Walked, Walker


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    return Stopwatch.instead_of_time(monkeypatch)


@pytest.fixture
def purse(engine: Engine, watch: Stopwatch) -> Purse:
    """A purse that has shown that it is there."""
    found = Purse(engine.connect("sender"), "sender")
    assert found.next(500) is None
    return found


def give(tx: db.Connection, task_id: int, amount: int | None, **more: object) -> None:
    """Let the governor have given every sender so much in a new slot, for an hour unless a test says otherwise."""
    values = {"slot": next(_slots), "lasts": "1 hour", "task_ceiling": None, "account_ceiling": None}
    values |= {"gives_way": False} | more
    tx.execute(
        "insert into allowance (sender_id, task_id, slot, amount, task_ceiling, account_ceiling, gives_way, expires_at)"
        " select id, %(task_id)s, %(slot)s, %(amount)s, %(task_ceiling)s, %(account_ceiling)s, %(gives_way)s,"
        " clock_timestamp() + %(lasts)s::interval from sender"
        " on conflict (sender_id, task_id) do update set slot = excluded.slot, amount = excluded.amount,"
        " expires_at = excluded.expires_at",
        {"task_id": task_id, "amount": amount, **values},
    )


_slots = iter(range(1, 10**6))


def take(purse: Purse, watch: Stopwatch, *, largest: int = 500) -> tuple[int, int] | None:
    """One turn after the next look: (task, count), all of it spent at once."""
    watch.now_s += allowances.IDLE_LOOK_S
    grant = purse.next(largest)
    if grant is None:
        return None
    purse.spend(grant, grant.take)
    return grant.task_id, grant.take


def test_an_amount_is_spent_once_however_often_it_is_looked_at(engine: Engine, purse: Purse, watch: Stopwatch) -> None:
    give(engine.tx, 1, 30)
    assert take(purse, watch, largest=20) == (1, 20)
    assert take(purse, watch, largest=20) == (1, 10)
    assert take(purse, watch) is None
    give(engine.tx, 1, 5)
    assert take(purse, watch) == (1, 5)
    assert take(purse, watch) is None


def test_tasks_have_their_turns_however_large_they_are(engine: Engine, purse: Purse, watch: Stopwatch) -> None:
    give(engine.tx, 1, None)
    give(engine.tx, 2, None)
    give(engine.tx, 3, 600)
    watch.now_s += 1
    turns = []
    for _ in range(6):
        grant = purse.next(500)
        assert grant is not None
        purse.spend(grant, grant.take)
        turns.append((grant.task_id, grant.take))
    assert turns == [(1, 500), (2, 500), (3, 500), (1, 500), (2, 500), (3, 100)]


def test_a_task_without_work_is_put_aside_until_the_next_look(engine: Engine, purse: Purse, watch: Stopwatch) -> None:
    give(engine.tx, 1, None)
    give(engine.tx, 2, None)
    watch.now_s += 1
    assert purse.next(500) == _grant(purse, 1)
    purse.put_aside(1)
    assert {purse.next(500), purse.next(500)} == {_grant(purse, 2)}
    watch.now_s += 1
    assert {grant.task_id for grant in (purse.next(500), purse.next(500)) if grant} == {1, 2}


def _grant(purse: Purse, task_id: int) -> Grant:
    return Grant(task_id, 500, purse._held[task_id].expires_at)


def test_an_allowance_that_ended_is_not_used(
    engine: Engine, purse: Purse, watch: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowances, "UNLIMITED_LOOK_S", 3600.0)
    give(engine.tx, 1, None, lasts="1 minute")
    watch.now_s += allowances.IDLE_LOOK_S
    assert purse.next(500) is not None
    watch.now_s += 61
    assert purse.wait_s() > 3000, "it has not looked again"
    assert purse.next(500) is None


def test_a_process_shows_that_it_is_there_as_long_as_it_looks(engine: Engine, purse: Purse, watch: Stopwatch) -> None:
    engine.tx.execute("update sender set seen_at = clock_timestamp() - interval '9 seconds'")
    watch.now_s += allowances.HEARTBEAT_S + 0.01
    purse.next(500)
    found = engine.tx.execute("select role, clock_timestamp() - seen_at < '1 second' as is_live from sender").fetchall()
    assert found == [{"role": "sender", "is_live": True}]


@pytest.mark.parametrize("which", ["task_ceiling", "account_ceiling"])
def test_a_statement_that_was_slow_is_not_followed_by_the_next_within_its_second(
    engine: Engine, purse: Purse, watch: Stopwatch, which: str
) -> None:
    give(engine.tx, 1, 1, **{which: 1})
    watch.now_s += allowances.IDLE_LOOK_S
    grant = purse.next(500)
    assert grant is not None
    watch.now_s += 0.9
    purse.spend(grant, 1)
    give(engine.tx, 1, 1, **{which: 1})
    assert take(purse, watch) is None
    watch.now_s += 0.8
    assert take(purse, watch) is None
    watch.now_s += 0.2
    assert take(purse, watch) == (1, 1)


def test_what_was_sent_without_a_limit_counts_under_the_ceiling_that_came_then(
    engine: Engine, purse: Purse, watch: Stopwatch
) -> None:
    give(engine.tx, 1, None)
    assert take(purse, watch) == (1, 500)
    engine.tx.execute("delete from allowance")
    give(engine.tx, 1, 50, task_ceiling=1000)
    watch.now_s += 0.5
    assert take(purse, watch) == (1, 50)
    give(engine.tx, 1, 700, task_ceiling=1000)
    assert take(purse, watch, largest=1000) == (1, metering.most(1000) - 550)


class Steps:
    """Stands for the statement: fails as slow until it is asked for no more than `bearable`."""

    def __init__(self, bearable: int) -> None:
        self.bearable = bearable
        self.takes: list[int] = []

    def __call__(self, task_id: int, take: int, valid_until: object) -> Walked | None:
        self.takes.append(take)
        if take > self.bearable:
            raise QueryCanceled("canceling statement due to statement timeout")
        return Walked(1, take, 0, 0)


def walk(engine: Engine, watch: Stopwatch, steps: Steps, polls: int) -> list[int]:
    walker = Walker(engine.connect("sender"), "sender", steps)
    walker.poll()
    give(engine.tx, 1, None)
    for _ in range(polls):
        watch.now_s += 1
        walker.poll()
    return steps.takes


def test_a_statement_that_is_too_slow_is_repeated_with_half_the_members(engine: Engine, watch: Stopwatch) -> None:
    assert walk(engine, watch, Steps(bearable=130), 3) == [500, 250, 125]


def test_a_step_does_not_shrink_without_end_and_grows_again_when_the_server_recovers(
    engine: Engine, watch: Stopwatch
) -> None:
    steps = Steps(bearable=0)
    assert walk(engine, watch, steps, 8)[-2:] == [walking.SMALLEST_STEP] * 2
    recovering = Steps(bearable=500)
    walker = Walker(engine.connect("sender"), "sender", recovering)
    walker._largest = 100
    walker.poll()
    give(engine.tx, 1, None)
    for _ in range(4):
        watch.now_s += 1
        walker.poll()
    assert recovering.takes == [100, 200, 400, config.settings().batch_size]


@pytest.mark.parametrize(
    ("gives_way", "takes_s", "rests_s"), [(False, 0.01, 0), (True, 0.01, 0.01), (True, 1.4, walking.LONGEST_REST_S)]
)
def test_whoever_gives_way_rests_as_long_as_it_worked_but_not_until_it_seems_dead(
    engine: Engine, watch: Stopwatch, gives_way: bool, takes_s: float, rests_s: float
) -> None:
    def step(task_id: int, take: int, valid_until: object) -> Walked:
        watch.now_s += takes_s
        return Walked(1, take, 0, 0)

    walker = Walker(engine.connect("sender"), "sender", step)
    walker.poll()
    give(engine.tx, 1, None, gives_way=gives_way)
    watch.now_s += 1
    assert walker.poll() == pytest.approx(rests_s)
