"""Who listens in this process, and how they are told: changed views are gathered for a moment and read for all at once.

A change comes by two ways: at once from the request that made it, when this process answered that, and by the bus in
any case. What was told is remembered for a moment: the second news of a message is then not read again, and what is
read again and is still the same is not told again.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from anyio import CancelScope, to_thread

from tidings.chat.model import Place
from tidings.core import db, log
from tidings.core.errors import Unavailable
from tidings.web.callers import Shown
from tidings.web.feed import AWAY
from tidings.web.live import asking, loading
from tidings.web.live.hearing import Ear
from tidings.web.live.listener import Listener
from tidings.web.live.news import News
from tidings.web.pools import Pools
from tidings.web.refusals import Overloaded

GATHER_S = 0.003
LOOK_S = 0.1
RETRY_S = 0.5
ASK_S = 15.0
MOST_LISTENERS = 12_000
MOST_OF_ONE = 20
# More than so many views at once are not worth reading: everybody looks anew.
MOST_CHANGED = 20_000
REMEMBERED_S = 3.0
logger = log.get(__name__)


@dataclass(frozen=True, slots=True)
class _Told:
    """What was told of a view, when, and the number of its last message then."""

    at_s: float
    seq: int
    text: str


class Hub:
    """Listeners by whose inbox they show. For the event loop only, but for `touch`."""

    def __init__(self, pools: Pools) -> None:
        self._pools = pools
        self._listeners: dict[int, set[Listener]] = {}
        self._count = 0
        self._news = News()
        self._told: dict[Place, _Told] = {}
        self._loop = asyncio.get_running_loop()
        self._ready = asyncio.Event()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.is_closed = False

    @contextmanager
    def listener(self, owner_id: int, shown: Shown, wake: Callable[[], None]) -> Iterator[Listener]:
        """A place among those who listen; `wake` is called when there is something to tell them.

        Raises Overloaded when all are taken, or all of this one's.
        """
        own = self._listeners.setdefault(owner_id, set())
        try:
            if self._count >= MOST_LISTENERS or len(own) >= MOST_OF_ONE:
                raise Overloaded("Too many are listening: ask now and then instead.")
            made = Listener(owner_id, shown, wake)
            own.add(made)
            self._count += 1
            self._begin(made)
            try:
                yield made
            finally:
                own.discard(made)
                self._count -= 1
        finally:
            if not own and self._listeners.get(owner_id) is own:
                del self._listeners[owner_id]

    async def ready(self, longest_s: float) -> None:
        """Return once changes are heard from now on. Raises Unavailable while the database is away."""
        try:
            async with asyncio.timeout(longest_s):
                await self._ready.wait()
        except TimeoutError as error:
            raise Unavailable("Nobody can tell what changes now.") from error

    def touch(self, places: Iterable[Place]) -> None:
        """Tell of these views at once, from any thread, after what changed them was committed."""
        wanted = [place for place in places if place.owner_id in self._listeners]
        if wanted:
            self._loop.call_soon_threadsafe(self._note, wanted)

    def close(self) -> None:
        """Have everybody who listens end."""
        self.is_closed = True
        for each in self._everybody():
            each.end()
        for task in self._tasks.values():
            task.cancel()

    def _begin(self, made: Listener) -> None:
        if self.is_closed:
            made.end()
            self._ready.set()
            return
        for work in (self._keep_hearing, self._keep_telling, self._keep_asking):
            running = self._tasks.get(work.__name__)
            if running is None or running.done():
                if work == self._keep_hearing:
                    # Nobody is welcomed before it has its place on the bus.
                    self._ready.clear()
                self._tasks[work.__name__] = asyncio.create_task(work())

    def _note(self, places: Iterable[Place], *, is_urgent: bool = True) -> None:
        self._news.add(places, is_urgent=is_urgent)
        if len(self._news) > MOST_CHANGED:
            self._reset()

    def _reset(self) -> None:
        self._news.clear()
        for each in self._everybody():
            each.reset()

    def _everybody(self) -> list[Listener]:
        return [each for own in self._listeners.values() for each in own]

    async def _keep_hearing(self) -> None:
        ear = Ear(self._listeners.__contains__)
        try:
            await self._hear(ear)
        finally:
            with CancelScope(shield=True):
                await to_thread.run_sync(ear.close)

    async def _hear(self, ear: Ear) -> None:
        while self._count and not self.is_closed:
            try:
                async with self._pools.lend_live() as tx:
                    found = await to_thread.run_sync(ear.look, tx)
                if found is None:
                    self._reset()
                else:
                    self._note(self._untold(found.by_people))
                    self._note(found.by_campaigns, is_urgent=False)
                self._ready.set()
                await asyncio.sleep(LOOK_S)
            except AWAY as error:
                logger.warning("live.put_off", error=str(error).strip())
                await asyncio.sleep(RETRY_S)
            except Exception as error:
                # Nobody would listen again, and nobody can tell what was missed.
                logger.error("live.failed", exc_info=error)
                self._reset()
                await asyncio.sleep(RETRY_S)

    async def _keep_asking(self) -> None:
        """Whether those who listen are still let in."""
        while self._count and not self.is_closed:
            await asyncio.sleep(ASK_S)
            asked = {(each.owner_id, each.shown) for each in self._everybody()}
            try:
                async with self._pools.lend_live() as tx:
                    gone = await to_thread.run_sync(asking.gone, tx, asked)
            except AWAY as error:
                logger.warning("live.put_off", error=str(error).strip())
                continue
            for each in self._everybody():
                if (each.owner_id, each.shown) in gone:
                    each.end()

    async def _keep_telling(self) -> None:
        while self._count and not self.is_closed:
            if not await self._news.wait(RETRY_S):
                continue
            await asyncio.sleep(GATHER_S)
            places = self._news.take()
            try:
                await self._tell(places)
            except AWAY as error:
                logger.warning("live.put_off", error=str(error).strip())
                self._note(places)
                await asyncio.sleep(RETRY_S)
            except Exception as error:
                logger.error("live.failed", exc_info=error)
                self._reset()

    async def _tell(self, places: set[Place]) -> None:
        async with self._pools.lend_live() as tx:
            found, unread = await to_thread.run_sync(_read, tx, places)
        now_s = time.monotonic()
        fresh: dict[int, list[tuple[Place, str]]] = defaultdict(list)
        for place, (seq, text) in found.items():
            before = self._told.get(place)
            if before is None or text != before.text or now_s - before.at_s > REMEMBERED_S:
                fresh[place.owner_id].append((place, text))
            self._told[place] = _Told(now_s, seq, text)
        for owner_id, lines in fresh.items():
            for each in self._listeners.get(owner_id, ()):
                for place, text in lines:
                    each.put(place, text)
                each.put_unread(unread[owner_id])
        if len(self._told) > MOST_CHANGED:
            self._told = {place: told for place, told in self._told.items() if now_s - told.at_s <= REMEMBERED_S}

    def _untold(self, heard: Mapping[Place, int]) -> list[Place]:
        """Without a message's views when it, or a later one, was told in the last seconds: what was read then held all
        that it changed.
        """
        now_s = time.monotonic()
        return [
            place
            for place, seq in heard.items()
            if (told := self._told.get(place)) is None or seq > told.seq or now_s - told.at_s > REMEMBERED_S
        ]


def _read(tx: db.Connection, places: set[Place]) -> tuple[dict[Place, tuple[int, str]], dict[int, str]]:
    return loading.changes(tx, places), dict(loading.unread(tx, {place.owner_id for place in places}))
