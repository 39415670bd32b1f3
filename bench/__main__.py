"""`python -m bench NAME`: the benches by name, each with the options that all of them share."""

import argparse
import dataclasses
import signal
import sys
from types import ModuleType

from bench import (
    archive,
    chat,
    fair,
    foreground,
    gateway,
    growth,
    lighthouse,
    lookup,
    memory,
    naive,
    panel,
    pause,
    pipeline,
    realtime,
    report,
    send,
    widget,
)

BENCHES: dict[str, ModuleType] = {
    "send": send,
    "pipeline": pipeline,
    "naive": naive,
    "archive": archive,
    "growth": growth,
    "pause": pause,
    "memory": memory,
    "fair": fair,
    "lookup": lookup,
    "chat": chat,
    "foreground": foreground,
    "panel": panel,
    "lighthouse": lighthouse,
    "realtime": realtime,
    "gateway": gateway,
    "widget": widget,
}


def main() -> None:
    """Run the bench that was named; the exit code is 1 when a check misses its goal."""
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measures one thing on a PostgreSQL of its own.")
    parser.add_argument("name", choices=BENCHES)
    parser.add_argument("--recipients", type=int, help="people in the bench; the bench's own number unless said")
    parser.add_argument("--pairs", type=int, help="alternating pairs, or repetitions; the bench's own number else")
    parser.add_argument("--ceilings", type=_numbers, help="messages a second to try, such as 5000,10000: foreground")
    parser.add_argument("--nice", type=int, help="niceness of workers to try beside their own, 1 to 19: foreground")
    parser.add_argument("--json", action="store_true", help="print one JSON object on standard output")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    size = BENCHES[given.name].SIZE
    asked = {name: getattr(given, name) for name in ("recipients", "pairs", "ceilings", "nice")}
    size = dataclasses.replace(size, **{name: value for name, value in asked.items() if value})
    result = BENCHES[given.name].measure(size)
    report.show(result, as_json=given.json)
    sys.exit(0 if all(check.is_met for check in result.checks) else 1)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


main()
