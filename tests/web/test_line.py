"""Whoever waits for a connection waits in a short line, and keeps no thread from those who have one."""

import asyncio

import pytest
from anyio import to_thread
from psycopg_pool import PoolTimeout

from tidings.core import db
from tidings.web.line import Line
from tidings.web.pools import Pools
from tidings.web.refusals import Overloaded

SIZE = 2


def test_a_line_lets_in_one_after_another_and_turns_away_whoever_finds_it_full() -> None:
    came: list[int] = []

    async def enter(line: Line, number: int) -> None:
        async with line.place():
            came.append(number)
            await asyncio.sleep(0.05)

    async def run() -> list[BaseException | None]:
        line = Line(places=1, longest=2, longest_s=10)
        return await asyncio.gather(*(enter(line, number) for number in range(4)), return_exceptions=True)

    assert [type(found) for found in asyncio.run(run())] == [type(None)] * 3 + [Overloaded]
    assert came == [0, 1, 2]


def test_whoever_waits_too_long_is_told_and_its_place_in_the_line_is_free_again() -> None:
    async def run() -> None:
        line = Line(places=1, longest=1, longest_s=0.05)
        async with line.place():
            for _ in range(3):
                with pytest.raises(PoolTimeout):
                    async with line.place():
                        pass
        async with line.place():
            pass

    asyncio.run(run())


def test_requests_that_wait_for_a_connection_keep_no_thread_from_those_that_have_one(database: str) -> None:
    async def ask(pools: Pools) -> int:
        async with pools.lend(for_person=True) as connection:
            return await to_thread.run_sync(_one, connection)

    async def run() -> list[int]:
        to_thread.current_default_thread_limiter().total_tokens = SIZE
        pools = Pools(database, SIZE)
        pools.open()
        try:
            return await asyncio.gather(*(ask(pools) for _ in range(40)))
        finally:
            pools.close()

    assert asyncio.run(run()) == [1] * 40


def _one(connection: db.Connection) -> int:
    found = db.row(connection, "select 1 as one, pg_sleep(0.002)")
    assert found is not None
    return int(found["one"])
