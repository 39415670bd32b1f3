"""Rates over every second and fair shares, by any course of events that hypothesis can think of."""

from itertools import accumulate
from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.delivery import metering
from tidings.delivery.metering import Meter, Tally, shares

SLOT_S = 0.05
waits = st.lists(st.floats(0.0, 0.3) | st.just(SLOT_S), min_size=30, max_size=150)


def most_in(taken: list[tuple[float, int]], span_s: float) -> int:
    """The most that was taken in any half-open span of so many seconds."""
    return max((sum(count for at_s, count in taken if start <= at_s < start + span_s) for start, _ in taken), default=0)


@given(ceiling=st.sampled_from([1, 2, 9, 50, 333, 5000, 100_000]), waits=waits, eager=st.booleans())
@settings(max_examples=200, deadline=None)
def test_no_second_is_granted_more_than_a_tenth_above_the_ceiling(
    ceiling: int, waits: list[float], eager: bool
) -> None:
    meter, taken = Meter(ceiling, 0.0, SLOT_S), []
    for number, now_s in enumerate(accumulate(waits)):
        due = meter.due(now_s)
        count = due if eager or number % 3 else due // 2
        meter.take(count, now_s)
        taken.append((now_s, count))
    assert most_in(taken, 1.0) <= max(1, 1.05 * ceiling + 1e-6)
    assert most_in(taken, 1.1 - 1e-9) <= max(1, 1.1 * ceiling + 1e-6)


@given(ceiling=st.sampled_from([1, 7, 50, 5000]))
def test_a_meter_that_is_asked_slot_by_slot_grants_nearly_its_ceiling(ceiling: int) -> None:
    meter = Meter(ceiling, 0.0, SLOT_S)
    total = 0
    for number in range(1, 1201):
        count = meter.due(number * SLOT_S)
        meter.take(count, number * SLOT_S)
        total += count
    assert 0.85 * 60 * ceiling <= total <= 60 * ceiling


def test_a_pause_is_not_made_up_for_by_a_burst() -> None:
    meter = Meter(1000, 0.0, SLOT_S)
    assert meter.due(60.0) == 1000 * SLOT_S * metering.SLOTS_SAVED


@given(first=st.sampled_from([1, 50, 5000]), second=st.sampled_from([1, 50, 5000]), after=st.integers(20, 60))
def test_what_was_taken_under_one_ceiling_counts_under_the_next(first: int, second: int, after: int) -> None:
    meter, taken = Meter(first, 0.0, SLOT_S), []
    for number in range(1, 120):
        now_s = number * SLOT_S
        if number == after:
            meter.set_ceiling(second)
        count = meter.due(now_s)
        meter.take(count, now_s)
        taken.append((now_s, count))
    changed_s = after * SLOT_S
    later = [(at_s, count) for at_s, count in taken if at_s >= changed_s]
    straddling = [sum(count for at_s, count in taken if end - 1 < at_s <= end) for end, count in later if count]
    assert all(count <= metering.most(second) for count in straddling)


@given(
    ceiling=st.sampled_from([1, 50, 5000]),
    steps=st.lists(st.tuples(st.floats(0, 0.4), st.floats(0.001, 0.6), st.integers(1, 600)), min_size=5, max_size=60),
)
def test_whenever_the_server_shows_what_a_process_did_no_second_shows_too_much(
    ceiling: int, steps: list[tuple[float, float, int]]
) -> None:
    tally, shown, now_s = Tally(), [], 0.0
    for wait_s, lasts_s, wanted in steps:
        now_s += wait_s
        count = max(0, min(wanted, tally.room(ceiling, now_s)))
        ends_s = now_s + lasts_s
        shown.append((now_s, ends_s, count))
        tally.add(count, ends_s)
        now_s = ends_s
    # The worst case: the first of a second's statements are seen at their very end, the last one at its very start.
    for last, (begins_s, _, _) in enumerate(shown):
        seen = sum(
            count for start_s, ends_s, count in shown[: last + 1] if ends_s > begins_s - 1 or start_s == begins_s
        )
        assert seen <= metering.most(ceiling)


amounts = st.integers(0, 3000) | st.just(inf)


@given(total=st.integers(0, 5000), wanted=st.dictionaries(st.integers(1, 50), amounts, min_size=1, max_size=12))
def test_shares_are_whole_within_what_is_wanted_and_use_all_there_is(total: int, wanted: dict[int, float]) -> None:
    found = shares(total, wanted)
    assert found.keys() == wanted.keys()
    assert all(share == int(share) and 0 <= share <= wanted[task_id] for task_id, share in found.items())
    assert sum(found.values()) == min(total, sum(wanted.values()))


@given(total=st.integers(0, 5000), wanted=st.dictionaries(st.integers(1, 50), amounts, min_size=2, max_size=12))
def test_nobody_has_more_than_one_above_somebody_who_would_take_more(total: int, wanted: dict[int, float]) -> None:
    found = shares(total, wanted)
    for task_id, share in found.items():
        if share < wanted[task_id]:
            assert max(found.values()) <= share + 1


@given(wanted=st.dictionaries(st.integers(1, 50), st.integers(0, 3000), min_size=1, max_size=12))
def test_without_a_ceiling_above_them_all_have_what_they_want(wanted: dict[int, float]) -> None:
    assert shares(inf, wanted) == wanted


@given(count=st.integers(2, 9), total=st.integers(1, 8))
def test_whoever_gets_nothing_in_a_slot_has_their_turn_in_another(count: int, total: int) -> None:
    sums = dict.fromkeys(range(count), 0.0)
    for turn in range(count * 10):
        order = [(turn + number) % count for number in range(count)]
        for task_id, share in shares(total, dict.fromkeys(order, inf)).items():
            sums[task_id] += share
    assert min(sums.values()) >= 0.8 * max(sums.values())
