"""One open socket or stream: what waits to be told there, bounded, the newest of each conversation only."""

import asyncio

from tidings.chat.model import Place
from tidings.web.callers import Shown
from tidings.web.live.saying import RESET

MOST_WAITING = 200
_UNREAD = "unread"


class Listener:
    """What one client has still to be told. For the event loop only."""

    def __init__(self, owner_id: int, shown: Shown) -> None:
        self.owner_id, self.shown = owner_id, shown
        self._waiting: dict[Place | str, str] = {}
        self._news = asyncio.Event()
        self.is_over = False

    def put(self, place: Place, text: str) -> None:
        """A view as it is now. Whoever reads too slowly is told to look anew instead of all that they missed."""
        if len(self._waiting) >= MOST_WAITING:
            self.reset()
            return
        self._waiting.pop(place, None)
        self._waiting[place] = text
        self._news.set()

    def put_unread(self, text: str) -> None:
        """What is unread now; after the views that changed it."""
        self._waiting.pop(_UNREAD, None)
        self._waiting[_UNREAD] = text
        self._news.set()

    def reset(self) -> None:
        """Have the client look anew."""
        self._waiting = {RESET: RESET}
        self._news.set()

    def end(self) -> None:
        """Nothing more will come."""
        self.is_over = True
        self._news.set()

    async def wait(self, longest_s: float) -> None:
        """Return when there is something to tell, at the end, or after so long."""
        try:
            async with asyncio.timeout(longest_s):
                await self._news.wait()
        except TimeoutError:
            return

    def take(self) -> list[str]:
        """What there is to tell, in its order."""
        taken, self._waiting = list(self._waiting.values()), {}
        if not self.is_over:
            self._news.clear()
        return taken
