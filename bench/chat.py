"""Post, list and history under increasing load on one API process; and pages deep inside ten million conversations."""

import random
import statistics
from typing import Any

from bench import api, depth, load, people, server, talks
from bench.report import Check, Result, Size, say, spread

# `recipients` are the conversations of the participant who has most of them.
SIZE = Size(recipients=10_000_000, pairs=3)
PEOPLE = 5_000
MIX = {talks.INBOX: 40, talks.HISTORY: 40, talks.POST: 20}
FIRST_RATE = 50.0
FASTER = 1.15
STEP_S = 6.0
WARM_S = 4.0
WANTED_S = 0.050
# Of one process on two cores, which it shares with PostgreSQL and with whoever asks.
GOAL = 100


def measure(size: Size) -> Result:
    """Page deep and at the top, in turn; then go up in steps, `pairs` times, until p99 is above 50 ms twice."""
    drawn = random.Random(1)
    with server.running() as connection:
        people.fill(connection, PEOPLE)
        talks.fill(connection, PEOPLE)
        depths = depth.measure(connection, size.recipients, drawn)
        crowd = talks.Crowd(PEOPLE, drawn)
        with api.running() as served:
            _step(served, crowd, FIRST_RATE, WARM_S, drawn)
            climbs = [_climb(served, crowd, drawn) for _ in range(size.pairs)]
    per_second = [_kept(climb) for climb in climbs]
    checks = [
        Check("per_second", statistics.median(per_second), GOAL),
        Check("deep_ratio", max(found.ratio for found in depths), 1.2, "most"),
    ]
    figures = {"per_second": spread(per_second), "steps": climbs, "depth": [found.figures() for found in depths]}
    return Result("chat", size, checks, figures)


def _kept(climb: list[dict[str, Any]]) -> float:
    """The highest rate up to which all were fast enough."""
    slow = [step["rate"] for step in climb if step["p99_ms"] > WANTED_S * 1000]
    return max((step["rate"] for step in climb if not slow or step["rate"] < min(slow)), default=0.0)


def _climb(served: api.Api, crowd: talks.Crowd, drawn: random.Random) -> list[dict[str, Any]]:
    """Steps of rising rate, up to the second in a row that is too slow."""
    steps: list[dict[str, Any]] = []
    rate = FIRST_RATE
    while [step["p99_ms"] > WANTED_S * 1000 for step in steps[-2:]] != [True, True]:
        steps.append(_step(served, crowd, rate, STEP_S, drawn))
        rate *= FASTER
    return steps


def _step(served: api.Api, crowd: talks.Crowd, rate: float, lasts_s: float, drawn: random.Random) -> dict[str, Any]:
    requests = crowd.requests(round(rate * lasts_s), MIX)
    before_s = served.processor_s()
    answers = load.run(api.HOST, served.port, requests, rate, drawn)
    spent_s = served.processor_s() - before_s
    told = load.told(answers)
    step = {"rate": rate, **told, "processor_ms": spent_s / len(answers) * 1000}
    say(
        f"{rate:5.0f} a second: p50 {step['p50_ms']:.1f} ms, p99 {step['p99_ms']:.1f} ms, "
        f"{step['processor_ms']:.2f} ms of processor each"
    )
    return step
