"""Writes what is said on sockets: what comes while one batch is written is the next one, so nobody waits for a clock.

One batch at a time is under way, and one message beside it that a batch has no room for: one that is refused, repeated,
a server's, or held up by somebody. What is said later in the same conversation waits for it. So those who write into
one conversation keep their order, except that nobody waits for a message that was refused.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from anyio import to_thread

from tidings.chat.model import Place
from tidings.core import db, log
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
_Work = TypeVar("_Work")


@dataclass(frozen=True)
class _Asked:
    post: Post
    answer: Callable[[Posted | TidingsError], None]


class Writer:
    """What waits to be written. For the event loop only."""

    def __init__(self, pools: Pools, tell: Callable[[Iterable[Place]], None]) -> None:
        self._pools, self._tell = pools, tell
        self._waiting: deque[_Asked] = deque()
        self._alone: deque[_Asked] = deque()
        # Conversations in which something is being written.
        self._busy: set[object] = set()
        self._writing: asyncio.Task[None] | None = None
        self._doing_alone: asyncio.Task[None] | None = None
        self.is_closed = False

    def put(self, post: Post, answer: Callable[[Posted | TidingsError], None]) -> None:
        """Have a message written; `answer` is called with where it stands, or why it does not. Raises Overloaded."""
        if self.is_closed or len(self._waiting) + len(self._alone) >= MOST_WAITING:
            raise Overloaded("More is said than can be written: say it again later.")
        self._waiting.append(_Asked(post, answer))
        self._begin()

    def _begin(self) -> None:
        if self._waiting and (self._writing is None or self._writing.done()):
            self._writing = asyncio.create_task(self._write())

    def close(self) -> None:
        """Take nothing more; what is being written is finished, and whoever waits says it again elsewhere."""
        self.is_closed = True
        self._waiting.clear()
        self._alone.clear()

    async def _write(self) -> None:
        while self._waiting:
            batch = self._take()
            if not batch:
                # All that waits is said after something that is done alone, whose end begins this anew.
                return
            told = await self._asked(writing.write_together, [each.post for each in batch])
            left = [each for each in batch if not self._answer(each, told)]
            self._alone.extend(left)
            if left and (self._doing_alone is None or self._doing_alone.done()):
                self._doing_alone = asyncio.create_task(self._do_alone())

    async def _do_alone(self) -> None:
        while self._alone:
            asked = self._alone.popleft()
            told = await self._asked(_one, asked.post)
            self._answer(asked, told)
            self._busy.discard(_conversation(asked.post))
            self._begin()

    def _answer(self, asked: _Asked, told: Mapping[Post, Posted | TidingsError] | TidingsError) -> bool:
        """Tell whoever asked, and all who look; False when nothing is known of theirs yet."""
        said = told if isinstance(told, TidingsError) else told.get(asked.post)
        if said is None:
            return False
        if isinstance(said, Posted):
            self._tell(asked.post.places)
        self._busy.discard(_conversation(asked.post))
        asked.answer(said)
        return True

    async def _asked(
        self, work: Callable[[db.Connection, _Work], Mapping[Post, Posted | TidingsError]], what: _Work
    ) -> Mapping[Post, Posted | TidingsError] | TidingsError:
        try:
            async with self._pools.lend_words() as connection:
                return await to_thread.run_sync(work, connection, what)
        except AWAY as error:
            logger.warning("live.not_written", error=str(error).strip())
            return Unavailable(f"PostgreSQL does not answer. {UNCERTAIN}")
        except Exception as error:
            # Whoever waits is told, and the next batch is written.
            logger.error("live.failed", exc_info=error)
            return Unavailable(f"This should not have happened; the log says more. {UNCERTAIN}")

    def _take(self) -> list[_Asked]:
        """The first that wait, one of each conversation; what is said later in one of those waits on."""
        taken: list[_Asked] = []
        left: deque[_Asked] = deque()
        while self._waiting and len(taken) < MOST_AT_ONCE:
            asked = self._waiting.popleft()
            where = _conversation(asked.post)
            (left if where in self._busy else taken).append(asked)
            self._busy.add(where)
        self._waiting.extendleft(reversed(left))
        return taken


def _one(connection: db.Connection, post: Post) -> dict[Post, Posted | TidingsError]:
    return {post: writing.write_alone(connection, post)}


def _conversation(post: Post) -> object:
    """The same for both who hold it."""
    return frozenset((post.author_id, post.peer_id)), post.topic
