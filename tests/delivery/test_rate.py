"""Ceilings as somebody beside it sees them: real processes, one of them killed, and nothing believed but the rows."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.delivery.engine import NOON, Engine, add_people, launch
from tests.delivery.process import processes_on
from tests.waiting import until
from tidings.core import clock, db
from tidings.core.clock import Clock
from tidings.delivery import metering

CEILINGS = (1, 50, 5000)
SECONDS = 10.0


@dataclass(frozen=True)
class Sample:
    """How many messages of each campaign were there, at a moment between these two of the judge's own clock."""

    began_s: float
    ended_s: float
    counts: dict[int, int]


def look(tx: db.Connection) -> Sample:
    """Messages and refusals that this connection sees now."""
    began_s = time.monotonic()
    found = tx.execute(
        "select topic_name, count(*) as count from entry group by topic_name"
        " union all select 'campaign/' || campaign_id, count(*) from ledger group by campaign_id"
    ).fetchall()
    counts: dict[int, int] = {}
    for row in found:
        campaign_id = int(row["topic_name"].removeprefix("campaign/"))
        counts[campaign_id] = counts.get(campaign_id, 0) + row["count"]
    return Sample(began_s, time.monotonic(), counts)


def most_within_a_second(samples: list[Sample], campaign_id: int) -> int:
    """The most messages that appeared between two looks of which both, from beginning to end, lie within one second."""
    most, first = 0, 0
    for last, sample in enumerate(samples):
        while sample.ended_s - samples[first].began_s > 1.0 and first < last:
            first += 1
        appeared = sample.counts.get(campaign_id, 0) - samples[first].counts.get(campaign_id, 0)
        most = max(most, appeared)
    return most


@pytest.mark.crash
def test_in_any_second_a_tenth_above_the_ceiling_at_most_whatever_is_killed(engine: Engine, database: str) -> None:
    clock.use(Clock(NOON, 1.0, time.time()))
    add_people(engine.tx, int(5000 * (SECONDS + 5)), zone="Europe/Madrid")
    engine.tx.execute("vacuum analyze person")
    ceiling_of = {launch(engine.tx, ceiling=ceiling): ceiling for ceiling in CEILINGS}
    engine.plan()
    samples: list[Sample] = []
    with processes_on(database) as processes:
        governor = processes.start("governor")
        victim = processes.start("sender")
        processes.start("sender")
        _await_senders(engine.tx, 2)
        until(lambda: len(look(engine.tx).counts) == len(CEILINGS), "the first messages of every campaign")
        begin_s = time.monotonic()
        deeds = [
            (SECONDS * 0.3, victim.kill),
            (SECONDS * 0.32, lambda: processes.start("sender")),
            (SECONDS * 0.6, governor.kill),
            (SECONDS * 0.62, lambda: processes.start("governor")),
        ]
        while time.monotonic() < begin_s + SECONDS:
            samples.append(look(engine.tx))
            if deeds and time.monotonic() >= begin_s + deeds[0][0]:
                _, deed = deeds.pop(0)
                deed()
            time.sleep(0.005)
    length_s = samples[-1].ended_s - samples[0].began_s
    assert len(samples) > 10 * length_s, "the judge looked often enough"
    found = {ceiling: most_within_a_second(samples, campaign_id) for campaign_id, ceiling in ceiling_of.items()}
    assert all(found[ceiling] <= metering.most(ceiling) for ceiling in CEILINGS), found
    reached = {
        ceiling: samples[-1].counts[campaign_id] - samples[0].counts[campaign_id]
        for campaign_id, ceiling in ceiling_of.items()
    }
    assert all(reached[ceiling] >= 0.2 * ceiling * length_s for ceiling in CEILINGS), reached


def _await_senders(tx: db.Connection, count: int) -> None:
    query = "select count(*) as count from sender where seen_at > clock_timestamp() - interval '1 second'"
    until(lambda: (tx.execute(query).fetchone() or {})["count"] == count, f"{count} senders", seconds=60)


def test_the_judge_sees_a_second_that_is_too_full() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    counts = [0, 10, 20, 70, 80]
    samples = [Sample(at + 0.3 * step, at + 0.3 * step + 0.01, {1: count}) for step, count in enumerate(counts)]
    assert most_within_a_second(samples, 1) == 70
