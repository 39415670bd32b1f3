"""A campaign to a million people, against bare inserts of the same rows."""

import statistics

from bench import engine, floor, people, server
from bench.report import Check, Result, Size, say, spread
from tidings.core import db

SIZE = Size(recipients=1_000_000, pairs=5)


def measure(size: Size) -> Result:
    """Alternate: all of Tidings sending a campaign, and one connection writing the same rows."""
    sent: list[engine.Sent] = []
    written: list[floor.Written] = []
    with server.running() as connection:
        people.fill(connection, size.recipients)
        batches = floor.members(connection)
        for pair in range(size.pairs):
            say(f"pair {pair + 1} of {size.pairs}")
            for is_engine in ((True, False), (False, True))[pair % 2]:
                server.empty_entries(connection)
                if is_engine:
                    with engine.running(connection):
                        sent.append(engine.send(connection))
                else:
                    written.append(floor.send(batches))
                _check_count(connection, people.reached_count(size.recipients))
    return _result(size, sent, written)


def _check_count(connection: db.Connection, wanted: int) -> None:
    found = db.row(connection, "select count(*) as count from entry")
    assert found is not None and found["count"] == wanted, f"{found} entries, not {wanted}"


def _result(size: Size, sent: list[engine.Sent], written: list[floor.Written]) -> Result:
    ratios = [ours.span_rate / bare.rate for ours, bare in zip(sent, written, strict=True)]
    whole = [run.whole_rate for run in sent]
    plans = [run.plan_s for run in sent]
    checks = [
        Check("per_second", statistics.median(whole), 100_000),
        Check("plan_s", statistics.median(plans), 2, "most"),
        Check("ratio_to_floor", statistics.median(ratios), 0.8),
    ]
    figures = {
        "per_second": spread(whole),
        "plan_s": spread(plans),
        "ratio_to_floor": spread(ratios),
        "sending_per_second": spread([run.span_rate for run in sent]),
        "floor_per_second": spread([run.rate for run in written]),
        "engine": sent,
        "floor": written,
    }
    return Result("send", size, checks, figures)
