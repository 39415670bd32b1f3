"""When a zone may be sent to, told minute by minute: slow, and by another way than the product's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tidings.campaigns.model import QuietHours

MINUTE = timedelta(minutes=1)
# Clocks show no minute twice that is further away than this.
MARGIN = timedelta(hours=3)


@dataclass(frozen=True)
class Minute:
    """A minute of UTC, what a wall clock shows then, and whether the clock shows it twice."""

    at: datetime
    shown: datetime
    is_twice: bool


def minutes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[Minute]:
    """The minutes of [begin, end), read off a wall clock one by one."""
    shown: dict[datetime, datetime] = {}
    counts: dict[datetime, int] = {}
    at = begin - MARGIN
    while at < end + MARGIN:
        shown[at] = at.astimezone(zone).replace(tzinfo=None)
        counts[shown[at]] = counts.get(shown[at], 0) + 1
        at += MINUTE
    for at, wall in shown.items():
        if begin <= at < end:
            yield Minute(at, wall, counts[wall] > 1)


def quiet_minutes(zone: ZoneInfo, quiet: QuietHours, begin: datetime, end: datetime) -> dict[datetime, bool]:
    """Of every minute of [begin, end) whether it is quiet.

    A minute is quiet when the clock shows a quiet hour. And a night that clocks live through twice is one night: awake
    minutes inside it, all of which the clock shows twice, are quiet too.
    """
    found = list(minutes(zone, begin, end))
    is_quiet = {minute.at: _is_within(quiet, minute.shown.time()) for minute in found}
    run: list[Minute] = []
    for minute in found:
        if not is_quiet[minute.at]:
            run.append(minute)
            continue
        if run and run[0].at > begin and all(part.is_twice for part in run):
            is_quiet |= dict.fromkeys((part.at for part in run), True)
        run = []
    return is_quiet


def _is_within(quiet: QuietHours, shown: time) -> bool:
    if quiet.begins_at < quiet.ends_at:
        return quiet.begins_at <= shown < quiet.ends_at
    return shown >= quiet.begins_at or shown < quiet.ends_at
