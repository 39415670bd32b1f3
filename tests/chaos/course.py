"""One run from beginning to end: a house, people, faults, the judge; and what is told of it."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bench.report import say

from tests.chaos import breaking, judging
from tests.chaos.calling import Caller
from tests.chaos.crowd import Crowd
from tests.chaos.desk import Desk
from tests.chaos.faulting import Befallen, Faults
from tests.chaos.findings import Findings
from tests.chaos.person import Person
from tests.chaos.pulse import Pulse
from tests.flow.house import House, house
from tidings.audience import importing, inventing
from tidings.core import clock
from tidings.web import tokens

SECRET = "the secret of a marketplace that does not exist"
START, SPEED = datetime.fromisoformat("2026-03-23T09:00:00+00:00"), 1800.0
CEILING = 5_000
BATCH_SIZE = 200
SENDERS = 2
WATCHED = 500
ERASABLE = 40
WITHOUT_ZONE = "UTC"
TOKEN_LASTS_S = 3600
SETTLE_S = 3.0
# A night and a day pass in 48 seconds.
LONGEST_DRAIN_S, LONGEST_BROKEN_DRAIN_S = 150.0, 10.0


@dataclass(frozen=True)
class Course:
    """What is run: a seed, real seconds, people, with faults or without, broken or not."""

    seed: int
    seconds: float
    people: int = 20_000
    with_faults: bool = True
    broken: str = ""
    watched: int = WATCHED
    is_judged: bool = True
    in_memory: bool = False


@dataclass(frozen=True)
class Told:
    """What came of a run."""

    findings: Findings
    befallen: Befallen
    rate: float
    fastest_second: float
    seconds: float


def run(course: Course) -> Told:
    """Run a course; returns once everything has ended and was judged."""
    findings, befallen = Findings(), Befallen()
    start = clock.Clock(START, SPEED, time.time())
    with house(
        in_memory=course.in_memory,
        TIDINGS_CLOCK=start.text(),
        TIDINGS_SENDERS=str(SENDERS),
        TIDINGS_BATCH_SIZE=str(BATCH_SIZE),
        TIDINGS_JWT_SECRET=SECRET,
    ) as made:
        zones = _invite(made, course)
        made.tell("account", "set", "ceiling", str(CEILING))
        if course.broken:
            breaking.break_it(made, course.broken)
        drawn = random.Random(course.seed).sample(sorted(zones), course.watched + ERASABLE)
        watched, erasable = drawn[:-ERASABLE], drawn[-ERASABLE:]
        with _desk(made, erasable, findings, course) as desk:
            people = [_person(made, each, zones[each], findings, desk.quiet_campaigns) for each in watched]
            desk.begin()
            crowd, pulse = Crowd(people, course.seed), Pulse(made)
            time.sleep(SETTLE_S)
            began_s = time.monotonic()
            if course.with_faults:
                faults = Faults(
                    made, pulse, tokens.sign(watched[0], SECRET, lasts_s=TOKEN_LASTS_S), findings, course.seed
                )
                time.sleep(course.seconds)
                faults.end()
                befallen = faults.befallen
            else:
                time.sleep(course.seconds)
            ended_s = time.monotonic()
            crowd.end()
            pulse.end()
            desk.end()
            if course.is_judged:
                # What is broken may never end.
                for each in desk.drain(LONGEST_BROKEN_DRAIN_S if course.broken else LONGEST_DRAIN_S):
                    findings.add("unended", f"campaign {each.id} does not end: it is {each.state}")
                say(f"everything came to its end {time.monotonic() - ended_s:.1f} s after the last fault")
                judging.judge(made, desk, people, findings)
                say(f"judged {time.monotonic() - ended_s:.1f} s after it")
            for person in people:
                person.caller.close()
            if findings.counts["complaint"]:
                _tell_defects(made)
        rate = pulse.rate(began_s, ended_s)
        return Told(findings, befallen, rate, pulse.fastest_second(), ended_s - began_s)


def _tell_defects(made: House) -> None:
    """The first that the processes said of defects, which ends with what went wrong: the log is gone soon."""
    lines = (made.data_dir / "up.log").read_text().splitlines()
    for line in [line for line in lines if '"level": "error"' in line][:3]:
        say(line[-1500:])


def _invite(made: House, course: Course) -> dict[str, ZoneInfo]:
    """Import invented people; the zone of each, by the marketplace's ids."""
    file, now = made.data_dir / "people.ndjson", clock.now()
    inventing.write(file, course.people, course.seed, now)
    with made.connect() as connection:
        importing.import_file(connection, file, now)
    return {
        each["external_id"]: ZoneInfo(each["zone"] or WITHOUT_ZONE)
        for each in inventing.people(course.people, course.seed, now)
    }


@contextmanager
def _desk(made: House, erasable: list[str], findings: Findings, course: Course) -> Iterator[Desk]:
    scopes = ("campaigns:read", "campaigns:write", "campaigns:launch", "people:read", "people:write")
    options = [word for scope in scopes for word in ("--scope", scope)]
    key = made.tell("key", "create", "campaign desk", *options)["key"]
    writer, decider = Caller(made.api, key, findings), Caller(made.api, key, findings)
    # One of them would be all of a short course, in which no process stands still.
    with_long_pauses = not course.broken
    yield Desk(made, writer, decider, erasable, findings, course.seed, with_long_pauses=with_long_pauses)
    writer.close()
    decider.close()


def _person(made: House, external_id: str, zone: ZoneInfo, findings: Findings, quiet: set[int]) -> Person:
    token = tokens.sign(external_id, SECRET, lasts_s=TOKEN_LASTS_S)
    return Person(external_id, zone, Caller(made.api, token, findings), findings, quiet)
