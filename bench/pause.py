"""Pauses at full speed: how soon each is acknowledged, and whether anything comes after that."""

import random
import time

from bench import engine, people, server
from bench.report import Check, Result, Size, say, spread
from tidings.campaigns import control
from tidings.campaigns.model import CampaignState
from tidings.core import clock, db

SIZE = Size(recipients=1_000_000, pairs=30)
WATCHED_S = 0.2


def measure(size: Size) -> Result:
    """Pause and resume a campaign under way, `pairs` times in all; a new campaign when one is through."""
    drawn = random.Random(1)
    taken_s: list[float] = []
    came_after = 0
    with server.running() as connection:
        people.fill(connection, size.recipients)
        with engine.running(connection):
            campaign_id = _begin(connection)
            while len(taken_s) < size.pairs:
                time.sleep(drawn.uniform(0.02, 0.15))
                if engine.state(connection, campaign_id) is not CampaignState.RUNNING:
                    campaign_id = _begin(connection)
                    continue
                took_s, after = _pause(connection, campaign_id)
                taken_s.append(took_s)
                came_after += after
                control.resume(connection, campaign_id, "send", "bench", "to go on", clock.now())
    p99_s = sorted(taken_s)[max(0, round(len(taken_s) * 0.99) - 1)]
    checks = [Check("after", came_after, 0, "most"), Check("p99_s", p99_s, 1, "most")]
    return Result("pause", size, checks, {"acknowledged_s": spread(taken_s), "pauses": len(taken_s)})


def _begin(connection: db.Connection) -> int:
    server.empty_entries(connection)
    campaign_id = engine.launch(connection)
    engine.until(lambda: _entry_count(connection) > 0, "no first message")
    return campaign_id


def _pause(connection: db.Connection, campaign_id: int) -> tuple[float, int]:
    """Seconds until a pause was acknowledged, and the messages that came after that."""
    before = _entry_count(connection)
    began_s = time.monotonic()
    control.pause(connection, campaign_id, "send", "bench", "to measure", clock.now())
    took_s = time.monotonic() - began_s
    acknowledged = _entry_count(connection)
    time.sleep(WATCHED_S)
    after = _entry_count(connection) - acknowledged
    say(f"paused in {took_s * 1000:.1f} ms; {acknowledged - before:,} came while asking, {after:,} after")
    return took_s, after


def _entry_count(connection: db.Connection) -> int:
    found = db.row(connection, "select count(*) as count from entry")
    assert found is not None
    return int(found["count"])
