"""What a bench found: raw figures, and the checks that the goals are about."""

import platform
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import orjson
import psutil

_began_s = time.monotonic()


@dataclass(frozen=True)
class Size:
    """How much a bench does: people, pairs or repetitions; ceilings and a niceness of workers where one tries them."""

    recipients: int
    pairs: int
    ceilings: tuple[int, ...] = ()
    nice: int = 0


@dataclass(frozen=True)
class Check:
    """A figure and its goal, which is the least that is wanted of it, or the `most`."""

    name: str
    value: float
    goal: float
    wanted: Literal["least", "most"] = "least"

    @property
    def is_met(self) -> bool:
        """Whether the figure reaches its goal."""
        return self.value >= self.goal if self.wanted == "least" else self.value <= self.goal


@dataclass(frozen=True)
class Result:
    """One run of a bench; `figures` are the raw ones, run by run."""

    bench: str
    size: Size
    checks: list[Check]
    figures: dict[str, Any] = field(default_factory=dict)


def spread(values: Sequence[float]) -> dict[str, float]:
    """The median of some runs, the lowest and the highest."""
    return {"median": statistics.median(values), "lowest": min(values), "highest": max(values)}


def say(text: str) -> None:
    """Tell whoever waits what is being done."""
    print(f"[{time.monotonic() - _began_s:6.1f} s] {text}", file=sys.stderr, flush=True)


def show(result: Result, *, as_json: bool) -> None:
    """Print the checks for people, and with `as_json` everything as one object on standard output."""
    for check in result.checks:
        verdict = "reached" if check.is_met else "MISSED"
        say(f"{result.bench} {check.name}: {check.value:,.3f}, {check.wanted} {check.goal:,g}: {verdict}")
    if as_json:
        told = {**asdict(result), "machine": machine()}
        print(orjson.dumps(told).decode())


def machine() -> dict[str, Any]:
    """Where it was measured."""
    return {
        "processors": psutil.cpu_count(),
        "memory_mib": psutil.virtual_memory().total // 2**20,
        "python": platform.python_version(),
    }
