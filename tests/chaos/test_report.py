"""What a run is held to: every finding, and the shares of a shorter run."""

import pytest

from tests.chaos.course import Course, Told
from tests.chaos.faulting import Befallen
from tests.chaos.findings import FAULTS, KINDS, Findings
from tests.chaos.report import report


def told(**counts: int) -> Told:
    findings = Findings()
    for kind, count in counts.items():
        findings.add(kind, "seen", count)
    findings.done["looks_by_night"] += 3_000
    befallen = Befallen()
    befallen.kills["sender"] += 30
    befallen.in_open_batch["sender"] += 10
    befallen.recoveries_s += [("kill sender", 1.0)] * 99 + [("kill postgres", 4.0)]
    return Told(findings, befallen, rate=3_600, fastest_second=5_000, seconds=600)


def missed(found: dict[str, object]) -> list[str]:
    checks = found["checks"]
    assert isinstance(checks, list)
    return [check.name for check in checks if not check.is_met]


COURSE = Course(seed=1, seconds=600)
CALM = Told(Findings(), Befallen(), rate=5_000, fastest_second=5_000, seconds=600)


def test_a_run_in_which_nothing_was_found_is_right() -> None:
    found = report(COURSE, told(), CALM)
    assert missed(found) == []
    assert found["recovery_p99_s"] == 1.0


@pytest.mark.parametrize("kind", [*KINDS, *FAULTS])
def test_any_finding_makes_it_wrong(kind: str) -> None:
    found = report(COURSE, told(**{kind: 1}), CALM)
    assert missed(found) == [kind]


def test_too_few_kills_slow_recoveries_and_a_low_rate_make_it_wrong() -> None:
    poor = told()
    poor.befallen.kills["sender"] = 29
    poor.befallen.in_open_batch["sender"] = 9
    poor.befallen.recoveries_s += [("kill postgres", 5.5)] * 5
    slow_calm = Told(Findings(), Befallen(), rate=5_200, fastest_second=5_000, seconds=600)
    found = report(COURSE, poor, slow_calm)
    assert missed(found) == ["kills", "in_open_batch", "recovery_p99_s", "rate_against_calm"]


def test_a_second_above_the_ceiling_and_a_tenth_makes_it_wrong() -> None:
    fast = Told(Findings(), Befallen(), rate=5_000, fastest_second=5_501, seconds=600)
    assert missed(report(COURSE, told(), fast)) == ["fastest_second"]
