"""Decisions at the command line: each is made, is kept with who and why, and is shown."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.campaigns.drafts import NOON, a_draft, a_person, a_running, deliver, in_state
from tests.cli.telling import Teller
from tests.delivery.engine import set_clock
from tidings.campaigns import loading
from tidings.campaigns.model import CampaignState
from tidings.core import db
from tidings.web import erasing

BY_MIA, BY_TOM = ("--as", "mia", "--why", "spring"), ("--as", "tom", "--why", "looks good")


@pytest.fixture(autouse=True)
def _at_noon(_settings: None) -> None:
    set_clock(NOON)


def definition(tx: db.Connection, campaign_id: int) -> Any:
    return loading.get(tx, campaign_id).definition


def last_change(tell: Teller, campaign_id: int) -> tuple[str, str, str]:
    """What was done last, who did it and why."""
    change = tell.ask("campaign", "history", str(campaign_id))[-1]
    return change["action"], change["who"], change["why"]


def test_what_one_submits_another_approves_and_then_it_is_launched(tell: Teller, tx: db.Connection) -> None:
    campaign_id = a_draft(tx)
    assert tell.ask("campaign", "submit", str(campaign_id), *BY_MIA)["state"] == "in_review"
    refused = tell("campaign", "approve", str(campaign_id), "--as", "Mia", "--why", "mine")
    assert refused.code == 4 and "somebody else has to approve it" in refused.err
    approved = tell.ask("campaign", "approve", str(campaign_id), *BY_TOM)
    assert (approved["state"], approved["change"]["action"]) == ("scheduled", "approve")
    approval = [each for each in tell.ask("campaign", "history", str(campaign_id)) if each["action"] == "approve"][0]
    assert (approval["who"], approval["why"]) == ("tom", "looks good")
    assert (approval["from_state"], approval["to_state"]) == ("in_review", "scheduled")


def test_what_is_rejected_is_a_draft_again(tell: Teller, tx: db.Connection) -> None:
    campaign_id = in_state(tx, CampaignState.IN_REVIEW)
    assert tell.ask("campaign", "reject", str(campaign_id), *BY_TOM)["state"] == "draft"
    assert last_change(tell, campaign_id) == ("reject", "tom", "looks good")
    assert tell("campaign", "reject", str(campaign_id), *BY_TOM).code == 4


@pytest.mark.parametrize("command", ["submit", "approve", "reject", "pause", "stop"])
def test_a_decision_without_a_reason_is_none(tell: Teller, tx: db.Connection, command: str) -> None:
    campaign_id = in_state(tx, CampaignState.IN_REVIEW)
    told = tell("campaign", command, str(campaign_id))
    assert told.code == 2 and "--why" in told.err
    assert loading.get(tx, campaign_id).state is CampaignState.IN_REVIEW


def test_a_ceiling_is_changed_while_it_runs_and_taken_away(tell: Teller, tx: db.Connection) -> None:
    campaign_id = a_running(tx)
    tell.ask("campaign", "ceiling", str(campaign_id), "25", *BY_MIA)
    assert definition(tx, campaign_id).ceiling == 25
    assert tell.ask("campaign", "status", str(campaign_id))["tasks"][0]["task"]["ceiling"] == 25
    assert last_change(tell, campaign_id) == ("set send ceiling to 25", "mia", "spring")
    tell.ask("campaign", "ceiling", str(campaign_id), "none", *BY_MIA)
    assert definition(tx, campaign_id).ceiling is None
    assert tell("campaign", "ceiling", str(campaign_id), "fast", *BY_MIA).code == 2
    nothing = tell("campaign", "ceiling", str(campaign_id), "5", "--task", "archive", *BY_MIA)
    assert nothing.code == 4 and "no archive task under way" in nothing.err
    assert tell("campaign", "ceiling", str(campaign_id), "5", "--task", "lunch", *BY_MIA).code == 2


def test_a_deadline_is_set_and_taken_away_and_none_in_the_past_is_taken(tell: Teller, tx: db.Connection) -> None:
    campaign_id = a_running(tx)
    tell.ask("campaign", "deadline", str(campaign_id), "2026-03-03T18:00", *BY_MIA)
    assert f"{definition(tx, campaign_id).stop_at:%Y-%m-%d %H:%M}" == "2026-03-03 18:00"
    assert last_change(tell, campaign_id) == ("set deadline to 2026-03-03 18:00:00", "mia", "spring")
    passed = tell("campaign", "deadline", str(campaign_id), "2026-03-01T18:00", *BY_MIA)
    assert passed.code == 2 and "has passed already" in passed.err
    unread = tell("campaign", "deadline", str(campaign_id), "tomorrow", *BY_MIA)
    assert unread.code == 2 and "'tomorrow' is no wall-clock time" in unread.err
    assert definition(tx, campaign_id).stop_at is not None
    tell.ask("campaign", "deadline", str(campaign_id), "none", *BY_MIA)
    assert definition(tx, campaign_id).stop_at is None


def test_an_expiry_is_an_hour_or_days_after_sending_or_never(tell: Teller, tx: db.Connection) -> None:
    campaign_id = a_running(tx)
    tell.ask("campaign", "expiry", str(campaign_id), "--at", "2026-04-02T06:00", *BY_MIA)
    assert f"{definition(tx, campaign_id).archive_at:%Y-%m-%d %H:%M}" == "2026-04-02 06:00"
    tell.ask("campaign", "expiry", str(campaign_id), "--after-days", "30", *BY_MIA)
    assert definition(tx, campaign_id).archive_after_days == 30 and definition(tx, campaign_id).archive_at is None
    assert last_change(tell, campaign_id) == ("set archive to 30 days after sending", "mia", "spring")
    both = tell("campaign", "expiry", str(campaign_id), "--at", "2026-04-02T06:00", "--after-days", "3", *BY_MIA)
    assert both.code == 2
    assert definition(tx, campaign_id).archive_after_days == 30
    tell.ask("campaign", "expiry", str(campaign_id), *BY_MIA)
    assert last_change(tell, campaign_id)[0] == "set archive to never"


def test_a_correction_is_read_by_who_got_it_and_only_in_its_locale(
    tell: Teller, tx: db.Connection, tmp_path: Path
) -> None:
    ada, rui = a_person(tx, "ada"), a_person(tx, "rui", locale="pt")
    campaign_id = a_running(tx)
    deliver(tx, campaign_id, ada, rui)
    before = tell.ask("inbox", "rui")[0]["text"]
    file = tmp_path / "campaign.yaml"
    tell.ask("campaign", "file", str(campaign_id), str(file))
    file.write_text(file.read_text().replace("what is in your cellar in", "what stands around in"), encoding="utf-8")
    told = tell("campaign", "correct", str(campaign_id), str(file), "--locale", "en", *BY_MIA)
    assert (told.code, told.out) == (0, "Everybody reads the new text in en.\n")
    [line] = tell.ask("inbox", "ada")
    assert line["text"] == "Hi Ada, what stands around in Porto?"
    assert tell.ask("inbox", "rui")[0]["text"] == before
    assert last_change(tell, campaign_id) == ("correct en", "mia", "spring")
    missing = tell("campaign", "correct", str(campaign_id), str(file), "--locale", "fi", *BY_MIA)
    assert missing.code == 3 and "it has en, pt" in missing.err


def test_a_correction_of_a_draft_is_refused(tell: Teller, tx: db.Connection, tmp_path: Path) -> None:
    campaign_id = a_draft(tx)
    file = tmp_path / "campaign.yaml"
    tell.ask("campaign", "file", str(campaign_id), str(file))
    told = tell("campaign", "correct", str(campaign_id), str(file), "--locale", "en", *BY_MIA, "--json")
    assert told.code == 4 and "edit it instead" in orjson.loads(told.err)["error"]["message"]


def test_nothing_is_written_as_somebody_who_is_erased_meanwhile(
    tell: Teller, tx: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = a_person(tx, "ada")
    campaign_id = a_running(tx)
    deliver(tx, campaign_id, person_id)
    get = loading.get

    def erase_first(connection: db.Connection, number: int) -> Any:
        erasing.erase(tx, "ada", NOON)
        return get(connection, number)

    monkeypatch.setattr(loading, "get", erase_first)
    refused = tell("person", "answer", "ada", str(campaign_id), "Yes")
    assert refused.code == 4 and "was erased" in refused.err
