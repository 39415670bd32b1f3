"""Writes what is said on sockets: what comes while one batch is written is the next one, so nobody waits for a clock.

One batch at a time is under way, so messages into one conversation keep the order in which they were said.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from anyio import to_thread

from tidings.chat.model import Place
from tidings.core import log
from tidings.core.errors import TidingsError, Unavailable
from tidings.web.chat import writing
from tidings.web.chat.writing import Post, Posted
from tidings.web.feed import AWAY
from tidings.web.pools import Pools
from tidings.web.refusals import Overloaded

MOST_AT_ONCE = 200
MOST_WAITING = 2_000
UNCERTAIN = "Whether this was written is not known: say it again with the same key."
logger = log.get(__name__)


@dataclass(frozen=True)
class _Asked:
    post: Post
    answer: Callable[[Posted | TidingsError], None]


class Writer:
    """What waits to be written. For the event loop only."""

    def __init__(self, pools: Pools, tell: Callable[[Iterable[Place]], None]) -> None:
        self._pools, self._tell = pools, tell
        self._waiting: deque[_Asked] = deque()
        self._writing: asyncio.Task[None] | None = None
        self.is_closed = False

    def put(self, post: Post, answer: Callable[[Posted | TidingsError], None]) -> None:
        """Have a message written; `answer` is called with where it stands, or why it does not. Raises Overloaded."""
        if self.is_closed or len(self._waiting) >= MOST_WAITING:
            raise Overloaded("More is said than can be written: say it again later.")
        self._waiting.append(_Asked(post, answer))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    def close(self) -> None:
        """Take nothing more; what is being written is finished."""
        self.is_closed = True
        while self._waiting:
            self._waiting.popleft().answer(Unavailable("This process ends: say it again to another."))

    async def _write(self) -> None:
        while self._waiting:
            batch = self._take()
            told = await self._told([each.post for each in batch])
            self._tell(place for each, said in zip(batch, told, strict=True) for place in _places(each.post, said))
            for each, said in zip(batch, told, strict=True):
                each.answer(said)

    async def _told(self, posts: list[Post]) -> list[Posted | TidingsError]:
        try:
            async with self._pools.lend_live() as connection:
                return await to_thread.run_sync(writing.write_all, connection, posts)
        except AWAY as error:
            logger.warning("live.not_written", error=str(error).strip())
            why: TidingsError = Unavailable(f"PostgreSQL does not answer. {UNCERTAIN}")
        except Exception as error:
            # Whoever waits is told, and the next batch is written.
            logger.error("live.failed", exc_info=error)
            why = Unavailable(f"This should not have happened; the log says more. {UNCERTAIN}")
        return [why] * len(posts)

    def _take(self) -> list[_Asked]:
        """The first that wait, one of each conversation; what is said later in one of those waits on."""
        taken: list[_Asked] = []
        left: deque[_Asked] = deque()
        seen: set[object] = set()
        while self._waiting and len(taken) < MOST_AT_ONCE:
            asked = self._waiting.popleft()
            where = _conversation(asked.post)
            (left if where in seen else taken).append(asked)
            seen.add(where)
        self._waiting.extendleft(reversed(left))
        return taken


def _conversation(post: Post) -> object:
    """The same for both who hold it."""
    return frozenset((post.author_id, post.peer_id)), post.topic


def _places(post: Post, said: Posted | TidingsError) -> tuple[Place, ...]:
    return post.places if isinstance(said, Posted) else ()
