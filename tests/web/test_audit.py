"""The audit log: no change of a member or a server is missing in it, and no secret is in it."""

from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from fastapi.routing import APIRoute
from structlog.testing import capture_logs

from tests.campaigns.drafts import a_draft
from tests.members.people import PASSWORD, a_member
from tests.web.calling import NOON, Api
from tests.web.showing import SENDER
from tests.web.test_access import MAY, SPEAKERS, placed
from tidings.campaigns import control
from tidings.members.model import Role
from tidings.web import app, auditing, erasing
from tidings.web.callers import Scope
from tidings.web.pools import Pools

CAMPAIGN = {
    "name": "Spring",
    "category": "promotions",
    "sender": "marketplace-news",
    "content": [{"locale": "en", "text": "a text that is not kept"}],
    "audience": {"everyone": True},
}
UNSAFE = {
    f"{method} {route.path}": route
    for router in app.ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and route.path.startswith("/v1/")
    for method in route.methods or ()
    if method not in ("GET", "HEAD", "OPTIONS")
}
# What one says and blocks in a chat is kept there.
SAID = {route for route, may in MAY.items() if may == SPEAKERS and route in UNSAFE}
# People's own, and questions that are too long for an address.
LEFT_OUT = SAID | {
    "PUT /v1/me/consents/{category}",
    "POST /v1/campaigns/forecast",
    "POST /v1/segments/count",
    "POST /v1/segments/sample",
}
AUDITED = sorted(UNSAFE.keys() - LEFT_OUT)
_TEXTS = Path(__file__).parents[2] / "frontend" / "panel" / "src" / "texts"


def lines(api: Api, **asked: Any) -> list[dict[str, Any]]:
    told = api.server(Scope.ACCOUNT_READ).get("/v1/audit", **asked)
    assert told.status_code == 200, told.text
    return list(told.json()["items"])


def rows(api: Api) -> list[dict[str, Any]]:
    return api.tx.execute("select who, action, target, detail from audit order by id").fetchall()


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_panel_has_words_for_everything_that_is_in_it(language: str) -> None:
    catalogue = orjson.loads((_TEXTS / f"{language}.json").read_bytes())
    known = {f"{kind}.{deed}" for kind, deeds in catalogue["audit"]["deeds"].items() for deed in deeds}
    # What Tidings does by itself has words as well, and no route.
    assert known >= {f"{UNSAFE[name].tags[0]}.{UNSAFE[name].name}" for name in AUDITED}


def test_every_route_that_may_change_something_is_in_it_or_left_out_for_a_reason() -> None:
    assert {name for name, route in UNSAFE.items() if not auditing.is_audited(route)} == LEFT_OUT


@pytest.mark.parametrize("route", [route for route in AUDITED if Role.VIEWER not in MAY[route]])
def test_what_a_viewer_is_refused_is_in_it(api: Api, route: str) -> None:
    method, _, path = route.partition(" ")
    assert api.member(Role.VIEWER).call(method, placed(path)).status_code == 403
    [line] = lines(api)
    assert (line["who"], line["detail"]) == ("member:viewer@market.example", {"status": 403})
    assert line["from_address"] == "testclient"
    assert placed(path).startswith(f"/v1/{line['target']}")


def test_what_everybody_may_call_is_signing_in_and_out_and_ones_own_password() -> None:
    assert {route for route in AUDITED if Role.VIEWER in MAY[route]} == {
        "POST /v1/session",
        "DELETE /v1/session",
        "POST /v1/session/password",
    }


def test_signing_in_and_out_are_in_it_and_attempts_too_by_whomever(api: Api) -> None:
    a_member(api.tx, "ada", Role.AUTHOR)
    for email, password in (("nobody@x", PASSWORD), ("ada@market.example", "wrong"), ("ada@market.example", PASSWORD)):
        told = api.nobody().post("/v1/session", {"email": email, "password": password})
    api.client.cookies.clear()
    shown = {"Cookie": told.headers["set-cookie"].partition(";")[0], "X-CSRF-Token": told.json()["csrf_token"]}
    new = {"current": PASSWORD, "new": "another password of hers"}
    changed = api.sending(shown).post("/v1/session/password", new)
    api.client.cookies.clear()
    shown = {"Cookie": changed.headers["set-cookie"].partition(";")[0], "X-CSRF-Token": changed.json()["csrf_token"]}
    assert api.sending(shown).delete("/v1/session").status_code == 204
    ada = "member:ada@market.example"
    assert [(line["who"], line["action"], line["detail"]["status"]) for line in lines(api)] == [
        (ada, "session.end", 204),
        (ada, "session.change_password", 200),
        (ada, "session.begin", 201),
        (ada, "session.begin", 401),
        ("nobody", "session.begin", 401),
    ]


def test_a_decision_is_listed_once_with_what_it_did_to_the_campaign(api: Api) -> None:
    mia = api.member(Role.PUBLISHER)
    campaign = mia.post("/v1/campaigns", CAMPAIGN).json()["id"]
    assert mia.post(f"/v1/campaigns/{campaign}/launch", {"why": "agreed"}).status_code == 202
    control.take_back(api.tx, campaign, "noah", "a mistake", NOON.replace(hour=13))
    *taken_back, launched, created = lines(api, target=f"campaigns/{campaign}")
    assert (created["action"], created["detail"]["name"]) == ("campaigns.create", "Spring")
    assert [(each["action"], each["to_state"]) for each in created["decisions"]] == [("create", "draft")]
    assert (launched["who"], launched["action"]) == ("member:publisher@market.example", "campaigns.launch")
    assert {each["to_state"] for each in launched["decisions"]} >= {"scheduled"}
    assert {each["why"] for each in launched["decisions"]} == {"agreed"}
    assert {(line["who"], line["from_address"]) for line in taken_back} == {("noah", "")}
    assert "a text that is not kept" not in str(rows(api))


def test_what_a_server_does_is_in_it_by_its_keys_number(api: Api) -> None:
    key, shown = api.key([Scope.ACCOUNT_WRITE, Scope.CAMPAIGNS_WRITE])
    caller = api.showing(shown)
    assert caller.call("PUT", "/v1/account/ceiling", {"value": "500"}, If_Match="*").status_code == 200
    assert caller.post("/v1/lists", {"name": "staff"}, Idempotency_Key="1").status_code == 201
    assert caller.post("/v1/lists", {"name": "staff"}, Idempotency_Key="1").status_code == 201
    assert caller.post("/v1/lists", {"name": "staff"}).status_code == 409
    assert caller.post("/v1/lists", {"name": ""}).status_code == 422
    assert caller.delete("/v1/lists/none").status_code == 404
    assert [(row["who"], row["action"], row["target"], row["detail"]) for row in rows(api)] == [
        (f"key:{key.id}", "account.change", "account/ceiling", {"status": 200, "value": "500"}),
        (f"key:{key.id}", "lists.create", "lists", {"status": 201, "name": "staff"}),
        (f"key:{key.id}", "lists.create", "lists", {"status": 409, "name": "staff"}),
    ]


def test_a_file_of_people_is_in_it(api: Api) -> None:
    keeper = api.member(Role.AUTHOR)
    kind = {"Content-Type": "text/csv"}
    told = api.client.post("/v1/imports", content=b"external_id\nada\n", headers={**keeper.headers, **kind})
    assert told.status_code == 202, told.text
    [row] = rows(api)
    assert (row["who"], row["action"]) == ("member:author@market.example", "imports.upload")
    assert row["target"] == told.headers["location"].removeprefix("/v1/")


def test_reading_and_what_people_do_leave_nothing(api: Api) -> None:
    rule = {"rule": {"combinator": "and", "rules": []}}
    everything = api.server(*Scope, speaks_as=SENDER)
    for told in (
        everything.get("/v1/campaigns"),
        everything.post("/v1/segments/count", rule),
        everything.post("/v1/messages", {"to": "person:ada", "topic": "", "text": "x"}) if api.person("ada") else None,
        api.person("ada").put("/v1/me/consents/promotions", {"is_allowed": False}),
        api.person("ada").put("/v1/blocks/person:ada"),
    ):
        assert told is not None and told.status_code < 500
    assert rows(api) == []


def test_no_secret_is_in_it(api: Api) -> None:
    boss = api.member(Role.ADMINISTRATOR)
    told = boss.post("/v1/members", {"email": "eve@market.example", "role": "viewer"}).json()
    reset = boss.post(f"/v1/members/{told['id']}/password").json()["password"]
    key = boss.post("/v1/keys", {"name": "desk", "scopes": ["people:read"]}).json()["key"]
    boss.post("/v1/session/password", {"current": "what she guesses", "new": "what she wants"})
    api.nobody().post("/v1/session", {"email": "typed-by-mistake", "password": "typed-too"})
    kept = str(api.tx.execute("select audit::text from audit").fetchall())
    assert "eve@market.example" in kept and "desk" in kept
    for secret in (told["password"], reset, key, key[-20:], "guesses", "wants", "typed-by-mistake", "typed-too"):
        assert secret not in kept


def test_whoever_is_erased_is_named_in_it_no_more(api: Api) -> None:
    api.person("ada"), api.person("adam")
    keeper = api.member(Role.AUTHOR)
    for person in ("ada", "adam"):
        consent = {"is_allowed": False, "source": "a letter"}
        assert keeper.put(f"/v1/people/{person}/consents/promotions", consent).status_code < 300
    assert keeper.delete("/v1/people/ada").status_code == 200
    targets = [row["target"] for row in rows(api)]
    assert targets[:2] == [erasing.ERASED, "people/adam"]
    assert targets[2].startswith("people/number ")


def test_it_is_filtered_and_paged_whatever_the_lines_come_from(api: Api) -> None:
    mia = api.member(Role.PUBLISHER)
    drafts = [a_draft(api.tx) for _ in range(3)]
    for draft in drafts:
        assert mia.post(f"/v1/campaigns/{draft}/submit", {"why": "look"}).status_code == 200
    everything = lines(api)
    assert len(everything) == 6
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        more: dict[str, str] = {} if cursor is None else {"cursor": cursor}
        told = api.server(Scope.ACCOUNT_READ).get("/v1/audit", limit=2, **more).json()
        found += told["items"]
        cursor = told["next"]
        if cursor is None:
            break
    assert found == everything
    times = [datetime.fromisoformat(line["at"]) for line in found]
    assert times == sorted(times, reverse=True)
    who = "member:publisher@market.example"
    assert {line["who"] for line in lines(api, who=who)} == {who}
    assert len(lines(api, action="campaigns.")) == 6
    assert len(lines(api, action="campaigns.submit")) == 3
    assert lines(api, action="members.") == []
    assert len(lines(api, target=f"campaigns/{drafts[0]}")) == 2
    assert api.server(Scope.ACCOUNT_READ).get("/v1/audit", cursor="x").status_code == 400


def test_what_cannot_be_written_down_is_logged_and_answered(api: Api) -> None:
    api.tx.execute("alter table audit rename to gone")
    with capture_logs() as logged:
        told = api.member(Role.AUTHOR).post("/v1/lists", {"name": "staff"})
    assert told.status_code == 201
    [lost] = [line for line in logged if line["event"] == "audit.lost"]
    assert (lost["who"], lost["action"], lost["log_level"]) == ("member:author@market.example", "lists.create", "error")


def test_many_at_the_same_moment_do_not_wait_for_each_others_connections(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    lent: list[bool] = []
    monkeypatch.setattr(Pools, "connection", lambda _self, **asked: lent.append(True))
    assert api.member(Role.AUTHOR).post("/v1/lists", {"name": "staff"}).status_code == 201
    assert (lent, len(rows(api))) == ([], 1)
