"""A lease: one holder at a time, until a term ends by the server's clock."""

import time
from datetime import UTC, datetime

from tests.waiting import until
from tidings.core import clock, db, queries
from tidings.core.clock import Clock
from tidings.core.lease import Lease


def test_of_two_the_first_holds_it_until_it_lets_go(tx: db.Connection) -> None:
    first, second = Lease("planner", 30), Lease("planner", 30)
    assert first.hold(tx)
    assert not second.hold(tx)
    assert first.hold(tx)
    first.release(tx)
    assert second.hold(tx)
    assert not first.hold(tx)


def test_leases_of_different_names_do_not_meet(tx: db.Connection) -> None:
    assert Lease("planner", 30).hold(tx)
    assert Lease("governor", 30).hold(tx)


def test_whoever_does_not_hold_it_cannot_let_it_go(tx: db.Connection) -> None:
    first, second = Lease("planner", 30), Lease("planner", 30)
    first.hold(tx)
    second.release(tx)
    assert not second.hold(tx)


def test_a_holder_that_is_silent_for_the_term_loses_it(tx: db.Connection) -> None:
    silent, waiting = Lease("planner", 0.3), Lease("planner", 30)
    assert silent.hold(tx)
    began_s = time.monotonic()
    assert not waiting.hold(tx)
    until(lambda: waiting.hold(tx), "the end of the term")
    assert time.monotonic() - began_s >= 0.2
    assert not silent.hold(tx)


def test_renewing_prolongs_it_from_now(tx: db.Connection) -> None:
    lease = Lease("planner", 30)
    lease.hold(tx)
    tx.execute("update lease set expires_at = clock_timestamp() + interval '1 second'")
    assert lease.hold(tx)
    found = tx.execute(
        "select expires_at > clock_timestamp() + interval '20 seconds' as is_later from lease"
    ).fetchone()
    assert found == {"is_later": True}


def test_its_term_is_the_servers_time_and_not_the_products(tx: db.Connection) -> None:
    lease, other = Lease("planner", 30), Lease("planner", 30)
    lease.hold(tx)
    clock.use(Clock(datetime(2100, 1, 1, tzinfo=UTC), 1000.0, time.time()))
    assert not other.hold(tx)


def test_of_many_that_ask_at_one_moment_one_holds_it(database: str) -> None:
    connections = [db.connect(f"holder-{number}", url=database) for number in range(4)]
    try:
        for _ in range(20):
            leases = [Lease("planner", 30) for _ in connections]
            held = [lease.hold(connection) for lease, connection in zip(leases, connections, strict=True)]
            assert held.count(True) == 1
            leases[held.index(True)].release(connections[0])
    finally:
        for connection in connections:
            connection.close()


def test_a_statement_may_ask_whether_it_is_held(tx: db.Connection) -> None:
    text = f"with {queries.compose('core', 'held')} select count(*) as count from held"
    first, second = Lease("governor", 30), Lease("governor", 30)
    first.hold(tx)
    for lease, count in ((first, 1), (second, 0)):
        found = db.row(tx, text, lease_name=lease.name, lease_holder=lease.holder)
        assert found == {"count": count}
    tx.execute("update lease set expires_at = clock_timestamp()")
    assert db.row(tx, text, lease_name=first.name, lease_holder=first.holder) == {"count": 0}
