"""How much was sent in all, looked at ten times a second: for rates, and for how long a fault held it up."""

import threading
import time
from dataclasses import dataclass

import psycopg

from tests.flow.house import House
from tidings.core import db
from tidings.core.errors import Unavailable

LOOK_S = 0.1
# Of every send task since the oldest that had not ended at the last look; older ones do not change any more.
_TOTALS = """
    select task.id, task.ended_at is not null as has_ended, coalesce(sum(done_count), 0)::bigint as count
    from task left join batch on batch.task_id = task.id
    where kind = 'send' and task.id >= %(oldest)s
    group by task.id
"""


@dataclass(frozen=True)
class Beat:
    """One look: messages sent since the beginning, and between which monotonic instants it was asked."""

    asked_s: float
    answered_s: float
    total: int


class Pulse:
    """Looks until it is told to stop, whatever becomes of the server."""

    def __init__(self, made: House) -> None:
        self._house = made
        self._counts: dict[int, int] = {}
        self._oldest = 0
        self._stop = threading.Event()
        self.beats = [Beat(time.monotonic(), time.monotonic(), 0)]
        self._thread = threading.Thread(target=self._look_always, name="pulse", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Look no more."""
        self._stop.set()
        self._thread.join()

    def next_beat(self, since_s: float, seconds: float) -> float | None:
        """When the first look ended that shows more than there was at `since_s`; None: not within so many seconds."""
        place = 0
        before: int | None = None
        while time.monotonic() - since_s < seconds:
            for beat in self.beats[place:]:
                place += 1
                if beat.asked_s < since_s:
                    continue
                # What was committed until then may be seen by the first look after it only.
                if before is None:
                    before = beat.total
                elif beat.total > before:
                    return beat.answered_s
            time.sleep(LOOK_S / 4)
        return None

    def rate(self, begin_s: float, end_s: float) -> float:
        """Messages a second between two instants."""
        inside = [beat for beat in self.beats if begin_s <= beat.asked_s and beat.answered_s <= end_s]
        return (inside[-1].total - inside[0].total) / (inside[-1].asked_s - inside[0].asked_s)

    def fastest_second(self) -> float:
        """The most messages in a second: over spans of a little more, and counted in those of a little less."""
        fastest, first = 0.0, 0
        for last, beat in enumerate(self.beats):
            while first < last and beat.answered_s - self.beats[first].asked_s > 1.0:
                first += 1
            start = self.beats[max(0, first - 1)]
            span_s = beat.answered_s - start.asked_s
            if span_s >= 1.0:
                fastest = max(fastest, (beat.total - start.total) / span_s)
            # What came between two looks of which the first began less than a second before the last one ended.
            fastest = max(fastest, beat.total - self.beats[first].total)
        return fastest

    def _look_always(self) -> None:
        while not self._stop.is_set():
            try:
                with self._house.connect("pulse") as connection:
                    while not self._stop.wait(LOOK_S):
                        self._look(connection)
            except (psycopg.Error, Unavailable):
                self._stop.wait(LOOK_S)

    def _look(self, connection: db.Connection) -> None:
        asked_s = time.monotonic()
        found = db.rows(connection, _TOTALS, oldest=self._oldest)
        self._counts |= {row["id"]: row["count"] for row in found}
        open_ones = [row["id"] for row in found if not row["has_ended"]]
        self._oldest = min(open_ones, default=max(self._counts, default=0))
        self.beats.append(Beat(asked_s, time.monotonic(), sum(self._counts.values())))
