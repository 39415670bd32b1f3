"""`bin/chaos`: lets faults befall a Tidings that people use, judges what came of it, and prints it."""

import argparse
import signal
import sys

import orjson
from bench.report import say

from tests.chaos import course, report
from tests.chaos.breaking import BREAKS
from tests.chaos.course import Course


def main() -> None:
    """Run what was asked for; the exit code is 1 when anything was found, or a goal was missed."""
    parser = argparse.ArgumentParser(prog="bin/chaos", description="Kills, stops and restarts processes under load.")
    parser.add_argument("--seed", type=int, default=1, help="draws people, faults and decisions")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long faults go on")
    parser.add_argument(
        "--calm-minutes", type=float, help="how long the same is run without faults; as long unless said"
    )
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--watched", type=int, default=course.WATCHED, help="of them, those whose inboxes are read")
    parser.add_argument("--break", dest="broken", choices=BREAKS, default="", help="break it first; no faults then")
    parser.add_argument("--json", action="store_true", help="print one JSON object on standard output")
    given = parser.parse_args()
    if given.people < given.watched + course.ERASABLE:
        parser.error(f"--people: {given.watched} are watched and {course.ERASABLE} are erased, so there must be more")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    asked = Course(given.seed, given.minutes * 60, given.people, not given.broken, given.broken, given.watched)
    calm_minutes = given.minutes if given.calm_minutes is None else given.calm_minutes
    calm = None
    if not given.broken and calm_minutes > 0:
        say(f"{calm_minutes:g} minutes without faults")
        calm = course.run(
            Course(
                given.seed, calm_minutes * 60, given.people, with_faults=False, watched=given.watched, is_judged=False
            )
        )
    say(
        f"{given.minutes:g} minutes, broken: {BREAKS[given.broken].words}"
        if given.broken
        else f"{given.minutes:g} minutes with faults"
    )
    told = report.report(asked, course.run(asked), calm)
    for check in told["checks"]:
        verdict = "reached" if check.is_met else "MISSED"
        say(f"{check.name}: {check.value:,.2f}, {check.wanted} {check.goal:,g}: {verdict}")
    for kind, sentences in told["found"].items():
        for sentence in sentences:
            say(f"{kind}: {sentence}")
    if given.json:
        sys.stdout.write(orjson.dumps(told).decode() + "\n")
    sys.exit(0 if all(check.is_met for check in told["checks"]) else 1)


main()
