"""One clock for all processes: the product's time, which a demo or a test may start elsewhere and run faster.

Product time decides what a marketer or a recipient would read off a wall clock: quiet hours, deadlines, expiry,
timestamps. Rates, leases and timeouts are real time and never come from here.
"""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import inf

from tidings.core.errors import BadInput

VARIABLE = "TIDINGS_CLOCK"


@dataclass(frozen=True)
class Clock:
    """Product time: `start` when the real clock read `anchor` (seconds since the epoch), then `speed` times as fast."""

    start: datetime
    speed: float
    anchor: float

    def now(self) -> datetime:
        """The product's time, in UTC."""
        return self.start + timedelta(seconds=(time.time() - self.anchor) * self.speed)

    def real_seconds_until(self, moment: datetime) -> float:
        """How many real seconds pass until product time `moment`; negative when it has passed."""
        return (moment - self.now()).total_seconds() / self.speed

    def text(self) -> str:
        """The form that `parse` takes, anchor included: hand it to child processes so that they agree."""
        return f"{self.start.isoformat()},{self.speed!r},{self.anchor!r}"


def real_s() -> float:
    """Real seconds since the epoch, whatever the product's clock says: for what others sign and date."""
    return time.time()


def parse(text: str) -> Clock:
    """Read `START[,SPEED[,ANCHOR]]`: an ISO 8601 instant with offset, a factor above 0, epoch seconds.

    Raises BadInput on anything else. Without an anchor the clock starts now.
    """
    parts = text.split(",")
    try:
        start = datetime.fromisoformat(parts[0].strip())
        speed = float(parts[1]) if len(parts) > 1 else 1.0
        anchor = float(parts[2]) if len(parts) > 2 else time.time()
    except ValueError as error:
        raise BadInput(f"{VARIABLE}={text!r} is not START[,SPEED[,ANCHOR]]: {error}") from error
    if start.tzinfo is None or not 0 < speed < inf or len(parts) > 3:
        raise BadInput(f"{VARIABLE}={text!r}: START needs an offset such as Z, SPEED must be above 0")
    try:
        clock = Clock(start.astimezone(UTC), speed, anchor)
        clock.now()
    except (OverflowError, ValueError) as error:
        raise BadInput(f"{VARIABLE}={text!r} leads to a time that no calendar has: {error}") from error
    return clock


def from_environment() -> Clock:
    """The clock named by TIDINGS_CLOCK, else real time."""
    text = os.environ.get(VARIABLE)
    return parse(text) if text else Clock(datetime.fromtimestamp(0, UTC), 1.0, 0.0)


# Read at the first question, so that a fault in it is told like every other one.
_clock: Clock | None = None


def use(clock: Clock) -> None:
    """Replace this process's clock: the supervisor's choice, or a test's."""
    global _clock
    _clock = clock


def current() -> Clock:
    """This process's clock. Raises BadInput when TIDINGS_CLOCK cannot be read."""
    global _clock
    if _clock is None:
        _clock = from_environment()
    return _clock


def now() -> datetime:
    """The product's time, in UTC, by this process's clock."""
    return current().now()
