"""A statement that began before another sender's part of the same batch was committed, and claims after it.

PostgreSQL lets it claim the newer row under its older snapshot, which is where a statement could contradict itself.
"""

import threading
from collections.abc import Callable

import pytest

from tests.delivery.engine import NOON, Engine, add_people, launch, move_to, soon
from tests.waiting import until_row
from tidings.core import db
from tidings.delivery import archiving, verifying
from tidings.delivery.walking import Walked

SLOW = ("select 1 from task where", "select 1 from pg_sleep(0.5), task where")


@pytest.fixture
def slow_statements(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Lets statements of other threads rest between their snapshot and their claim, or not any more."""
    row = db.row

    def rested(tx: db.Connection, text: str, /, **parameters: object) -> db.Row | None:
        is_slow = threading.current_thread() is not threading.main_thread()
        return row(tx, text.replace(*SLOW) if is_slow else text, **parameters)

    def change(is_on: bool) -> None:
        monkeypatch.setattr(db, "row", rested if is_on else row)

    return change


def overtake(engine: Engine, slow: Callable[[], Walked | None], quick: Callable[[], object]) -> Walked | None:
    """Runs `quick` while the statement of `slow` rests; what came of the slow one."""
    found: list[Walked | None] = []
    thread = threading.Thread(target=lambda: found.append(slow()))
    thread.start()
    until_row(engine.tx, "select 1 from pg_stat_activity where wait_event = 'PgSleep'")
    quick()
    thread.join()
    return found[0]


@pytest.mark.parametrize(("take", "done_count"), [(10, 10), (500, 18)])
def test_a_sender_goes_on_where_another_one_stopped_meanwhile(
    engine: Engine, slow_statements: Callable[[bool], None], take: int, done_count: int
) -> None:
    people = add_people(engine.tx, 30)
    campaign_id = launch(engine.tx)
    engine.plan()
    task_id, other = engine.task(campaign_id).id, engine.a_sending()
    other.step(task_id, 2, soon())
    slow_statements(True)
    done = overtake(engine, lambda: other.step(task_id, take, soon()), lambda: engine.send(campaign_id, 10))
    slow_statements(False)
    assert done is not None and done.done_count == done_count
    assert engine.got(campaign_id) == people[: 12 + done_count]
    assert verifying.verify(engine.tx, campaign_id).is_right


@pytest.mark.parametrize("moved", [1, 3])
def test_a_sender_ends_a_batch_that_another_one_took_the_middle_of_meanwhile(
    engine: Engine, slow_statements: Callable[[bool], None], moved: int
) -> None:
    people = add_people(engine.tx, 12, zone="Europe/Madrid")
    campaign_id = launch(engine.tx)
    engine.plan()
    task_id, other = engine.task(campaign_id).id, engine.a_sending()
    other.step(task_id, 2, soon())
    move_to(engine.tx, [people[5], *people[-moved:]], "Asia/Tokyo")
    slow_statements(True)
    done = overtake(engine, lambda: other.step(task_id, 500, soon()), lambda: engine.send(campaign_id, 5))
    slow_statements(False)
    assert done is not None and done.moved_count == moved
    assert engine.got(campaign_id) == people[:5] + people[6:-moved]
    assert verifying.verify(engine.tx, campaign_id).is_right


def test_a_statement_that_began_before_a_batch_was_ended_sends_nothing_of_it(
    engine: Engine, slow_statements: Callable[[bool], None]
) -> None:
    people = add_people(engine.tx, 10)
    campaign_id = launch(engine.tx)
    engine.plan()
    task_id, other = engine.task(campaign_id).id, engine.a_sending()
    other.step(task_id, 2, soon())
    slow_statements(True)
    end = "update batch set state = 'expired', ended_at = %s"
    done = overtake(engine, lambda: other.step(task_id, 500, soon()), lambda: engine.tx.execute(end, (NOON,)))
    slow_statements(False)
    assert done is None
    assert engine.got(campaign_id) == people[:2]


def test_an_archiver_goes_on_where_another_one_stopped_meanwhile(
    engine: Engine, slow_statements: Callable[[bool], None]
) -> None:
    add_people(engine.tx, 30)
    campaign_id = launch(engine.tx, archive_after_days=0)
    engine.plan()
    engine.send_all(campaign_id)
    engine.drain("finisher")
    engine.plan()
    engine.drain("finisher")
    task_id = engine.walk(campaign_id).id
    other = archiving.Archiving(engine.connect("archiver"))
    other.step(task_id, 2, soon())
    slow_statements(True)
    done = overtake(
        engine, lambda: other.step(task_id, 500, soon()), lambda: engine.archiving.step(task_id, 10, soon())
    )
    slow_statements(False)
    assert done is not None and done.done_count == 18
    found = engine.tx.execute("select position, state from batch where task_id = %s", (task_id,)).fetchall()
    assert found == [{"position": 30, "state": "done"}]
