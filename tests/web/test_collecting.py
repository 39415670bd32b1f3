"""What stands still is not looked through again and again, and cycles that nobody reaches are found nevertheless."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from tidings.web import collecting


class _Thing:
    other: "_Thing"


@pytest.fixture(autouse=True)
def begun() -> Iterator[None]:
    collecting.start()
    yield
    collecting.stop()
    gc.collect()


def circle() -> tuple[_Thing, "weakref.ref[_Thing]"]:
    one, two = _Thing(), _Thing()
    one.other, two.other = two, one
    return one, weakref.ref(one)


def test_what_survives_a_look_is_not_looked_through_again() -> None:
    kept = [_Thing() for _ in range(1000)]
    before = gc.get_freeze_count()
    gc.collect()
    assert gc.get_freeze_count() >= before + 1000
    assert not any(isinstance(each, _Thing) for each in gc.get_objects())
    assert len(kept) == 1000


def test_what_is_set_aside_goes_when_nothing_refers_to_it() -> None:
    kept = _Thing()
    gone = weakref.ref(kept)
    gc.collect()
    del kept
    assert gone() is None


def test_a_circle_that_was_set_aside_waits_for_the_look_through_all() -> None:
    one, gone = circle()
    gc.collect()
    del one
    gc.collect()
    assert gone() is not None
    assert collecting.look_through() >= 2
    assert gone() is None


def test_a_circle_that_was_not_is_found_by_any_look() -> None:
    one, gone = circle()
    del one
    gc.collect()
    assert gone() is None
