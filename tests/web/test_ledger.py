"""What became of everybody, as a stream, and of one."""

import csv
import io
import json
from typing import Any

import pytest

from tests.delivery.engine import MIA, WHY, add_people, engine_of, launch, refuse
from tests.web.calling import Api
from tidings.campaigns import control, erasing
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


def test_whoever_was_left_out_is_named_page_by_page_and_by_reason(api: Api, database: str) -> None:
    people = add_people(api.tx, 9)
    for number in (1, 2, 3, 6, 8):
        refuse(api.tx, people[number], "promotions")
    with engine_of(database) as engine:
        campaign_id = launch(api.tx)
        engine.plan()
        engine.send(campaign_id, 7)
        control.stop(api.tx, campaign_id, "send", MIA, WHY, clock.now())
        engine.step("finisher")
    server, path = api.server(Scope.CAMPAIGNS_READ), f"/v1/campaigns/{campaign_id}/left-out"
    found: list[Any] = []
    cursor = None
    while not found or cursor:
        told = server.get(path, limit=2, **({"cursor": cursor} if cursor else {})).json()
        found, cursor = found + told["items"], told["next"]
    assert [each["number"] for each in found] == [people[number] for number in (1, 2, 3, 6, 7, 8)]
    assert [each["outcome"] for each in found] == ["skipped.opted_out"] * 4 + ["stopped"] * 2
    assert {each["name"] for each in found} == {"Ada"}
    told = server.get(path, outcome="stopped").json()
    assert [each["number"] for each in told["items"]] == people[7:]
    assert server.get(path, outcome="skipped.blocked").json() == {"items": [], "next": None}


FORMULAS = ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "＝1", '=HYPERLINK("http://x","y")')  # noqa: RUF001


def test_no_name_is_a_formula_in_the_spreadsheet(api: Api, database: str) -> None:
    names = [*FORMULAS, 'Ada, "the" first', "Zoë\nEve", "<script>"]
    people = add_people(api.tx, len(names))
    for person_id, name in zip(people, names, strict=True):
        api.tx.execute("update person set name = %s where id = %s", (name, person_id))
    with engine_of(database) as engine:
        campaign_id = launch(api.tx)
        engine.run(lambda: engine.state(campaign_id) == "completed", "completed")
    told = api.server(Scope.CAMPAIGNS_READ).get(f"/v1/campaigns/{campaign_id}/ledger.csv")
    assert told.headers["content-type"].startswith("text/csv")
    assert told.headers["content-disposition"] == f'attachment; filename="campaign-{campaign_id}.csv"'
    assert told.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(told.content.decode("utf-8-sig"), newline="")))
    assert [int(row["number"]) for row in rows] == people
    assert [row["name"] for row in rows] == [f"'{name}" for name in FORMULAS] + names[len(FORMULAS) :]
    assert {row["outcome"] for row in rows} == {"sent"}
    assert not any(cell.startswith(tuple("=+-@\t\r")) for row in rows for cell in row.values())


def test_before_the_launch_there_is_nothing_to_tell(api: Api) -> None:
    server = api.server(Scope.CAMPAIGNS_READ)
    assert server.get("/v1/campaigns/7/ledger").status_code == 404
