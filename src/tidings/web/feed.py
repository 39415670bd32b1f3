"""What many watch at once: one look a second for all who listen, and none while nobody does.

Whatever changed is handed to each listener when it is ready for it: whoever is slow gets the newest, never a backlog.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import psycopg
import psycopg_pool
from anyio import to_thread

from tidings.core import db, log
from tidings.core.errors import TidingsError
from tidings.web.pools import Pools
from tidings.web.refusals import Overloaded

EVERY_S = 1.0
# Of an API process; each takes one of the places that requests of servers have.
MOST_LISTENERS = 50
AWAY = (psycopg.Error, psycopg_pool.PoolTimeout, psycopg_pool.PoolClosed, psycopg_pool.TooManyRequests, TidingsError)
Look = Callable[[db.Connection], Mapping[int, bytes]]
logger = log.get(__name__)


class Feed:
    """Numbered things as they were at the last look. For the event loop only, but for `close`."""

    def __init__(self, pools: Pools, look: Look) -> None:
        self._pools = pools
        self._look = look
        # Each with the number of the look that saw it change.
        self._things: dict[int, tuple[int, bytes]] = {}
        self._look_count = 0
        self._is_known = False
        self._listener_count = 0
        self._looking: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self.is_closed = False

    @contextmanager
    def listener(self) -> Iterator["Listener"]:
        """A place among those who listen. Raises Overloaded when all are taken."""
        if self._listener_count >= MOST_LISTENERS:
            raise Overloaded("Too many are listening: ask now and then instead.")
        self._listener_count += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._keep_looking())
        try:
            yield Listener(self)
        finally:
            self._listener_count -= 1

    def close(self) -> None:
        """Have everybody who listens end."""
        self.is_closed = True
        self._tell()

    def since(self, look: int) -> tuple[int, list[bytes]]:
        """The number of the last look, and what it and those after number `look` saw change."""
        if not self._is_known:
            return look, []
        return self._look_count, [content for seen_by, content in self._things.values() if seen_by > look]

    async def wait(self, longest_s: float) -> None:
        """Return when a look saw something change, when the feed is closed, or after so long."""
        try:
            async with asyncio.timeout(longest_s):
                await self._news.wait()
        except TimeoutError:
            return

    async def _keep_looking(self) -> None:
        # Not cancelled but left: a statement that runs has to give its connection back.
        while self._listener_count and not self.is_closed:
            try:
                async with self._pools.lend(for_person=False) as tx:
                    found = await to_thread.run_sync(self._look, tx)
                self._take(found)
            except AWAY as error:
                logger.warning("feed.put_off", error=str(error).strip())
            except Exception as error:
                # Nobody would look again.
                logger.error("feed.failed", exc_info=error)
            await asyncio.sleep(EVERY_S)
        self._things.clear()
        self._is_known = False

    def _take(self, found: Mapping[int, bytes]) -> None:
        number = self._look_count + 1
        things = {}
        for each, content in found.items():
            seen_by, before = self._things.get(each, (0, b""))
            things[each] = (seen_by, before) if content == before else (number, content)
        is_changed = any(seen_by == number for seen_by, _ in things.values())
        self._things = things
        if is_changed or not self._is_known:
            self._look_count, self._is_known = number, True
            self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


class Listener:
    """One who listens, and what they were told."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._look = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self._feed.is_closed

    async def next(self, longest_s: float) -> list[bytes] | None:
        """What changed since it was asked last, everything at first; None when nothing did for so long."""
        look, found = self._feed.since(self._look)
        if look == self._look:
            await self._feed.wait(longest_s)
            look, found = self._feed.since(self._look)
        if look == self._look:
            return None
        self._look = look
        return found
