"""One open socket or stream: what waits to be told there, bounded, the newest of each conversation only."""

from collections.abc import Callable

from tidings.chat.model import Place
from tidings.web.callers import Shown
from tidings.web.live.saying import RESET

MOST_WAITING = 200
_UNREAD = "unread"


class Listener:
    """What one client has still to be told; `wake` is called when there is something. For the event loop only."""

    __slots__ = ("_waiting", "_wake", "is_over", "owner_id", "shown")

    def __init__(self, owner_id: int, shown: Shown, wake: Callable[[], None]) -> None:
        self.owner_id, self.shown = owner_id, shown
        self._wake = wake
        # None while there is nothing: thousands listen, and most of the time nothing happens.
        self._waiting: dict[Place | str, str] | None = None
        self.is_over = False

    def put(self, place: Place, text: str) -> None:
        """A view as it is now. Whoever reads too slowly is told to look anew instead of all that they missed."""
        if self._waiting and len(self._waiting) >= MOST_WAITING:
            self.reset()
            return
        self._put(place, text)

    def put_unread(self, text: str) -> None:
        """What is unread now; after the views that changed it."""
        self._put(_UNREAD, text)

    def reset(self) -> None:
        """Have the client look anew."""
        self._waiting = {RESET: RESET}
        self._wake()

    def end(self) -> None:
        """Nothing more will come."""
        self.is_over = True
        self._wake()

    def take(self) -> list[str]:
        """What there is to tell, in its order."""
        taken, self._waiting = self._waiting, None
        return list(taken.values()) if taken else []

    def _put(self, name: Place | str, text: str) -> None:
        if self._waiting is None:
            self._waiting = {}
        self._waiting.pop(name, None)
        self._waiting[name] = text
        self._wake()
