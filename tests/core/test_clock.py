"""The product's clock: where it starts, how fast it runs, and that all processes read the same."""

import subprocess
import sys
import time
import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest

from tidings.core import clock
from tidings.core.clock import Clock
from tidings.core.errors import BadInput

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_without_a_variable_it_is_real_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.VARIABLE, raising=False)
    before, read, after = datetime.now(UTC), clock.from_environment().now(), datetime.now(UTC)
    second = timedelta(milliseconds=1)
    assert before - second <= read <= after + second


def test_it_starts_where_it_is_told_and_runs_as_fast_as_it_is_told() -> None:
    begun = clock.parse(f"2026-03-02T12:00:00Z,60,{time.time() - 10}")
    assert timedelta(minutes=10) <= begun.now() - NOON < timedelta(minutes=11)


def test_without_an_anchor_it_starts_now() -> None:
    assert timedelta(0) <= clock.parse("2026-03-02T13:00:00+01:00").now() - NOON < timedelta(seconds=5)


def test_the_offset_is_heeded_and_time_is_utc() -> None:
    assert clock.parse("2026-03-02T13:30:00+01:30").start == NOON
    assert clock.parse("2026-03-02T13:30:00+01:30").now().tzinfo is UTC


def test_another_process_that_gets_its_text_reads_the_same_time() -> None:
    own = clock.parse("2026-03-02T12:00:00Z,1234567.5")
    code = "from tidings.core import clock; print(clock.now().isoformat())"
    before = own.now()
    said = subprocess.run(
        [sys.executable, "-c", code], env={clock.VARIABLE: own.text()}, capture_output=True, text=True, check=True
    )
    assert before <= datetime.fromisoformat(said.stdout.strip()) <= own.now()


def test_the_text_of_real_time_is_real_time() -> None:
    read = clock.parse(Clock(datetime.fromtimestamp(0, UTC), 1.0, 0.0).text()).now()
    assert abs(read - datetime.now(UTC)) < timedelta(seconds=5)


def test_how_long_until_a_moment_is_told_in_real_seconds() -> None:
    fast = Clock(NOON, 60.0, time.time())
    assert 59 < fast.real_seconds_until(NOON + timedelta(hours=1)) <= 60
    assert fast.real_seconds_until(NOON - timedelta(minutes=1)) <= -1


def test_a_clock_that_was_put_in_place_is_the_processes_clock() -> None:
    clock.use(Clock(NOON, 1.0, time.time()))
    assert clock.current().start == NOON
    assert clock.now() - NOON < timedelta(seconds=5)


@pytest.mark.parametrize(
    "text",
    [
        "noon",
        "2026-03-02",
        "2026-03-02T12:00:00",
        "2026-03-02T12:00:00Z,fast",
        "2026-03-02T12:00:00Z,0",
        "2026-03-02T12:00:00Z,-1",
        "2026-03-02T12:00:00Z,inf",
        "2026-03-02T12:00:00Z,nan",
        "2026-03-02T12:00:00Z,1,then",
        "2026-03-02T12:00:00Z,1,inf",
        "2026-03-02T12:00:00Z,1,nan",
        "2026-03-02T12:00:00Z,1,0,0",
        "9999-12-31T23:59:59Z,1000000000,0",
        "0001-01-01T00:00:00+05:00",
    ],
)
def test_a_clock_that_cannot_be_read_is_refused_by_its_variable(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.VARIABLE, text)
    with pytest.raises(BadInput, match=clock.VARIABLE):
        clock.from_environment()


def test_a_clock_that_cannot_be_read_is_no_error_of_an_import(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "from tidings.core import clock\ntry: clock.now()\nexcept Exception as error: print(type(error).__name__)"
    said = subprocess.run(
        [sys.executable, "-c", code], env={clock.VARIABLE: "noon"}, capture_output=True, text=True, check=True
    )
    assert said.stdout == "BadInput\n"


def test_zones_come_from_the_pinned_data_alone() -> None:
    assert zoneinfo.TZPATH == ()
    assert zoneinfo.ZoneInfo("Europe/Lisbon").utcoffset(datetime(2026, 7, 1))  # noqa: DTZ001 == timedelta(hours=1)
