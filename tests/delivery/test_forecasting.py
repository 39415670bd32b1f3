"""What is told ahead of a campaign, and what then becomes of it."""

import itertools
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.delivery.engine import MIA, NOON, Engine, add_people, definition, launch, refuse, set_clock
from tidings.audience import lists
from tidings.campaigns import account
from tidings.chat import participants
from tidings.core import clock
from tidings.core.clock import Clock
from tidings.core.errors import InvalidFields
from tidings.delivery import forecasting
from tidings.delivery.forecasting import Forecast


def told(engine: Engine, **changes: Any) -> Forecast:
    participants.ensure_default(engine.tx, NOON)
    return forecasting.forecast(engine.tx, definition(**changes), clock.now())


def wall(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat()


def test_everybody_is_counted_with_the_reason_why_not(engine: Engine) -> None:
    people = add_people(engine.tx, 20)
    refuse(engine.tx, people[0], "*")
    refuse(engine.tx, people[1], "promotions")
    refuse(engine.tx, people[2], "selling-tips")
    lists.create(engine.tx, "staff", NOON)
    engine.tx.execute("insert into list_member (person_id, list_id) values (%s, 1), (%s, 1)", (people[0], people[3]))
    participants.ensure_default(engine.tx, NOON)
    engine.tx.execute("insert into block (owner_id, peer_id, blocked_at) values (%s, -1, %s)", (people[4], NOON))
    changes = {
        "audience": {
            "everyone": True,
            "exclude_lists": ["staff"],
            "exclude_rule": {"rules": [{"field": "name", "operator": "=", "value": "Eve"}]},
        }
    }
    engine.tx.execute("update person set name = 'Eve' where id = %s", (people[5],))
    found = told(engine, **changes)
    assert found.left_out == {"skipped.excluded": 3, "skipped.opted_out": 1, "skipped.blocked": 1}
    assert (found.member_count, found.reached_count, found.rows_count) == (20, 15, 21)
    campaign_id = launch(engine.tx, **changes)
    engine.plan()
    engine.send_all(campaign_id)
    outcomes = list(engine.outcomes(campaign_id).values())
    assert found.left_out == {name: outcomes.count(name) for name in set(outcomes)}
    assert len(engine.got(campaign_id)) == found.reached_count


def test_zones_that_wake_later_are_told_apart(engine: Engine) -> None:
    add_people(engine.tx, 10, zone="Europe/Madrid")
    add_people(engine.tx, 5, zone="America/Los_Angeles")
    found = told(engine, ceiling=1)
    madrid, angeles = found.groups
    assert (madrid.zones, madrid.count, madrid.opens_at) == (("Europe/Madrid",), 10, NOON)
    assert madrid.last_at is not None and abs(madrid.last_at - NOON - timedelta(seconds=10)) < timedelta(seconds=1)
    assert (angeles.zones, angeles.first_at) == (("America/Los_Angeles",), NOON.replace(hour=15))
    assert (found.first_at, found.last_at) == (madrid.first_at, angeles.last_at)


def test_what_the_night_holds_up_is_told_for_the_morning(engine: Engine) -> None:
    add_people(engine.tx, 20, zone="Europe/London")
    set_clock(NOON.replace(hour=20, minute=59, second=48))
    found = told(engine, ceiling=1)
    # Nothing begins in the last two seconds before the night.
    assert found.last_at is not None
    assert abs(found.last_at - NOON.replace(day=3, hour=7, second=10)) < timedelta(seconds=1)


def test_whoever_would_come_after_the_deadline_is_told(engine: Engine) -> None:
    add_people(engine.tx, 100)
    found = told(engine, ceiling=1, stop_at=wall(NOON + timedelta(seconds=62)))
    assert (found.reached_count, found.unsent_count) == (60, 40)
    assert [(each.kind, each.count) for each in found.warnings] == [("deadline", 40)]


def test_an_expiry_before_the_last_one_is_told(engine: Engine) -> None:
    add_people(engine.tx, 100)
    found = told(engine, ceiling=1, archive_at=wall(NOON + timedelta(seconds=60)))
    assert [(each.kind, each.at) for each in found.warnings] == [("expiry", NOON + timedelta(seconds=60))]


def test_whoever_missed_their_own_hour_is_told(engine: Engine) -> None:
    add_people(engine.tx, 3, zone="Asia/Tokyo")
    add_people(engine.tx, 4, zone="Europe/London")
    found = told(engine, send_at=wall(NOON.replace(hour=18)), is_local=True)
    assert (found.reached_count, found.left_out) == (4, {"skipped.too_late": 3})
    assert [each.kind for each in found.warnings] == ["too_late"]


def test_an_audience_of_nobody_is_told(engine: Engine) -> None:
    found = told(engine)
    assert (found.member_count, found.last_at, [each.kind for each in found.warnings]) == (0, None, ["nobody"])
    with pytest.raises(InvalidFields):
        told(engine, audience={"list": "none"})
    with pytest.raises(InvalidFields):
        told(engine, sender="nobody")


def test_what_else_is_under_way_takes_its_share(engine: Engine) -> None:
    add_people(engine.tx, 100)
    account.change(engine.tx, "ceiling", "10", MIA, NOON)
    alone = told(engine)
    launch(engine.tx)
    engine.plan()
    beside = told(engine)
    assert alone.last_at is not None and beside.last_at is not None
    assert beside.beside_count == 1
    assert (alone.last_at - NOON).total_seconds() == pytest.approx(10, abs=0.1)
    assert (beside.last_at - NOON).total_seconds() == pytest.approx(20, abs=0.1)


# A real second is an hour and a half, so that a night is seven seconds long.
SPEED = 5400.0
# Time goes on from one campaign to the next.
WEEKS = itertools.count()


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    counts=st.tuples(st.integers(5, 60), st.integers(0, 60)),
    ceiling=st.integers(20, 60),
    hour=st.sampled_from([9, 13, 19]),
)
@pytest.mark.alone
@pytest.mark.timeout(300)
def test_a_campaign_ends_when_it_was_told_to(engine: Engine, counts: tuple[int, int], ceiling: int, hour: int) -> None:
    engine.tx.execute("update person set erased_at = %s, external_id = null where erased_at is null", (NOON,))
    clock.use(Clock(NOON.replace(hour=hour) + next(WEEKS) * timedelta(days=14), SPEED, time.time()))
    for zone, count in zip(("Europe/London", "Asia/Tokyo"), counts, strict=True):
        if count:
            add_people(engine.tx, count, zone=zone)
    # What takes longer, or less long, than it is told to: the pace by a fifth, and the beginning by two seconds.
    slow = told(engine, ceiling=max(1, int(ceiling * 0.8))).last_at
    fast = told(engine, ceiling=int(ceiling * 1.2)).last_at
    campaign_id = launch(engine.tx, ceiling=ceiling)
    engine.run(
        lambda: engine.state(campaign_id) == "completed",
        "the end",
    )
    ended_at = max(row["ended_at"] for row in engine.batches(campaign_id))
    assert fast is not None and slow is not None
    late = timedelta(seconds=2.5 * SPEED)
    assert fast - timedelta(seconds=0.2 * SPEED) <= ended_at <= slow + late, (fast, ended_at, slow)
