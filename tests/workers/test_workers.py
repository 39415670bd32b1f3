"""What a role's own poll adds to the work that it calls: one at a time, nobody held up by another, and a next look."""

from datetime import timedelta

import pytest

from tests.delivery.engine import NOON, Engine, add_people, launch, set_clock
from tidings import flow
from tidings.audience import lists, persons
from tidings.campaigns import control, loading
from tidings.core import config, db
from tidings.core.errors import NotFound
from tidings.delivery import planning, windows
from tidings.workers import finisher, planner, relay, sender

ONE_AT_A_TIME = ("planner", "governor", "finisher", "relay", "importer")


@pytest.mark.parametrize("name", ONE_AT_A_TIME)
def test_a_second_process_of_a_leased_role_waits_and_takes_over(engine: Engine, name: str) -> None:
    add_people(engine.tx, 1)
    engine.step(name)
    holder = _holder(engine, name)
    second = flow.role(name).begin(engine.connect(name))
    assert second() > 0
    assert _holder(engine, name) == holder
    engine.tx.execute("update lease set expires_at = clock_timestamp() where name = %s", (name,))
    second()
    assert _holder(engine, name) not in (None, holder)


def _holder(engine: Engine, name: str) -> object:
    found = engine.tx.execute("select holder from lease where name = %s", (name,)).fetchone()
    return found and found["holder"]


def test_only_the_planner_that_holds_the_lease_plans(engine: Engine) -> None:
    add_people(engine.tx, 1)
    engine.plan()
    campaign_id = launch(engine.tx)
    planner.begin(engine.connect("planner"))()
    assert engine.state(campaign_id) == "scheduled"
    engine.plan()
    assert engine.state(campaign_id) == "running"


def test_a_plan_that_failed_is_made_once_its_cause_is_gone_and_it_is_resumed(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planner, "AGAIN_S", 0.0)
    add_people(engine.tx, 2)
    lists.create(engine.tx, "spring", NOON)
    campaign_id = launch(engine.tx, audience={"list": "spring"})
    lists.delete(engine.tx, "spring")
    engine.plan()
    engine.plan()
    assert [change.action for change in loading.changes(engine.tx, campaign_id)].count("pause") == 1
    lists.create(engine.tx, "spring", NOON)
    control.resume(engine.tx, campaign_id, "send", "mia", "the list is back", NOON)
    engine.plan()
    assert engine.state(campaign_id) == "running"


def test_a_plan_that_failed_is_not_tried_at_every_look(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    lists.create(engine.tx, "spring", NOON)
    launch(engine.tx, audience={"list": "spring"})
    lists.delete(engine.tx, "spring")
    tried: list[int] = []
    plan = planning.plan

    def counted(connection: db.Connection, campaign_id: int, now: object) -> int | None:
        tried.append(campaign_id)
        return plan(connection, campaign_id, NOON)

    monkeypatch.setattr(planning, "plan", counted)
    for _ in range(5):
        engine.plan()
    assert len(tried) == 1


def test_the_time_of_a_campaign_that_waits_is_computed_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    launch(engine.tx, send_at="2026-03-09T10:00")
    engine.plan()
    monkeypatch.setattr(windows, "group", None)
    engine.plan()
    set_clock(NOON + timedelta(days=2))
    engine.plan()
    assert loading.alive(engine.tx)[0].state == "scheduled"


def test_a_planner_may_take_as_long_as_it_needs(database: str) -> None:
    with db.connect("planner", url=database, statement_timeout_ms=100) as connection:
        planner.begin(connection)
        connection.execute("select pg_sleep(0.3)")
        assert connection.execute("show work_mem").fetchone() == {"work_mem": "64MB"}


def test_a_sender_gives_up_before_the_gate_would_be_missed(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = engine.connect("sender")
    sender.begin(connection)
    assert connection.execute("show statement_timeout").fetchone() == {"statement_timeout": "1500ms"}
    monkeypatch.setenv("TIDINGS_STATEMENT_TIMEOUT_MS", "400")
    config.settings.cache_clear()
    sender.begin(connection)
    assert connection.execute("show statement_timeout").fetchone() == {"statement_timeout": "400ms"}


def test_an_erasure_that_was_cut_off_is_completed(engine: Engine) -> None:
    (person,) = add_people(engine.tx, 1, name="Ada")
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.send_all(campaign_id)
    external_id = persons.get(engine.tx, person).external_id
    assert external_id is not None
    with db.transaction(engine.tx) as tx:
        persons.mark_erased(tx, external_id, NOON)
    finisher.begin(engine.connect("finisher"))()
    left = engine.tx.execute("select opening_values from entry where owner_id = %s", (person,)).fetchone()
    assert left == {"opening_values": None}
    assert persons.to_blank(engine.tx) == []


def test_a_relay_that_meets_its_predecessors_last_move_tries_again(engine: Engine) -> None:
    add_people(engine.tx, 1)
    campaign_id = launch(engine.tx)
    engine.plan()
    engine.send_all(campaign_id)
    poll = relay.begin(engine.connect("relay"))
    # The move takes the next position of its topic, which is given to another row here as a late one would be.
    engine.tx.execute(
        "create function late() returns trigger language plpgsql as $$ begin raise unique_violation; end $$"
    )
    engine.tx.execute("create trigger late before insert on bus_log for each row execute function late()")
    assert poll() == relay.LOOK_S
    engine.tx.execute("drop trigger late on bus_log")
    poll()
    assert engine.tx.execute("select count(*) as count from bus_log").fetchone() == {"count": 1}


def test_every_role_can_be_found_by_its_name_and_no_other() -> None:
    assert [flow.role(known.name) for known in flow.ROLES] == list(flow.ROLES)
    with pytest.raises(NotFound, match="there are importer, planner, governor, sender"):
        flow.role("postman")
