"""Views that changed and are to be told: what people did first, what campaigns did a part at a time beside it."""

import asyncio
from collections.abc import Iterable
from itertools import islice

from tidings.chat.model import Place

# Of what campaigns did, told with all that people did: so much delays nobody's message by more than a few milliseconds.
LATER_AT_ONCE = 200


class News:
    """For the event loop only."""

    def __init__(self) -> None:
        self._first: set[Place] = set()
        # In the order in which they came.
        self._later: dict[Place, None] = {}
        self._is_some = asyncio.Event()

    def __len__(self) -> int:
        return len(self._first) + len(self._later)

    def add(self, places: Iterable[Place], *, is_urgent: bool = True) -> None:
        """Views that changed."""
        if is_urgent:
            self._first.update(places)
        else:
            self._later.update(dict.fromkeys(places))
        if len(self):
            self._is_some.set()

    def clear(self) -> None:
        """Nobody needs to be told any more."""
        self._first.clear()
        self._later.clear()

    async def wait(self, longest_s: float) -> bool:
        """Whether there are some, before so long."""
        try:
            async with asyncio.timeout(longest_s):
                return await self._is_some.wait()
        except TimeoutError:
            return False

    def take(self) -> set[Place]:
        """Those to tell now."""
        taken, self._first = self._first, set()
        for place in list(islice(self._later, LATER_AT_ONCE)):
            del self._later[place]
            taken.add(place)
        if not len(self):
            self._is_some.clear()
        return taken
