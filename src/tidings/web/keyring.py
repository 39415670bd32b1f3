"""Whether there is an API key, or a session, asked before anything else of a request is read.

One that was found is remembered for a moment, so that whoever shows made-up ones holds up nobody who is known. What
it opens is asked by the routes each time: a revoked one opens nothing meanwhile.
"""

import asyncio
import time
from collections.abc import Callable

import psycopg
from anyio import to_thread
from fastapi import FastAPI

from tidings.core import db
from tidings.core.errors import Unavailable
from tidings.web.pools import AWAY, Pools
from tidings.web.room import Room

KEPT_S = 60.0
MOST_KEPT = 1000
MOST_LOOKED_FOR = 8


class Keyring:
    """Those that were found lately, by what `find` finds. Many requests with the same one look for it once."""

    def __init__(self, find: Callable[[db.Connection, str], object | None]) -> None:
        self._find = find
        self._until_s: dict[str, float] = {}
        self._looks: dict[str, asyncio.Task[bool]] = {}
        self._room = Room(MOST_LOOKED_FOR, "Too many keys that nobody knows yet are shown.")

    async def has(self, app: FastAPI, shown: str) -> bool:
        """Whether the text is that of one that holds. Raises Overloaded or Unavailable."""
        if self._until_s.get(shown, 0.0) > time.monotonic():
            return True
        look = self._looks.get(shown)
        if look is None:
            self._room.enter()
            look = self._looks[shown] = asyncio.create_task(self._look(app.state.pools, shown))
            look.add_done_callback(lambda done: self._end(shown, done))
        return await asyncio.shield(look)

    async def _look(self, pools: Pools, shown: str) -> bool:
        try:
            async with pools.lend(for_person=False) as tx:
                return await to_thread.run_sync(self._find, tx, shown) is not None
        except psycopg.OperationalError as error:
            raise Unavailable(AWAY) from error

    def _end(self, shown: str, look: asyncio.Task[bool]) -> None:
        self._room.leave()
        del self._looks[shown]
        self._until_s.pop(shown, None)
        if not look.cancelled() and look.exception() is None and look.result():
            if len(self._until_s) >= MOST_KEPT:
                del self._until_s[next(iter(self._until_s))]
            self._until_s[shown] = time.monotonic() + KEPT_S
