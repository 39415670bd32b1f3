"""A million conversations archived when their campaign expires, against the bare UPDATE of the same rows."""

import statistics

from bench import engine, floor, people, server
from bench.report import Check, Result, Size, say, spread
from tidings.core import db

SIZE = Size(recipients=1_000_000, pairs=3)
TOPIC = "campaign/floor"


def measure(size: Size) -> Result:
    """Alternate: the archiver walking a campaign, and one connection updating as many rows, each on fresh rows."""
    archived: list[engine.Archived] = []
    written: list[floor.Written] = []
    with server.running() as connection:
        people.fill(connection, size.recipients)
        batches = floor.members(connection)
        for pair in range(size.pairs):
            say(f"pair {pair + 1} of {size.pairs}")
            for is_engine in ((True, False), (False, True))[pair % 2]:
                server.empty_entries(connection)
                if is_engine:
                    archived.append(_archived(connection))
                else:
                    floor.send(batches, TOPIC)
                    server.settle(connection)
                    written.append(floor.archive(batches, TOPIC))
                _check_count(connection, people.reached_count(size.recipients))
    ratios = [ours.rate / bare.rate for ours, bare in zip(archived, written, strict=True)]
    figures = {
        "ratio_to_floor": spread(ratios),
        "archived_per_second": spread([run.rate for run in archived]),
        "floor_per_second": spread([run.rate for run in written]),
    }
    return Result("archive", size, [Check("ratio_to_floor", statistics.median(ratios), 0.8)], figures)


def _archived(connection: db.Connection) -> engine.Archived:
    with engine.running(connection):
        campaign_id = engine.send(connection).campaign_id
        server.settle(connection)
        return engine.archive(connection, campaign_id)


def _check_count(connection: db.Connection, wanted: int) -> None:
    found = db.row(connection, "select count(*) as count from entry where archived_at is not null")
    assert found is not None and found["count"] == wanted, f"{found} archived, not {wanted}"
