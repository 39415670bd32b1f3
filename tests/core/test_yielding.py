import multiprocessing
import os

from tidings.core import db, yielding


def test_a_worker_gives_way_and_so_does_postgresql_where_it_works_for_it(database: str) -> None:
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply(_priorities, [database]) == (yielding.NICE, yielding.NICE)


def test_a_process_that_serves_another_connection_is_left_alone(tx: db.Connection) -> None:
    assert not yielding._serves(tx.info.backend_pid, 1)
    assert not yielding._serves(os.getpid(), 1)


def _priorities(url: str) -> tuple[int, int]:
    with db.connect("sender", url=url) as connection:
        yielding.give_way(connection)
        of = os.PRIO_PROCESS
        return os.getpriority(of, 0), os.getpriority(of, connection.info.backend_pid)
