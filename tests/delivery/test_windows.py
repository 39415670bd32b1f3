"""When a zone may be sent to: against a model that goes minute by minute, and on days that everybody knows."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.delivery.clockwork import MINUTE, is_quiet_by_the_wall, quiet_minutes, shown
from tidings.campaigns.model import QuietHours
from tidings.delivery import windows
from tidings.delivery.windows import FOREVER, TOO_LATE, Opening, Schedule

NIGHT = QuietHours(begins_at=time(21), ends_at=time(7))
# Changes at one, two, three o'clock and at midnight, by an hour, by half an hour, by a day; and none at all.
ZONES = (
    "Europe/Madrid",
    "Europe/London",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Havana",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Africa/Casablanca",
    "America/St_Johns",
    "UTC",
)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAYS = 2


def a_schedule(**changes: object) -> Schedule:
    """A campaign launched at noon with the night as its quiet hours, for an account in Madrid."""
    sensible = Schedule("Europe/Madrid", NOON, NOON, None, None, False, NIGHT)
    return replace(sensible, **changes)  # type: ignore[arg-type]


def utc(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def wall(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime:
    """What a clock on some wall shows."""
    return utc(day, hour, minute, month=month).replace(tzinfo=None)


@cache
def changes_of(zone: str) -> tuple[datetime, ...]:
    """The hours of two decades in which the clocks of a zone change."""
    place, day, hour = ZoneInfo(zone), timedelta(days=1), timedelta(hours=1)
    days = [datetime(2008, 1, 1, tzinfo=UTC) + day * number for number in range(20 * 365)]
    found = []
    for at in days:
        if _changes(place, at, day):
            found += [at + hour * number for number in range(24) if _changes(place, at + hour * number, hour)]
    return tuple(found)


def _changes(place: ZoneInfo, at: datetime, length: timedelta) -> bool:
    return at.astimezone(place).utcoffset() != (at + length).astimezone(place).utcoffset()


@st.composite
def moments(draw: Callable[..., object], zone: str) -> datetime:
    """A minute: as often as not one within a day and a half of a change of the zone's clocks."""
    near = changes_of(zone)
    base = draw(st.sampled_from(near)) if near and draw(st.booleans()) else datetime(2026, 6, 1, tzinfo=UTC)
    assert isinstance(base, datetime)
    minutes = draw(st.integers(-36 * 60, 36 * 60))
    assert isinstance(minutes, int)
    return base + timedelta(minutes=minutes)


def hours() -> st.SearchStrategy[QuietHours]:
    """Quiet hours of any length, over midnight or not, at any minute, often in the hours in which clocks change."""
    minute = st.integers(0, 1439) | st.integers(0, 4 * 60) | st.integers(60, 3 * 60)
    ends = st.tuples(minute, minute).filter(lambda pair: pair[0] != pair[1])
    return ends.map(lambda pair: QuietHours(begins_at=_time(pair[0]), ends_at=_time(pair[1])))


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)


@given(data=st.data(), zone=st.sampled_from(ZONES), quiet=hours() | st.just(NIGHT))
@settings(max_examples=100, deadline=None)
def test_the_next_waking_hours_are_those_that_a_walk_minute_by_minute_finds(
    data: st.DataObject, zone: str, quiet: QuietHours
) -> None:
    after = data.draw(moments(zone))
    opens_at, closes_at = windows.awake(ZoneInfo(zone), quiet, after)
    is_quiet = quiet_minutes(ZoneInfo(zone), quiet, after, after + timedelta(days=DAYS))
    ahead = [after + number * MINUTE for number in range(DAYS * 1440)]
    assert opens_at == next(at for at in ahead if at not in is_quiet)
    end = next((at for at in ahead if at > opens_at and at in is_quiet), None)
    assert closes_at == end if end else closes_at >= after + timedelta(days=DAYS)
    open_hours = shown(ZoneInfo(zone), opens_at, min(closes_at, ahead[-1])).values()
    assert not any(is_quiet_by_the_wall(quiet, wall.time()) for wall in open_hours)


@given(
    data=st.data(),
    zone=st.sampled_from(ZONES),
    is_local=st.booleans(),
    quiet=st.none() | st.just(NIGHT) | hours(),
    wait=st.none() | st.integers(-26 * 60, 30 * 60),
    length=st.none() | st.integers(1, 40 * 60),
    passed=st.integers(0, 40 * 60),
)
@settings(max_examples=100, deadline=None)
def test_a_window_is_the_next_run_of_minutes_that_may_be_sent_in(
    data: st.DataObject,
    zone: str,
    is_local: bool,
    quiet: QuietHours | None,
    wait: int | None,
    length: int | None,
    passed: int,
) -> None:
    launched_at = data.draw(moments(zone))
    now = launched_at + passed * MINUTE
    local = launched_at.replace(tzinfo=None)
    send_at = None if wait is None else local + wait * MINUTE
    stop_at = None if length is None else (send_at or local) + length * MINUTE
    schedule = Schedule("Europe/Madrid", launched_at, launched_at + 3 * MINUTE, send_at, stop_at, is_local, quiet)
    place = ZoneInfo(zone if is_local else "Europe/Madrid")
    found = windows.opening(schedule, zone, now)
    due_at = _reading(send_at, place) if send_at else launched_at
    if is_local and due_at < launched_at - timedelta(hours=1):
        assert found.verdict == TOO_LATE
        return
    assert found.verdict is None
    ahead = _sendable(schedule, ZoneInfo(zone), place, due_at, now)
    if not ahead:
        assert found.opens_at == found.closes_at or found.opens_at >= now + timedelta(days=DAYS)
    else:
        assert found.opens_at == ahead[0]
        open_minutes = set(ahead)
        end = next(at for at in _after(ahead[0]) if at not in open_minutes)
        assert found.closes_at == end or end >= now + timedelta(days=DAYS) <= found.closes_at


def _reading(local: datetime, place: ZoneInfo) -> datetime:
    return local.replace(tzinfo=place).astimezone(UTC)


def _after(moment: datetime, days: int = DAYS + 1) -> Iterator[datetime]:
    return (moment + number * MINUTE for number in range(days * 1440 + 1))


def _sendable(schedule: Schedule, zone: ZoneInfo, place: ZoneInfo, due_at: datetime, now: datetime) -> list[datetime]:
    """Every minute of the next days in which the campaign may go out there, each judged by itself."""
    minutes = [now + number * MINUTE for number in range(DAYS * 1440)]
    found = [at for at in minutes if at >= max(schedule.not_before, due_at)]
    if schedule.stop_at is not None:
        # A deadline has passed for good once the clock has shown it, even where it shows the hour again.
        begin = min(now, schedule.launched_at)
        over = next(
            (at for at in _after(begin, 5) if at.astimezone(place).replace(tzinfo=None) >= schedule.stop_at), None
        )
        found = [at for at in found if over is None or at < over]
    if schedule.quiet_hours is None:
        return found
    is_quiet = quiet_minutes(zone, schedule.quiet_hours, now, now + timedelta(days=DAYS))
    return [at for at in found if at not in is_quiet]


def test_the_night_is_nine_hours_long_when_the_clocks_go_forward() -> None:
    night = windows.quiet_span(ZoneInfo("Europe/Madrid"), NIGHT, date(2026, 3, 28))
    assert night == (utc(28, 20), utc(29, 5))


def test_the_night_is_eleven_hours_long_when_the_clocks_go_back() -> None:
    night = windows.quiet_span(ZoneInfo("Europe/Madrid"), NIGHT, date(2026, 10, 24))
    assert night == (utc(24, 19, month=10), utc(25, 6, month=10))


def test_quiet_hours_that_end_in_a_skipped_hour_end_when_the_clocks_skip_it() -> None:
    until_half_past_two = QuietHours(begins_at=time(22), ends_at=time(2, 30))
    _, ends_at = windows.quiet_span(ZoneInfo("Europe/Madrid"), until_half_past_two, date(2026, 3, 28))
    assert ends_at == utc(29, 1)


def test_an_hour_that_is_shown_twice_is_quiet_both_times() -> None:
    until_half_past_two = QuietHours(begins_at=time(22), ends_at=time(2, 30))
    _, ends_at = windows.quiet_span(ZoneInfo("Europe/Madrid"), until_half_past_two, date(2026, 10, 24))
    assert ends_at == utc(25, 1, 30, month=10)


def test_a_deadline_in_an_hour_that_is_shown_twice_is_the_first_of_the_two() -> None:
    schedule = a_schedule(quiet_hours=None, stop_at=wall(25, 2, 30, month=10))
    found = windows.opening(schedule, "", utc(24, 12, month=10))
    assert found.closes_at == utc(25, 0, 30, month=10)


def test_a_send_time_is_the_accounts_unless_it_is_local() -> None:
    send_at = wall(5, 10)
    assert windows.due_at(a_schedule(send_at=send_at), "America/New_York") == utc(5, 9)
    assert windows.due_at(a_schedule(send_at=send_at, is_local=True), "America/New_York") == utc(5, 15)
    assert windows.due_at(a_schedule(send_at=send_at, is_local=True), "") == utc(5, 9)


def test_a_person_without_a_zone_sleeps_when_the_account_does() -> None:
    assert windows.opening(a_schedule(), "", utc(2, 21)) == Opening(utc(3, 6), utc(3, 20))


@pytest.mark.parametrize(("late", "verdict"), [(59, None), (60, None), (61, TOO_LATE)])
def test_a_local_send_time_is_forgiven_an_hour(late: int, verdict: str | None) -> None:
    send_at = wall(2, 13) - timedelta(minutes=late)
    found = windows.opening(a_schedule(send_at=send_at, is_local=True), "Europe/Madrid", NOON)
    assert found.verdict == verdict


def test_a_verdict_does_not_change_as_time_passes() -> None:
    schedule = a_schedule(send_at=wall(2, 13), is_local=True)
    for hours_later in (0, 5, 30, 300):
        now = NOON + timedelta(hours=hours_later)
        assert windows.opening(schedule, "Europe/Madrid", now).verdict is None
        assert windows.opening(schedule, "Pacific/Kiritimati", now).verdict == TOO_LATE


def test_nothing_opens_within_the_grace_of_a_launch() -> None:
    grace_ends_at = NOON + timedelta(minutes=5)
    assert windows.opening(a_schedule(not_before=grace_ends_at), "", NOON) == Opening(grace_ends_at, utc(2, 20))


def test_a_grace_that_ends_inside_a_window_opens_it_late_and_not_before_a_local_send_time() -> None:
    schedule = a_schedule(not_before=NOON + timedelta(minutes=5), is_local=True, send_at=wall(2, 12, 30))
    assert windows.opening(schedule, "Europe/London", NOON).opens_at == utc(2, 12, 30)
    assert windows.opening(schedule, "Europe/Madrid", NOON).opens_at == utc(2, 12, 5)


def test_a_deadline_before_the_morning_leaves_an_empty_window_that_ends_with_it() -> None:
    schedule = a_schedule(stop_at=wall(3, 2))
    assert windows.opening(schedule, "", utc(2, 21)) == Opening(utc(3, 1), utc(3, 1))


def test_zones_share_a_window_when_both_its_instants_are_theirs() -> None:
    zones = [(0, ""), (1, "Europe/Madrid"), (2, "Europe/London"), (3, "Africa/Lagos"), (4, "Europe/Berlin")]
    now = utc(2, 22)
    winter = windows.group(a_schedule(), zones, now)
    assert sorted(winter.values()) == [[0, 1, 3, 4], [2]]
    summer = windows.group(a_schedule(), zones, datetime(2026, 6, 2, 22, tzinfo=UTC))
    assert sorted(summer.values()) == [[0, 1, 4], [2, 3]]


def test_without_quiet_hours_a_window_never_closes_by_itself() -> None:
    assert windows.opening(a_schedule(quiet_hours=None), "Asia/Kolkata", NOON) == Opening(NOON, FOREVER)


@example(begin=0, end=1439)
@given(begin=st.integers(0, 1439), end=st.integers(0, 1439))
@settings(max_examples=50, deadline=None)
def test_a_day_always_has_a_waking_minute(begin: int, end: int) -> None:
    if begin == end:
        return
    quiet = QuietHours(begins_at=_time(begin), ends_at=_time(end))
    opens_at, closes_at = windows.awake(ZoneInfo("America/Sao_Paulo"), quiet, NOON)
    assert opens_at < closes_at
    assert opens_at - NOON < timedelta(days=1)
