"""What became of everybody, as a stream, and of one."""

import json
from typing import Any

import pytest

from tests.delivery.engine import add_people, engine_of, launch, refuse
from tests.web.calling import Api
from tidings.campaigns import erasing
from tidings.core import clock, config
from tidings.web.callers import Scope


@pytest.fixture(autouse=True)
def _at_once(_settings: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_LAUNCH_GRACE_SECONDS", "0")
    config.settings.cache_clear()


def lines(api: Api, campaign_id: int) -> list[dict[str, Any]]:
    told = api.server(Scope.CAMPAIGNS_READ).get(f"/v1/campaigns/{campaign_id}/ledger")
    assert (told.status_code, told.headers["content-type"]) == (200, "application/x-ndjson")
    return [json.loads(line) for line in told.text.splitlines()]


def test_everybody_has_a_line_with_what_became_of_them(api: Api, database: str) -> None:
    people = add_people(api.tx, 7)
    refuse(api.tx, people[2], "promotions")
    with engine_of(database) as engine:
        campaign_id = launch(api.tx)
        engine.run(lambda: engine.state(campaign_id) == "completed", "completed")
    [row] = api.tx.execute("select external_id from person where id = %s", (people[1],)).fetchall()
    erasing.erase(api.tx, row["external_id"], clock.now())
    told = api.server(Scope.CAMPAIGNS_READ).get(f"/v1/campaigns/{campaign_id}/outcomes").json()
    assert told == {"left_out": {"skipped.opted_out": 1}}
    found = lines(api, campaign_id)
    assert [each["number"] for each in found] == people
    assert [each["outcome"] for each in found] == ["sent", "sent", "skipped.opted_out"] + ["sent"] * 4
    assert [each["person"] is None for each in found] == [number == 1 for number in range(7)]


def test_whoever_had_no_turn_has_a_line_too(api: Api, database: str) -> None:
    people = add_people(api.tx, 5)
    with engine_of(database) as engine:
        campaign_id = launch(api.tx)
        assert lines(api, campaign_id) == []
        engine.run(lambda: engine.batches(campaign_id), "planned")
    assert len(lines(api, campaign_id)) == len(people)


def test_a_person_is_told_of_and_the_books_are_recounted(api: Api, database: str) -> None:
    api.person("ada")
    with engine_of(database) as engine:
        campaign_id = launch(api.tx)
        engine.run(lambda: engine.state(campaign_id) == "completed", "completed")
    server = api.server(Scope.CAMPAIGNS_READ)
    assert server.get(f"/v1/campaigns/{campaign_id}/people/ada").json()["outcome"] == "sent"
    told = server.get(f"/v1/campaigns/{campaign_id}/verification").json()
    assert (told["is_right"], told["opened_count"], told["differences"]) == (True, 1, [])
    status = server.get(f"/v1/campaigns/{campaign_id}/status").json()
    assert (status["state"], status["is_under_way"]) == ("completed", False)


def test_before_the_launch_there_is_nothing_to_tell(api: Api) -> None:
    server = api.server(Scope.CAMPAIGNS_READ)
    assert server.get("/v1/campaigns/7/ledger").status_code == 404
