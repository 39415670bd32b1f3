"""How many requests may be under way at a time, each name with a count of its own."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tidings.web.refusals import Overloaded


class Room:
    """Places of the event loop: not for threads."""

    def __init__(self, most: int, told: str) -> None:
        self._most = most
        self._told = told
        self._count: Counter[str] = Counter()

    @contextmanager
    def place(self, name: str = "") -> Iterator[None]:
        """A place, given back at the end. Raises Overloaded."""
        self.enter(name)
        try:
            yield
        finally:
            self.leave(name)

    def enter(self, name: str = "") -> None:
        """Take a place. Raises Overloaded."""
        if self._count[name] >= self._most:
            raise Overloaded(self._told)
        self._count[name] += 1

    def leave(self, name: str = "") -> None:
        """Give a place back; a name without any is forgotten."""
        self._count[name] -= 1
        if not self._count[name]:
            del self._count[name]
