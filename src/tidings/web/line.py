"""A short line for connections, of which there are only so many; whoever stands in it holds no thread."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg_pool import PoolTimeout

from tidings.web.refusals import Overloaded


class Line:
    """`places` may be taken at the same time, `longest` wait for one, each for `longest_s` seconds at most.

    A line whose members held threads would take them from those who have a place, and nobody would get on.
    """

    def __init__(self, places: int, longest: int, longest_s: float) -> None:
        self._places = asyncio.Semaphore(places)
        self._longest = longest
        self._longest_s = longest_s
        self._waiting = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place, given back at the end.

        Raises Overloaded when the line is full. PoolTimeout, as the pool does, when nothing moves: then the database
        may be away.
        """
        if self._places.locked():
            await self._wait()
        else:
            await self._places.acquire()
        try:
            yield
        finally:
            self._places.release()

    async def _wait(self) -> None:
        if self._waiting >= self._longest:
            raise Overloaded("Too many requests wait for the database.")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._longest_s):
                await self._places.acquire()
        except TimeoutError as error:
            raise PoolTimeout(f"no connection within {self._longest_s:g} s") from error
        finally:
            self._waiting -= 1
