"""What a watched person counts as a fault, and what not."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.chaos.findings import Findings
from tests.chaos.person import Person
from tests.delivery.engine import set_clock

EVENING = datetime(2026, 3, 2, 22, tzinfo=UTC)
QUIET, WAKING = 1, 2


class Shown:
    """An API that shows what the test says."""

    def __init__(self) -> None:
        self.inbox: list[int] = []
        self.archived: list[int] = []

    def ask(self, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
        found = self.archived if "archived=true" in path else self.inbox
        items = [{"topic": f"campaign/{number}", "is_archived": False} for number in found]
        status_code = {"GET": 200, "PUT": 200, "POST": 201}[method]
        return Answer(status_code, {"items": [*items, {"topic": "listing/1"}], "next": None})


class Answer:
    """An answer of it."""

    def __init__(self, status_code: int, told: Any) -> None:
        self.status_code = status_code
        self.text = ""
        self._told = told

    def json(self) -> Any:
        return self._told


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def ada(shown: Shown) -> Person:
    return Person("ada", ZoneInfo("UTC"), shown, Findings(), {QUIET})  # type: ignore[arg-type]


def looks(ada: Person, shown: Shown, moment: datetime, *inbox: int) -> dict[str, int]:
    shown.inbox = list(inbox)
    set_clock(moment)
    ada.look()
    return {kind: count for kind, count in ada.findings.counts.items() if count}


def test_a_campaign_that_comes_between_two_looks_of_one_night_is_found(ada: Person, shown: Shown) -> None:
    assert looks(ada, shown, EVENING) == {}
    assert looks(ada, shown, EVENING + timedelta(hours=3), QUIET) == {"at_night": 1}


def test_what_may_have_come_before_the_night_or_between_two_nights_is_no_fault(ada: Person, shown: Shown) -> None:
    assert looks(ada, shown, EVENING - timedelta(hours=2)) == {}
    assert looks(ada, shown, EVENING, QUIET) == {}
    assert looks(ada, shown, EVENING + timedelta(days=1), QUIET, 3) == {}


def test_a_campaign_that_does_not_keep_quiet_may_come_at_night(ada: Person, shown: Shown) -> None:
    assert looks(ada, shown, EVENING) == {}
    assert looks(ada, shown, EVENING + timedelta(hours=3), WAKING) == {}


def test_a_campaign_that_stands_twice_in_one_inbox_is_found(ada: Person, shown: Shown) -> None:
    assert looks(ada, shown, EVENING, WAKING, WAKING) == {"twice": 1}


def test_what_comes_after_a_refusal_is_found_and_what_was_there_is_not(ada: Person, shown: Shown) -> None:
    shown.inbox, shown.archived = [1], [2]
    set_clock(EVENING)
    ada.refuse()
    assert looks(ada, shown, EVENING, 1, 2) == {}
    assert looks(ada, shown, EVENING, 1, 2, 3) == {"after_opt_out": 1}


def test_whoever_agreed_again_may_be_written_to(ada: Person, shown: Shown) -> None:
    set_clock(EVENING)
    ada.refuse()
    ada.agree()
    assert looks(ada, shown, EVENING, 4) == {}
