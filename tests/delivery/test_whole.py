"""The engine from end to end, all roles in one process: from launch over the archive to its undo."""

from datetime import timedelta

from tests.delivery.engine import MIA, NOON, WHY, Engine, add_people, launch, refuse, set_clock
from tidings.campaigns import control
from tidings.core import clock
from tidings.delivery import progress, verifying


def test_a_campaign_goes_from_launch_to_completed_to_archived_and_back(engine: Engine) -> None:
    people = add_people(engine.tx, 1200)
    refuse(engine.tx, people[7], "promotions")
    campaign_id = launch(engine.tx, archive_after_days=30)

    engine.run(lambda: engine.state(campaign_id) == "completed", "completed")
    assert engine.got(campaign_id) == [person for person in people if person != people[7]]
    assert engine.outcomes(campaign_id) == {people[7]: "skipped.opted_out"}
    assert verifying.verify(engine.tx, campaign_id).differences == []

    set_clock(NOON + timedelta(days=30, seconds=1))
    engine.run(lambda: engine.state(campaign_id) == "archived", "archived")
    assert _archived_count(engine) == 1199

    control.undo_archive(engine.tx, campaign_id, MIA, WHY, clock.now())
    engine.run(lambda: engine.state(campaign_id) == "completed", "undone")
    assert _archived_count(engine) == 0
    walked = progress.of(engine.tx, engine.walk(campaign_id), clock.now())
    assert (walked.done_count, walked.left_out_count) == (1199, 1)
    assert verifying.verify(engine.tx, campaign_id).is_right


def _archived_count(engine: Engine) -> int:
    found = engine.tx.execute("select count(*) as count from entry where archived_at is not null").fetchone()
    assert found is not None
    return int(found["count"])
