"""A small campaign beside a large one, batch by batch through one sender."""

import pytest

from tests.delivery.engine import MIA, WHY, Engine, add_people, launch
from tests.delivery.pace import Stopwatch
from tidings.audience import lists
from tidings.campaigns import control
from tidings.core import clock, config
from tidings.delivery.sending import Sending
from tidings.delivery.walking import Walker


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Stopwatch:
    monkeypatch.setenv("TIDINGS_BATCH_SIZE", "20")
    config.settings.cache_clear()
    return Stopwatch.instead_of_time(monkeypatch)


def to_a_list(engine: Engine, name: str, people: list[int]) -> int:
    """A planned campaign to a list of these people."""
    list_id = lists.create(engine.tx, name, clock.now())
    engine.tx.execute("insert into list_member (person_id, list_id) select unnest(%s), %s", (people, list_id))
    campaign_id = launch(engine.tx, audience={"list": name})
    engine.plan()
    return campaign_id


def allow(engine: Engine, campaign_id: int) -> None:
    """Let every sender send for a campaign without a limit, for an hour."""
    engine.tx.execute(
        "insert into allowance (sender_id, task_id, slot, expires_at)"
        " select id, %s, 1, clock_timestamp() + interval '1 hour' from sender",
        (engine.task(campaign_id).id,),
    )


def a_walker(engine: Engine) -> Walker:
    connection = engine.connect("sender")
    walker = Walker(connection, "sender", Sending(connection).step)
    walker.poll()
    return walker


def polls_until_sent(engine: Engine, watch: Stopwatch, walker: Walker, campaign_id: int, count: int) -> int:
    polls = 0
    while len(engine.got(campaign_id)) < count:
        watch.now_s += 0.01
        walker.poll()
        polls += 1
    return polls


def test_a_small_campaign_behind_a_large_one_takes_twice_as_long_as_alone_at_most(
    engine: Engine, watch: Stopwatch
) -> None:
    people = add_people(engine.tx, 3000)
    large, alone, beside = (
        to_a_list(engine, name, members)
        for name, members in (("large", people), ("alone", people[:200]), ("beside", people[:200]))
    )
    walker = a_walker(engine)
    allow(engine, alone)
    watch.now_s += 1
    polls_alone = polls_until_sent(engine, watch, walker, alone, 200)
    allow(engine, large)
    watch.now_s += 1
    for _ in range(5):
        walker.poll()
    allow(engine, beside)
    watch.now_s += 1
    assert polls_until_sent(engine, watch, walker, beside, 200) <= 2 * polls_alone + 1
    assert 0 < len(engine.got(large)) < 3000


def test_a_campaign_that_cannot_go_on_costs_the_others_nothing(engine: Engine, watch: Stopwatch) -> None:
    people = add_people(engine.tx, 200)
    paused, other = to_a_list(engine, "paused", people), to_a_list(engine, "other", people)
    walker = a_walker(engine)
    allow(engine, paused)
    allow(engine, other)
    control.pause(engine.tx, paused, "send", MIA, WHY, clock.now())
    watch.now_s += 1
    assert polls_until_sent(engine, watch, walker, other, 200) <= 11
    assert engine.got(paused) == []
