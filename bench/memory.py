"""The memory of a sender process that sends to ten thousand people, and of one that sends to a million."""

import re
import statistics
from pathlib import Path

from bench import engine, people, server
from bench.report import Check, Result, Size, say, spread
from tidings.audience import lists
from tidings.core import clock, db

SIZE = Size(recipients=1_000_000, pairs=3)
FEW = 10_000
LIST = "few"


def measure(size: Size) -> Result:
    """Alternate: new processes for a campaign to a few, and for one to everybody; peak resident memory."""
    few: list[float] = []
    many: list[float] = []
    with server.running() as connection:
        people.fill(connection, size.recipients)
        lists.create(connection, LIST, clock.now())
        lists.add(connection, LIST, [f"user-{number}" for number in range(1, FEW + 1)])
        for pair in range(size.pairs):
            say(f"pair {pair + 1} of {size.pairs}")
            few.append(_peak_mib(connection, {"list": LIST}))
            many.append(_peak_mib(connection, {"everyone": True}))
    ratio = statistics.median(many) / statistics.median(few)
    checks = [Check("ratio", ratio, 1.1, "most"), Check("mb", max(many), 150, "most")]
    return Result("memory", size, checks, {"few_mib": spread(few), "many_mib": spread(many)})


def _peak_mib(connection: db.Connection, audience: dict[str, object]) -> float:
    """The most that the sender had in memory at any moment; what it shares with other processes counts in full."""
    server.empty_entries(connection)
    with engine.running(connection) as supervisor:
        engine.send(connection, audience=audience)
        [sender] = [kept for kept in supervisor.kept if kept.spec.name == "sender"]
        status = Path(f"/proc/{sender.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    mib = int(found[1]) / 1024
    say(f"the sender had {mib:.1f} MiB at most")
    return mib
