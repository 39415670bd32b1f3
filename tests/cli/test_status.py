"""`tidings campaign status`: how far a campaign is, how fast and why it waits, in words and for a program."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from tests.campaigns.drafts import a_draft
from tests.cli.telling import Teller
from tests.delivery.engine import MIA, NOON, WHY, Engine, add_people, engine_of, launch, refuse, set_clock
from tests.delivery.pace import a_process
from tidings.campaigns import control
from tidings.cli import watching
from tidings.core import config

EVENING = datetime(2026, 3, 2, 22, tzinfo=UTC)


@pytest.fixture
def engine(tell: Teller, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Noon of a quiet Monday, 40 people in Madrid of whom two want no promotions, and an engine stepped by hand."""
    monkeypatch.setenv("TIDINGS_LAUNCH_GRACE_SECONDS", "0")
    config.settings.cache_clear()
    set_clock(NOON)
    with engine_of(database) as made:
        for person_id in add_people(made.tx, 40, zone="Europe/Madrid")[:2]:
            refuse(made.tx, person_id, "promotions")
        yield made


def running(engine: Engine) -> int:
    """A campaign that sent to 20 people, 5 a second."""
    campaign_id = launch(engine.tx)
    engine.plan()
    for second in range(4):
        set_clock(NOON + timedelta(seconds=second))
        engine.send(campaign_id, 5)
    engine.step("relay", "progress")
    return campaign_id


def lines(tell: Teller, campaign_id: int) -> list[str]:
    """What a person reads, without the bars."""
    told = tell("campaign", "status", str(campaign_id))
    assert (told.code, told.err) == (0, "")
    return [
        " ".join(line.replace("━", " ").replace("╸", " ").replace("╺", " ").split()) for line in told.out.splitlines()
    ]


def test_a_running_campaign_shows_sent_of_total_its_rate_and_its_end(tell: Teller, engine: Engine) -> None:
    campaign_id = running(engine)
    status = tell.ask("campaign", "status", str(campaign_id))
    [sending] = status["tasks"]
    assert (status["state"], sending["task"]["state"], sending["hold"]) == ("running", "running", None)
    assert (sending["member_count"], sending["done_count"], sending["left_out_count"]) == (40, 18, 2)
    assert (sending["waiting_count"], sending["rate"]) == (20, 5.0)
    assert sending["eta"] == "2026-03-02T12:00:07+00:00"
    assert lines(tell, campaign_id) == [
        f"Campaign {campaign_id} “Spring”: running",
        "● Sending 20 of 40 5/s",
        "done about 2026-03-02 12:00 UTC (in 0 min)",
        "18 got it, 2 left out",
    ]


def test_a_held_campaign_shows_the_reason_and_its_end(tell: Teller, engine: Engine) -> None:
    campaign_id = running(engine)
    a_process(engine.tx)
    set_clock(EVENING)
    engine.step("planner", "governor")
    status = tell.ask("campaign", "status", str(campaign_id))
    [sending] = status["tasks"]
    assert (status["state"], sending["rate"], sending["done_count"]) == ("running", 0.0, 18)
    assert sending["hold"] == {
        "reason": "quiet_hours",
        "since": "2026-03-02T22:00:00+00:00",
        "until": "2026-03-03T06:00:00+00:00",
    }
    shown = lines(tell, campaign_id)
    assert shown[1] == "● Sending 20 of 40"
    assert shown[2] == "waits: quiet hours until 2026-03-03 06:00 UTC (in 8 h 0 min)"


def test_a_paused_campaign_shows_that_somebody_has_to_resume_it(tell: Teller, engine: Engine) -> None:
    campaign_id = running(engine)
    control.pause(engine.tx, campaign_id, "send", MIA, WHY, NOON)
    assert tell.ask("campaign", "status", str(campaign_id))["tasks"][0]["task"]["state"] == "paused"
    assert lines(tell, campaign_id)[1:3] == ["‖ Sending 20 of 40", "paused: somebody has to resume it"]


def test_a_completed_campaign_shows_who_got_it_and_why_the_others_did_not(tell: Teller, engine: Engine) -> None:
    campaign_id = running(engine)
    engine.send_all(campaign_id)
    engine.run(lambda: engine.state(campaign_id) == "completed", "its end")
    status = tell.ask("campaign", "status", str(campaign_id))
    [sending] = status["tasks"]
    assert (status["state"], sending["task"]["state"]) == ("completed", "done")
    assert (sending["done_count"], sending["left_out_count"], sending["waiting_count"]) == (38, 2, 0)
    assert (sending["hold"], sending["eta"], status["left_out"]) == (None, None, {"skipped.opted_out": 2})
    assert lines(tell, campaign_id) == [
        f"Campaign {campaign_id} “Spring”: completed",
        "✓ Sending 40 of 40",
        "38 got it, 2 left out",
        "left out: 2 skipped.opted_out",
    ]


def test_a_draft_shows_how_to_launch_it(tell: Teller, engine: Engine) -> None:
    campaign_id = a_draft(engine.tx)
    assert lines(tell, campaign_id) == [
        f"Campaign {campaign_id} “Spring cleaning”: draft",
        f"Nothing was launched yet: `tidings campaign launch {campaign_id}`.",
    ]


class Turns:
    """Stands for the pauses of whoever watches: in each the engine sends ten more, and at last it finishes."""

    def __init__(self, engine: Engine, campaign_id: int) -> None:
        self.engine, self.campaign_id = engine, campaign_id

    def sleep(self, _seconds: float) -> None:
        if self.engine.send(self.campaign_id, 10) is None:
            self.engine.run(lambda: self.engine.state(self.campaign_id) == "completed", "its end")


def test_watching_prints_a_line_at_each_change_until_it_is_completed(
    tell: Teller, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign_id = running(engine)
    monkeypatch.setattr(watching, "time", SimpleNamespace(sleep=Turns(engine, campaign_id).sleep))
    told = tell("campaign", "status", str(campaign_id), "--watch")
    assert (told.code, told.err) == (0, "")
    assert [line.partition("  ")[2].partition("  ")[0] for line in told.out.splitlines()] == [
        "● Sending 20 of 40",
        "● Sending 30 of 40",
        "● Sending 40 of 40",
        "✓ Sending 40 of 40",
    ]


def test_watching_for_a_program_prints_one_object_a_look(
    tell: Teller, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign_id = running(engine)
    monkeypatch.setattr(watching, "time", SimpleNamespace(sleep=Turns(engine, campaign_id).sleep))
    answers = tell("campaign", "status", str(campaign_id), "--watch", "--json").answers
    assert [answer["tasks"][0]["done_count"] for answer in answers] == [18, 28, 38, 38]
    assert [answer["state"] for answer in answers] == ["running", "running", "running", "completed"]
    assert answers[-1]["left_out"] == {"skipped.opted_out": 2}
