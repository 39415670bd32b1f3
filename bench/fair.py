"""A campaign to a thousand people, alone and started behind one to a million that is under way."""

import statistics
import time

from bench import engine, people, server
from bench.report import Check, Result, Size, say, spread
from tidings.audience import lists
from tidings.campaigns import control
from tidings.campaigns.model import CampaignState
from tidings.core import clock, db

SIZE = Size(recipients=1_000_000, pairs=5)
FEW = 1_000
LIST = "few"


def measure(size: Size) -> Result:
    """Alternate: the small campaign by itself, and behind a big one; seconds from its launch to its last message."""
    alone: list[float] = []
    behind: list[float] = []
    with server.running() as connection:
        people.fill(connection, size.recipients)
        lists.create(connection, LIST, clock.now())
        lists.add(connection, LIST, [f"user-{number}" for number in range(1, FEW + 1)])
        with engine.running(connection):
            for pair in range(size.pairs):
                say(f"pair {pair + 1} of {size.pairs}")
                server.empty_entries(connection)
                alone.append(_seconds(connection))
                big = engine.launch(connection)
                engine.until(lambda: _count(connection, big) > 0, "no first message")  # noqa: B023
                behind.append(_seconds(connection))
                assert engine.state(connection, big) is CampaignState.RUNNING, "the big one was through before"
                control.stop(connection, big, "send", "bench", "it was behind this one", clock.now())
    ratios = [slow / quick for slow, quick in zip(behind, alone, strict=True)]
    figures = {"ratio": spread(ratios), "alone_s": spread(alone), "behind_s": spread(behind)}
    return Result("fair", size, [Check("ratio", statistics.median(ratios), 2, "most")], figures)


def _seconds(connection: db.Connection) -> float:
    began_s = time.monotonic()
    campaign_id = engine.launch(connection, audience={"list": LIST})
    engine.until(lambda: _count(connection, campaign_id) == people.reached_count(FEW), "the small campaign is not sent")
    seconds = time.monotonic() - began_s
    say(f"the small campaign took {seconds:.2f} s")
    engine.until(lambda: engine.state(connection, campaign_id) is CampaignState.COMPLETED, "it is not completed")
    return seconds


def _count(connection: db.Connection, campaign_id: int) -> int:
    found = db.row(
        connection,
        "select coalesce(sum(done_count), 0)::bigint as count from batch join task on task.id = task_id"
        " where campaign_id = %(id)s and kind = 'send'",
        id=campaign_id,
    )
    assert found is not None
    return int(found["count"])
