"""What is told of a run: the figures, their goals, and a sentence for each thing that was found."""

import statistics
from typing import Any

from bench.report import Check

from tests.chaos.course import CEILING, Course, Told
from tests.chaos.findings import FAULTS, KINDS

# Of a run of ten minutes; a shorter one is held to its share.
KILLS_A_MINUTE, OPEN_A_MINUTE = 3.0, 1.0
LONGEST_RECOVERY_S = 5.0
LEAST_SHARE_OF_CALM = 0.7
# In less time the share depends on which process happens to be stopped for eleven seconds.
SHORTEST_FOR_SHARE_S = 300.0
# Looks before which it was night ever since the last one: fewer would not see much of a night.
NIGHT_LOOKS_A_MINUTE = 300.0
# What a ceiling allows in any second.
CEILING_SLACK = 1.1


def report(course: Course, told: Told, calm: Told | None) -> dict[str, Any]:
    """Everything as one object; `checks` says of each goal whether it was reached."""
    befallen = told.befallen
    recoveries = sorted(seconds for _, seconds in befallen.recoveries_s)
    share = told.rate / calm.rate if calm is not None else None
    figures: dict[str, Any] = {
        "seed": course.seed,
        "minutes": round(told.seconds / 60, 2),
        "broken": course.broken,
        **{kind: told.findings.counts[kind] for kind in KINDS},
        **{kind: told.findings.counts[kind] for kind in FAULTS},
        "kills": befallen.kills.total(),
        "kills_by_process": {
            name: {"kills": count, "in_open_batch": befallen.in_open_batch[name]}
            for name, count in sorted(befallen.kills.items())
        },
        "in_open_batch": befallen.in_open_batch.total(),
        "stops": dict(sorted(befallen.stops.items())),
        "restarts": dict(sorted(befallen.restarts.items())),
        "recovery_p50_s": statistics.median(recoveries) if recoveries else None,
        "recovery_p99_s": _p99(recoveries),
        "faults": len(recoveries),
        "new_starts_s": befallen.new_starts_s,
        "slowest_recoveries": sorted(befallen.recoveries_s, key=lambda each: -each[1])[:5],
        "rate": told.rate,
        "fastest_second": max(told.fastest_second, calm.fastest_second if calm else 0.0),
        "calm_rate": calm.rate if calm else None,
        "rate_against_calm": share,
        "done": dict(sorted(told.findings.done.items())),
        "found": told.findings.sentences,
    }
    return {**figures, "checks": _checks(figures, course)}


def _checks(figures: dict[str, Any], course: Course) -> list[Check]:
    """The figures that have a goal: of a run that is broken, or short, fewer."""
    checks = [Check(kind, figures[kind], 0, "most") for kind in (*KINDS, *FAULTS)]
    checks.append(Check("fastest_second", figures["fastest_second"], CEILING * CEILING_SLACK, "most"))
    if course.with_faults:
        minutes = course.seconds / 60
        # Where nothing recovered there was no fault, and the kills miss their goal.
        recovery_s = figures["recovery_p99_s"] or 0.0
        checks.append(Check("kills", figures["kills"], KILLS_A_MINUTE * minutes))
        checks.append(Check("in_open_batch", figures["in_open_batch"], OPEN_A_MINUTE * minutes))
        checks.append(Check("recovery_p99_s", recovery_s, LONGEST_RECOVERY_S, "most"))
        checks.append(Check("looks_by_night", figures["done"].get("looks_by_night", 0), NIGHT_LOOKS_A_MINUTE * minutes))
    if figures["rate_against_calm"] is not None and course.seconds >= SHORTEST_FOR_SHARE_S:
        checks.append(Check("rate_against_calm", figures["rate_against_calm"], LEAST_SHARE_OF_CALM))
    return checks


def _p99(values: list[float]) -> float | None:
    """The smallest value that at least 99 of 100 do not exceed."""
    return values[max(0, -(-len(values) * 99 // 100) - 1)] if values else None
