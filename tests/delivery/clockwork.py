"""When a zone may be sent to, told minute by minute off a wall clock: slow, and not the product's way to do it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tidings.campaigns.model import QuietHours

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
# Nights that begin or end outside of what is asked for lie within this on either side.
MARGIN = timedelta(hours=50)


def shown(zone: ZoneInfo, begin: datetime, end: datetime) -> dict[datetime, datetime]:
    """What a wall clock of the zone shows in each minute of [begin, end)."""
    count = (end - begin) // MINUTE
    minutes = (begin + number * MINUTE for number in range(count))
    return {at: at.astimezone(zone).replace(tzinfo=None) for at in minutes}


def quiet_minutes(zone: ZoneInfo, quiet: QuietHours, begin: datetime, end: datetime) -> set[datetime]:
    """The quiet minutes of [begin, end).

    A night lasts from the first minute in which the clock shows its beginning, or has passed it over, to the last one
    in which it shows its end, or the first after that was passed over.
    """
    clock = shown(zone, begin - MARGIN, end + MARGIN)
    found: set[datetime] = set()
    first, last = min(clock.values()).date(), max(clock.values()).date()
    for number in range((last - first).days + 1):
        found |= _night(clock, quiet, first + number * DAY)
    return {at for at in found if begin <= at < end}


def _night(clock: dict[datetime, datetime], quiet: QuietHours, day: date) -> set[datetime]:
    begins = datetime.combine(day, quiet.begins_at)
    ends = datetime.combine(day if quiet.begins_at < quiet.ends_at else day + DAY, quiet.ends_at)
    begin = next((at for at, wall in clock.items() if wall >= begins), None)
    passed = [at for at, wall in clock.items() if wall >= ends]
    if begin is None or not passed:
        return set()
    end = next((at for at in reversed(passed) if clock[at] == ends), passed[0])
    return {begin + number * MINUTE for number in range((end - begin) // MINUTE)}


def is_quiet_by_the_wall(quiet: QuietHours, wall: time) -> bool:
    """Whether it is quiet when a clock shows this, whatever it showed before."""
    if quiet.begins_at < quiet.ends_at:
        return quiet.begins_at <= wall < quiet.ends_at
    return wall >= quiet.begins_at or wall < quiet.ends_at
