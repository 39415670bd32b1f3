"""How much may go out now: a rate kept over every second, and a fair division of it. No I/O, real seconds."""

from collections import deque
from collections.abc import Mapping
from math import floor, inf

SECOND_S = 1.1
SLOTS_SAVED = 2


class Meter:
    """Keeps a rate of at most `ceiling` a second, and never more than a tenth above it in any second.

    What is taken becomes visible up to a tenth of a second later, so the sum over any 1.1 seconds is what is bounded:
    by 1.1 times the ceiling, rounded down, and at least 1. Nothing is saved up beyond a slot or two: a pause is not
    made up for by a burst.
    """

    def __init__(self, ceiling: int, now_s: float, slot_s: float) -> None:
        self.ceiling = ceiling
        self._slot_s = slot_s
        self._tokens = 0.0
        self._at_s = now_s
        self._taken: deque[tuple[float, int]] = deque()

    def set_ceiling(self, ceiling: int) -> None:
        """Change the rate from now on; what was taken within the last second counts against the new one."""
        self.ceiling = ceiling

    def due(self, now_s: float) -> int:
        """How many may be taken at `now_s`."""
        saved = max(1.0, self.ceiling * self._slot_s * SLOTS_SAVED)
        self._tokens = min(saved, self._tokens + self.ceiling * (now_s - self._at_s))
        self._at_s = now_s
        while self._taken and self._taken[0][0] <= now_s - SECOND_S:
            self._taken.popleft()
        bound = max(1, floor(SECOND_S * self.ceiling + 1e-9))
        return max(0, min(floor(self._tokens + 1e-9), bound - sum(count for _, count in self._taken)))

    def take(self, count: int, now_s: float) -> None:
        """Count `count`, no more than `due`, as taken at `now_s`."""
        self._tokens -= count
        if count:
            self._taken.append((now_s, count))


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
