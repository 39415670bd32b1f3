"""How much may go out now: a rate kept over every second, and a fair division of it. No I/O, real seconds."""

from collections import deque
from collections.abc import Mapping
from math import floor, inf

SECOND_S = 1.0
# What is granted becomes visible up to a tenth of a second later, so that more than a second's grants may meet in one.
LATENESS_S = 0.1
SLOTS_SAVED = 2


def most(ceiling: int, factor: float = 1.1) -> int:
    """The most that any second may see at a ceiling: a tenth more, whole messages, at least one."""
    return max(1, floor(factor * ceiling + 1e-9))


class Tally:
    """What was done lately, and when, in seconds of the monotonic clock."""

    def __init__(self) -> None:
        self._done: deque[tuple[float, int]] = deque()

    def add(self, count: int, now_s: float) -> None:
        """Note `count` as done at `now_s`."""
        self.forget(now_s)
        if count:
            self._done.append((now_s, count))

    def since(self, after_s: float) -> int:
        """How much was done after `after_s`."""
        return sum(count for at_s, count in self._done if at_s > after_s)

    def room(self, ceiling: int, now_s: float) -> int:
        """How much may begin at `now_s` when what was done is noted as it ended: no second then sees more than `most`.

        For whatever is visible within a second of something that begins now ended less than a second before it.
        """
        return most(ceiling) - self.since(now_s - SECOND_S)

    def forget(self, now_s: float) -> None:
        """Drop what no question is about any more."""
        while self._done and self._done[0][0] <= now_s - SECOND_S - LATENESS_S:
            self._done.popleft()


class Meter:
    """Keeps a rate of at most `ceiling` a second, and never more than a tenth above it in any second.

    Any second is granted at most a twentieth above the ceiling, and any 1.1 seconds a tenth, since what was granted at
    their two ends may become visible within one second. Nothing is saved up beyond a slot or two: a pause is not made
    up for by a burst.
    """

    def __init__(self, ceiling: int, now_s: float, slot_s: float) -> None:
        self.ceiling = ceiling
        self._slot_s = slot_s
        self._tokens = 0.0
        self._at_s = now_s
        self._taken = Tally()

    def set_ceiling(self, ceiling: int) -> None:
        """Change the rate from now on; what was taken within the last second counts against the new one."""
        self.ceiling = ceiling

    def due(self, now_s: float) -> int:
        """How many may be taken at `now_s`."""
        saved = max(1.0, self.ceiling * self._slot_s * SLOTS_SAVED)
        self._tokens = min(saved, self._tokens + self.ceiling * (now_s - self._at_s))
        self._at_s = now_s
        room = min(
            most(self.ceiling, 1.05) - self._taken.since(now_s - SECOND_S),
            most(self.ceiling) - self._taken.since(now_s - SECOND_S - LATENESS_S),
        )
        return max(0, min(floor(self._tokens + 1e-9), room))

    def take(self, count: int, now_s: float) -> None:
        """Count `count`, no more than `due`, as taken at `now_s`."""
        self._tokens -= count
        self._taken.add(count, now_s)


def shares(total: float, wanted: Mapping[int, float]) -> dict[int, float]:
    """Divide `total` among tasks that want so much each: equally, what one leaves passes on (max-min fair).

    Whole numbers come out when `total` is one; what equal shares leave over goes to the tasks that come first.
    """
    found: dict[int, float] = {}
    left = total
    waiting = sorted(wanted, key=lambda task_id: wanted[task_id])
    while waiting:
        task_id = waiting.pop(0)
        equal = left / (len(waiting) + 1)
        share = min(wanted[task_id], equal if left == inf else floor(equal))
        found[task_id] = share
        left -= share if share != inf else 0
    for task_id in wanted:
        if left != inf and left >= 1 and wanted[task_id] > found[task_id]:
            extra = min(1, wanted[task_id] - found[task_id], left)
            found[task_id] += extra
            left -= extra
    return found
