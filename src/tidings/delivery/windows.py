"""When a zone may be sent to: wall-clock quiet hours, send times and deadlines turned into UTC instants. No I/O.

This is the only place that does so. A window is a half-open interval [opens_at, closes_at). Quiet hours are wall-clock
hours: on the days that the clocks change they last an hour more or less, and an hour that a clock shows twice is quiet
both times.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tidings.campaigns.model import Definition, QuietHours

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
LATENESS_FORGIVEN = timedelta(hours=1)
TOO_LATE = "too_late"


@dataclass(frozen=True)
class Schedule:
    """What of a campaign decides when it may go out; times are wall-clock, `zone` is the account's."""

    zone: str
    launched_at: datetime
    not_before: datetime
    send_at: datetime | None
    stop_at: datetime | None
    is_local: bool
    quiet_hours: QuietHours | None


@dataclass(frozen=True)
class Opening:
    """The next instants between which a zone may be sent to; `verdict` says why it never will be, if so."""

    opens_at: datetime
    closes_at: datetime
    verdict: str | None = None


def schedule(
    definition: Definition,
    *,
    zone: str,
    account_quiet_hours: QuietHours | None,
    launched_at: datetime,
    not_before: datetime,
) -> Schedule:
    """The schedule of a campaign, with the account's quiet hours where it has none of its own."""
    own = definition.quiet_hours
    quiet = account_quiet_hours if own == "account" else None if own == "none" else own
    assert not isinstance(quiet, str)
    return Schedule(zone, launched_at, not_before, definition.send_at, definition.stop_at, definition.is_local, quiet)


def opening(schedule: Schedule, zone: str, now: datetime) -> Opening:
    """The next window of `zone` that has not closed at `now` (UTC).

    When the deadline comes first the window is empty (`opens_at == closes_at`): nothing goes out in it any more.
    """
    place = _place(zone or schedule.zone)
    stop_at = earliest(schedule.stop_at, _clock_of(schedule, zone)) if schedule.stop_at else FOREVER
    start_at = max(schedule.not_before, now)
    due = due_at(schedule, zone)
    if due is not None:
        if schedule.is_local and due < schedule.launched_at - LATENESS_FORGIVEN:
            return Opening(start_at, FOREVER, TOO_LATE)
        start_at = max(start_at, due)
    opens_at, closes_at = awake(place, schedule.quiet_hours, start_at)
    closes_at = min(closes_at, stop_at)
    return Opening(min(opens_at, closes_at), closes_at)


def due_at(schedule: Schedule, zone: str) -> datetime | None:
    """The instant (UTC) that `send_at` is in `zone`; None when it goes out at launch.

    A time that clocks show twice is the first of the two, one that they skip is counted from the offset before
    (RFC 5545, 3.3.5).
    """
    if schedule.send_at is None:
        return None
    return schedule.send_at.replace(tzinfo=_clock_of(schedule, zone)).astimezone(UTC)


def _clock_of(schedule: Schedule, zone: str) -> ZoneInfo:
    """By whose clock the campaign's times are meant."""
    return _place((zone if schedule.is_local else "") or schedule.zone)


def read_rules(zones: Iterable[str]) -> None:
    """Read the rules of zones now rather than when they are first asked for: all of them take a fifth of a second."""
    for zone in filter(None, zones):
        _place(zone)


@cache
def _place(zone: str) -> ZoneInfo:
    """The rules of a zone, read once: zoneinfo itself forgets all but eight, and reads a file for each again."""
    return ZoneInfo(zone)


def awake(zone: ZoneInfo, quiet: QuietHours | None, after: datetime) -> tuple[datetime, datetime]:
    """The first interval outside quiet hours that ends after `after` (UTC), cut to begin no sooner than `after`."""
    if quiet is None:
        return after, FOREVER
    opens_at = after
    local_day = after.astimezone(zone).date()
    for day in (local_day + timedelta(days=offset) for offset in range(-2, 5)):
        begins_at, ends_at = quiet_span(zone, quiet, day)
        if ends_at <= opens_at or begins_at >= ends_at:
            continue
        if begins_at > opens_at:
            return opens_at, begins_at
        opens_at = ends_at
    raise AssertionError(f"no waking hour within days of {after} in {zone}")


def quiet_span(zone: ZoneInfo, quiet: QuietHours, day: date) -> tuple[datetime, datetime]:
    """The UTC instants of the quiet hours that begin on local `day`; nothing lies between them when clocks skip all."""
    end_day = day if quiet.ends_at > quiet.begins_at else day + timedelta(days=1)
    return (
        earliest(datetime.combine(day, quiet.begins_at), zone),
        latest(datetime.combine(end_day, quiet.ends_at), zone),
    )


def earliest(local: datetime, zone: ZoneInfo) -> datetime:
    """The first UTC instant at which clocks of `zone` show `local`; where they skip it, that of the skip."""
    first, second = _readings(local, zone)
    return first if first <= second else _skip(zone, second, first)


def latest(local: datetime, zone: ZoneInfo) -> datetime:
    """The last UTC instant at which clocks of `zone` show `local`; where they skip it, that of the skip."""
    first, second = _readings(local, zone)
    return second if first <= second else _skip(zone, second, first)


def _readings(local: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """What `local` is before and after a change of the clocks; the second comes first where it is skipped (PEP 495)."""
    before, after = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return before, after


def _skip(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second at which the clocks of `zone` change, somewhere after `before` and not after `after`."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def group(schedule: Schedule, zones: Iterable[tuple[int, str]], now: datetime) -> Mapping[Opening, list[int]]:
    """Zones (id, name) by the window that they share, soonest first; the unnamed zone is the account's."""
    found: dict[Opening, list[int]] = {}
    for number, name in zones:
        found.setdefault(opening(schedule, name, now), []).append(number)
    return dict(sorted(found.items(), key=lambda item: (item[0].opens_at, item[0].closes_at, item[1])))
