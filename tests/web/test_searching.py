"""Finding people, and one of them as whoever helps them sees them."""

from typing import Any

import pytest

from tests.campaigns import drafts
from tests.delivery.engine import engine_of, launch, refuse
from tests.delivery.plans import plan_of, scanned
from tests.web.calling import NEWS, Api
from tidings.audience import finding, persons
from tidings.campaigns import erasing
from tidings.core import clock, config, db, queries
from tidings.web.callers import Scope


def ids(api: Api, **query: Any) -> list[str]:
    server = api.server(Scope.PEOPLE_READ)
    found: list[str] = []
    cursor = None
    while not found or cursor:
        told = server.get("/v1/people", limit=2, **query, **({"cursor": cursor} if cursor else {})).json()
        found += [each["id"] for each in told["items"]]
        cursor = told["next"]
        if not told["items"]:
            break
    return found


def test_people_are_found_by_what_their_id_or_their_name_begins_with(api: Api) -> None:
    for external_id, name in (
        ("u1", "Ada Lovelace"),
        ("u2", "ada"),
        ("ada", "Zoë"),
        ("u3", "Ágata"),
        ("u4", "Adam"),
        ("u5", "100% _wild"),
        ("u10", "Ada Lovelace"),
    ):
        api.person(external_id, name=name)
    assert ids(api) == ["u1", "u2", "ada", "u3", "u4", "u5", "u10"]
    assert ids(api, search="ada") == ["ada", "u2", "u1", "u10", "u4"]
    assert ids(api, search="ADA L") == ["u1", "u10"]
    assert ids(api, search="u1") == ["u1", "u10"]
    assert ids(api, search="ág") == ["u3"]
    assert ids(api, search="100%") == ["u5"]
    assert ids(api, search="%") == ids(api, search="_") == ids(api, search="nobody") == []
    erasing.erase(api.tx, "u1", clock.now())
    assert ids(api, search="ada l") == ["u10"]


@pytest.mark.parametrize("query", ["people_by_id", "people_by_name", "people_page"])
def test_a_million_people_are_not_looked_through(tx: db.Connection, query: str) -> None:
    tx.execute(
        "insert into person (external_id, name, updated_at) select n::text, md5(n::text), '2026-01-01'"
        " from generate_series(1, 20000) n"
    )
    tx.execute("vacuum analyze person")
    given = {
        "prefix": "a",
        "beyond": "a" + finding.AFTER_ALL,
        "after": "",
        "after_number": 0,
        "limit": 20,
        "search": "a",
    }
    assert scanned(plan_of(tx, queries.load("audience")[query], given)) <= {"zone"}


@pytest.fixture(autouse=True)
def _at_once(_settings: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_LAUNCH_GRACE_SECONDS", "0")
    config.settings.cache_clear()


def test_an_inbox_is_seen_as_its_owner_does_and_nothing_is_noted_as_read(api: Api) -> None:
    ada, helper = api.person("ada"), api.server(Scope.PEOPLE_READ)
    campaign_id = drafts.a_running(api.tx)
    drafts.deliver(api.tx, campaign_id, persons.find(api.tx, "ada").id)
    ada.post("/v1/messages", {"to": NEWS, "topic": "order/1", "text": "Hello?"})
    seen = helper.get("/v1/people/ada/conversations").json()
    assert seen == ada.get("/v1/conversations").json()
    for line in seen["items"]:
        path = f"conversations/{line['id']}/messages"
        assert helper.get(f"/v1/people/ada/{path}").json() == ada.get(f"/v1/{path}").json()
    assert ada.get("/v1/unread").json()["message_count"] == 1


def test_what_a_person_got_is_told_with_why_not(api: Api, database: str) -> None:
    api.person("ada")
    number = persons.find(api.tx, "ada").id
    with engine_of(database) as engine:
        first = launch(api.tx, name="First")
        engine.run(lambda: engine.state(first) == "completed", "completed")
        refuse(api.tx, number, "promotions")
        second = launch(api.tx, name="Second")
        engine.run(lambda: engine.state(second) == "completed", "completed")
    [line] = api.person("ada").get("/v1/conversations").json()["items"]
    api.person("ada").post(f"/v1/conversations/{line['id']}/messages", {"text": "Thanks"})
    told = api.server(Scope.PEOPLE_READ).get("/v1/people/ada/campaigns").json()["items"]
    found = [(each["name"], each["outcome"], each["is_read"], each["answered_at"] is not None) for each in told]
    assert sorted(found) == [("First", "sent", True, True), ("Second", "skipped.opted_out", False, False)]


def test_every_answer_that_a_person_gave_is_told(api: Api) -> None:
    ada, helper = api.person("ada"), api.server(Scope.PEOPLE_READ, Scope.PEOPLE_WRITE)
    for is_allowed in (True, False):
        assert ada.put("/v1/me/consents/promotions", {"is_allowed": is_allowed}).status_code == 200
    answer = {"is_allowed": True, "source": "telephone"}
    assert helper.put("/v1/people/ada/consents/promotions", answer).status_code == 200
    told = helper.get("/v1/people/ada/consent-history").json()["items"]
    found = [(each["is_allowed"], each["source"], each["is_current"]) for each in told]
    assert found == [(True, "telephone", True), (False, "own", False), (True, "own", False)]


def test_an_import_keeps_the_answers_that_it_replaces(api: Api) -> None:
    for day, answer in ((1, "yes"), (3, "no"), (2, "yes")):
        said = [{"category": "promotions", "answer": answer, "at": f"2026-01-0{day}T00:00:00Z"}]
        drafts.a_person(api.tx, "ada", consents=said)
    told = api.server(Scope.PEOPLE_READ).get("/v1/people/ada/consent-history").json()["items"]
    assert [(each["is_allowed"], each["decided_at"][:10], each["is_current"]) for each in told] == [
        (False, "2026-01-03", True),
        (True, "2026-01-01", False),
    ]
    erasing.erase(api.tx, "ada", clock.now())
    assert {row["source"] for row in api.tx.execute("select source from consent_past").fetchall()} == {""}
