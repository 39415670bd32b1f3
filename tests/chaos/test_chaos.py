"""A minute of chaos, and that the judge sees what is broken."""

import pytest

from tests.chaos import course, report
from tests.chaos.breaking import BREAKS
from tests.chaos.course import Course

pytestmark = pytest.mark.timeout(300)
SEED = 20261124


@pytest.mark.crash
def test_in_a_minute_of_faults_nothing_is_lost_twice_at_night_or_after_it_was_refused() -> None:
    asked = Course(SEED, seconds=60, watched=250)
    told = report.report(asked, course.run(asked), None)
    assert [check for check in told["checks"] if not check.is_met] == [], told["found"]


@pytest.mark.beside
@pytest.mark.crash
@pytest.mark.parametrize("name", BREAKS)
def test_the_judge_sees_what_is_broken(name: str) -> None:
    asked = Course(SEED, seconds=15, people=6_000, watched=100, with_faults=False, broken=name, in_memory=True)
    told = course.run(asked)
    assert told.findings.counts[BREAKS[name].shown_as] > 0, told.findings
