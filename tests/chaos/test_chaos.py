"""A minute of chaos, and that the judge sees what is broken."""

import pytest

from tests.chaos import course, report
from tests.chaos.breaking import BREAKS
from tests.chaos.course import Course

pytestmark = [pytest.mark.crash, pytest.mark.timeout(400)]
SEED = 20261124


def test_in_a_minute_of_faults_nothing_is_lost_twice_at_night_or_after_it_was_refused() -> None:
    calm = course.run(Course(SEED, seconds=15, with_faults=False, is_judged=False))
    asked = Course(SEED, seconds=60)
    told = report.report(asked, course.run(asked), calm)
    assert [check for check in told["checks"] if not check["is_met"]] == [], told["found"]


@pytest.mark.parametrize("name", BREAKS)
def test_the_judge_sees_what_is_broken(name: str) -> None:
    told = course.run(Course(SEED, seconds=12, people=6_000, watched=100, with_faults=False, broken=name))
    assert told.findings.counts[BREAKS[name].shown_as] > 0, told.findings
