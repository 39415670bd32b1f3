"""The access matrix: every route of the OpenAPI document, called by every kind of caller, against one table.

A route that has no row here fails; so does a row whose route is gone.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from tests.web.calling import Api, Caller
from tests.web.document import DOCUMENT, METHODS, ROUTES, routes_of
from tests.web.showing import SENDER, WITHOUT_PROOF, confused, known, signed, strangers
from tidings.core import config
from tidings.members.model import Role
from tidings.web import app, panel
from tidings.web.callers import OF_ROLES, Scope
from tidings.web.pools import Pools

PEOPLE = frozenset({"person", "another person", "blocked person"})
SPEAKERS = PEOPLE | {Scope.CHAT}
MEMBERS = frozenset(Role)
EVERYBODY = PEOPLE | MEMBERS | {"nobody", *Scope}
NOT_LET_IN = (401, 403)


def only(scope: Scope) -> frozenset[str]:
    """Servers with the scope, and members whose role has it."""
    return frozenset({scope, *(role for role in Role if scope in OF_ROLES[role])})


# Who may call which route; everybody else is answered 401 when they are not known, and 403 when they are.
MAY: dict[str, frozenset[str]] = {
    "GET /health": EVERYBODY,
    # chat
    "GET /v1/conversations": SPEAKERS,
    "GET /v1/unread": SPEAKERS,
    "POST /v1/messages": SPEAKERS,
    "GET /v1/conversations/{conversation_id}/messages": SPEAKERS,
    "POST /v1/conversations/{conversation_id}/messages": SPEAKERS,
    "PUT /v1/conversations/{conversation_id}/read": SPEAKERS,
    "PUT /v1/conversations/{conversation_id}/archived": SPEAKERS,
    "DELETE /v1/conversations/{conversation_id}/archived": SPEAKERS,
    "PUT /v1/conversations/{conversation_id}/report": SPEAKERS,
    "GET /v1/blocks": SPEAKERS,
    "PUT /v1/blocks/{ref}": SPEAKERS,
    "DELETE /v1/blocks/{ref}": SPEAKERS,
    # people
    "GET /v1/me/consents": PEOPLE,
    "PUT /v1/me/consents/{category}": PEOPLE,
    "GET /v1/me/export": PEOPLE,
    "GET /v1/people/{person}": only(Scope.PEOPLE_READ),
    "DELETE /v1/people/{person}": only(Scope.PEOPLE_WRITE),
    "GET /v1/people": only(Scope.PEOPLE_READ),
    "GET /v1/people/{person}/conversations": only(Scope.PEOPLE_READ),
    "GET /v1/people/{person}/conversations/{conversation_id}/messages": only(Scope.PEOPLE_READ),
    "GET /v1/people/{person}/campaigns": only(Scope.PEOPLE_READ),
    "GET /v1/people/{person}/consent-history": only(Scope.PEOPLE_READ),
    "GET /v1/people/{person}/export": only(Scope.PEOPLE_READ),
    "GET /v1/people/{person}/consents": only(Scope.PEOPLE_READ),
    "PUT /v1/people/{person}/consents/{category}": only(Scope.PEOPLE_WRITE),
    "GET /v1/people/{person}/blocks": only(Scope.PEOPLE_READ),
    "PUT /v1/people/{person}/blocks/{ref}": only(Scope.PEOPLE_WRITE),
    "DELETE /v1/people/{person}/blocks/{ref}": only(Scope.PEOPLE_WRITE),
    "GET /v1/answers": only(Scope.PEOPLE_READ),
    "GET /v1/answers/{conversation_id}": only(Scope.PEOPLE_READ),
    "POST /v1/answers/{conversation_id}": only(Scope.PEOPLE_WRITE),
    "PUT /v1/answers/{conversation_id}/read": only(Scope.PEOPLE_WRITE),
    "GET /v1/reports": only(Scope.PEOPLE_READ),
    "PUT /v1/reports/{report_id}/closed": only(Scope.PEOPLE_WRITE),
    # imports
    "POST /v1/imports": only(Scope.PEOPLE_WRITE),
    "GET /v1/imports": only(Scope.PEOPLE_READ),
    "GET /v1/imports/{import_id}": only(Scope.PEOPLE_READ),
    "GET /v1/imports/{import_id}/rejects": only(Scope.PEOPLE_READ),
    # campaigns
    "GET /v1/campaigns/schema": only(Scope.CAMPAIGNS_READ),
    "POST /v1/campaigns": only(Scope.CAMPAIGNS_WRITE),
    "GET /v1/campaigns": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/calendar": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/events": only(Scope.CAMPAIGNS_READ),
    "POST /v1/campaigns/forecast": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}": only(Scope.CAMPAIGNS_READ),
    "PUT /v1/campaigns/{campaign_id}": only(Scope.CAMPAIGNS_WRITE),
    "POST /v1/campaigns/{campaign_id}/clones": only(Scope.CAMPAIGNS_WRITE),
    "PUT /v1/campaigns/{campaign_id}/content/{locale}": only(Scope.CAMPAIGNS_WRITE),
    "GET /v1/campaigns/{campaign_id}/history": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}/preview": only(Scope.CAMPAIGNS_READ),
    "POST /v1/campaigns/{campaign_id}/tests": only(Scope.CAMPAIGNS_WRITE),
    "GET /v1/campaigns/{campaign_id}/count": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}/sample": only(Scope.CAMPAIGNS_READ),
    "POST /v1/campaigns/{campaign_id}/launch": only(Scope.CAMPAIGNS_LAUNCH),
    "POST /v1/campaigns/{campaign_id}/take-back": only(Scope.CAMPAIGNS_LAUNCH),
    "POST /v1/campaigns/{campaign_id}/submit": only(Scope.CAMPAIGNS_WRITE),
    "POST /v1/campaigns/{campaign_id}/approve": only(Scope.CAMPAIGNS_LAUNCH),
    "POST /v1/campaigns/{campaign_id}/reject": only(Scope.CAMPAIGNS_WRITE),
    "POST /v1/campaigns/{campaign_id}/tasks/{task}/pause": only(Scope.CAMPAIGNS_LAUNCH),
    "POST /v1/campaigns/{campaign_id}/tasks/{task}/resume": only(Scope.CAMPAIGNS_LAUNCH),
    "POST /v1/campaigns/{campaign_id}/tasks/{task}/stop": only(Scope.CAMPAIGNS_LAUNCH),
    "PUT /v1/campaigns/{campaign_id}/tasks/{task}/ceiling": only(Scope.CAMPAIGNS_LAUNCH),
    "PUT /v1/campaigns/{campaign_id}/deadline": only(Scope.CAMPAIGNS_LAUNCH),
    "PUT /v1/campaigns/{campaign_id}/expiry": only(Scope.CAMPAIGNS_LAUNCH),
    "POST /v1/campaigns/{campaign_id}/undo-archive": only(Scope.CAMPAIGNS_LAUNCH),
    "GET /v1/campaigns/{campaign_id}/status": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}/timeline": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}/outcomes": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}/verification": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}/people/{person}": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}/ledger": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}/ledger.csv": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}/left-out": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}/changes-since-review": only(Scope.CAMPAIGNS_READ),
    "POST /v1/images": only(Scope.CAMPAIGNS_WRITE),
    "GET /images/{image_hash}": EVERYBODY,
    "GET /v1/events": SPEAKERS,
    "GET /v1/me": PEOPLE,
    "GET /v1/conversations/{conversation_id}/reason": SPEAKERS,
    # audiences
    "POST /v1/lists": only(Scope.CAMPAIGNS_WRITE),
    "GET /v1/lists": only(Scope.CAMPAIGNS_READ),
    "DELETE /v1/lists/{name}": only(Scope.CAMPAIGNS_WRITE),
    "GET /v1/lists/{name}/members": only(Scope.CAMPAIGNS_READ),
    "POST /v1/lists/{name}/members": only(Scope.CAMPAIGNS_WRITE),
    "POST /v1/lists/{name}/removals": only(Scope.CAMPAIGNS_WRITE),
    "GET /v1/segments": only(Scope.CAMPAIGNS_READ),
    "GET /v1/segment-fields": only(Scope.CAMPAIGNS_READ),
    "GET /v1/segments/{name}": only(Scope.CAMPAIGNS_READ),
    "PUT /v1/segments/{name}": only(Scope.CAMPAIGNS_WRITE),
    "DELETE /v1/segments/{name}": only(Scope.CAMPAIGNS_WRITE),
    "POST /v1/segments/count": only(Scope.CAMPAIGNS_READ),
    "POST /v1/segments/sample": only(Scope.CAMPAIGNS_READ),
    "GET /v1/segments/{name}/count": only(Scope.CAMPAIGNS_READ),
    "GET /v1/segments/{name}/sample": only(Scope.CAMPAIGNS_READ),
    # account
    "GET /v1/account": only(Scope.ACCOUNT_READ),
    "PUT /v1/account/{setting}": only(Scope.ACCOUNT_WRITE),
    "GET /v1/settings": only(Scope.ACCOUNT_READ),
    "GET /v1/senders": only(Scope.ACCOUNT_READ),
    "POST /v1/senders": only(Scope.ACCOUNT_WRITE),
    "PUT /v1/senders/{handle}": only(Scope.ACCOUNT_WRITE),
    "GET /v1/keys": only(Scope.ACCOUNT_READ),
    "POST /v1/keys": only(Scope.ACCOUNT_WRITE),
    "DELETE /v1/keys/{key_id}": only(Scope.ACCOUNT_WRITE),
    # members
    "POST /v1/session": EVERYBODY,
    "GET /v1/session/ways": EVERYBODY,
    "GET /v1/session/oidc": EVERYBODY,
    "GET /v1/session/oidc/callback": EVERYBODY,
    "GET /v1/session": MEMBERS,
    "DELETE /v1/session": MEMBERS,
    "POST /v1/session/password": MEMBERS,
    "GET /v1/members": only(Scope.ACCOUNT_WRITE),
    "POST /v1/members": only(Scope.ACCOUNT_WRITE),
    "PUT /v1/members/{member_id}/role": only(Scope.ACCOUNT_WRITE),
    "PUT /v1/members/{member_id}/disabled": only(Scope.ACCOUNT_WRITE),
    "DELETE /v1/members/{member_id}/disabled": only(Scope.ACCOUNT_WRITE),
    "POST /v1/members/{member_id}/password": only(Scope.ACCOUNT_WRITE),
    "GET /v1/audit": only(Scope.ACCOUNT_READ),
}
# What stands in an address: of the right form, and nobody's.
PLACES = {
    "campaign_id": "999",
    "category": "promotions",
    "conversation_id": "none",
    "handle": "none",
    "image_hash": "0" * 64,
    "import_id": "999",
    "key_id": "000000000000",
    "locale": "en",
    "member_id": "999",
    "name": "none",
    "person": "none",
    "ref": "person:none",
    "report_id": "999",
    "setting": "zone",
    "task": "send",
}


def placed(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: PLACES.get(found[1], "1"), path)


def answers(api: Api, callers: dict[str, Caller], routes: Sequence[str] = ROUTES) -> Iterator[tuple[str, str, int]]:
    for route in routes:
        method, _, path = route.partition(" ")
        for name, caller in callers.items():
            yield route, name, caller.call(method, placed(path)).status_code


def let_in(found: Iterator[tuple[str, str, int]]) -> dict[tuple[str, str], int]:
    """Of callers whom nothing makes known, those who were not told so."""
    return {(route, name): status for route, name, status in found if status != 401 and not is_open(route)}


def astray(found: Iterator[tuple[str, str, int]]) -> dict[tuple[str, str], int]:
    """Of known callers, those who were let in against the table, or not let in against it."""
    return {
        (route, name): status
        for route, name, status in found
        if (status in NOT_LET_IN) == may(route, name) or status >= 500
    }


def may(route: str, name: str) -> bool:
    if name == WITHOUT_PROOF and not is_open(route):
        return route.startswith("GET ") and Role.ADMINISTRATOR in MAY.get(route, ())
    return name in MAY.get(route, ()) or name == WITHOUT_PROOF


def is_open(route: str) -> bool:
    return "nobody" in MAY.get(route, ())


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert sorted(MAY) == ROUTES


def test_every_route_that_is_served_stands_in_the_document() -> None:
    routers = [router for router in app.ROUTERS if router is not panel.router]
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    assert sorted(f"{method} {route.path}" for route in routes for method in route.methods or ()) == ROUTES


def told_of(method: str, operation: dict[str, Any]) -> frozenset[str]:
    """Whom the document lets in."""
    requirements = operation["security"]
    if not requirements:
        return EVERYBODY
    found: set[str] = set()
    for each in requirements:
        assert ("proof" in each) == ("session" in each and method != "get")
        found |= PEOPLE if "person" in each else set()
        found |= set(map(Scope, each.get("key", ())))
        if "session" in each:
            found |= {role for role in Role if set(each["session"]) <= OF_ROLES[role]}
    return frozenset(found)


def test_the_document_tells_of_every_route_whom_the_table_lets_in() -> None:
    told = {
        f"{method.upper()} {path}": told_of(method, item[method])
        for path, item in DOCUMENT["paths"].items()
        for method in METHODS
        if method in item
    }
    assert told == MAY


def test_every_way_of_showing_oneself_is_declared() -> None:
    named = {
        way
        for item in DOCUMENT["paths"].values()
        for method in METHODS
        if method in item
        for requirement in item[method]["security"]
        for way in requirement
    }
    assert named == set(DOCUMENT["components"]["securitySchemes"])


def test_a_route_without_a_row_is_noticed(api: Api, database: str) -> None:
    longer = app.create(database)
    longer.get("/v1/more")(lambda: "everything")
    assert [route for route in routes_of(longer) if route not in MAY] == ["GET /v1/more"]
    with TestClient(longer) as client:
        other = Api(client, api.tx)
        # Whoever is not known is let in by no route, though it asks nobody.
        assert let_in(answers(other, strangers(other), ["GET /v1/more"])) == {}
        callers = {"person": other.person("ada"), Scope.CHAT: other.server(Scope.CHAT, speaks_as=SENDER)}
        found = astray(answers(other, callers, ["GET /v1/more"]))
    assert found == {("GET /v1/more", "person"): 200, ("GET /v1/more", Scope.CHAT): 200}


def test_whoever_is_not_known_is_let_in_nowhere(api: Api) -> None:
    assert let_in(answers(api, strangers(api))) == {}


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_whoever_confuses_keys_is_let_in_nowhere(
    api: Api, algorithm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.person("ada")
    tokens = confused(algorithm, tmp_path / "jwks.json")
    monkeypatch.delenv("TIDINGS_JWT_SECRET")
    monkeypatch.setenv("TIDINGS_JWT_JWKS", str(tmp_path / "jwks.json"))
    config.settings.cache_clear()
    assert let_in(answers(api, {name: api.showing(text) for name, text in tokens.items()})) == {}


def test_whoever_is_not_known_takes_no_connection_of_a_persons(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    callers = strangers(api)
    asked: list[bool] = []
    lend = Pools.lend

    def counting(self: Pools, *, for_person: bool) -> Any:
        asked.append(for_person)
        return lend(self, for_person=for_person)

    monkeypatch.setattr(Pools, "lend", counting)
    looked_for = ("revoked key", "wrong secret of a key", "ended session", "expired session", "no session")
    for name, caller in callers.items():
        assert caller.get("/v1/unread").status_code == 401
        assert caller.post("/v1/messages", {"to": "person:ada", "topic": "", "text": "Hello"}).status_code == 401
        # Whether a key or a session is one, only the database knows; people's connections are none of a server's.
        assert asked == ([False] * 2 if name in looked_for else [])
        asked.clear()


def test_a_good_token_for_somebody_unknown_opens_nothing(api: Api) -> None:
    stranger = {"unknown": api.showing(signed(sub="stranger"))}
    assert {status for route, _, status in answers(api, stranger) if not is_open(route)} == {403}


def test_whoever_is_known_is_let_in_where_the_table_says_and_nowhere_else(api: Api) -> None:
    assert astray(answers(api, known(api))) == {}


def test_known_callers_who_are_not_let_in_are_told_that_they_may_not(api: Api) -> None:
    found = {status for route, name, status in answers(api, known(api)) if not may(route, name)}
    assert found == {403}


def test_every_route_has_a_name_of_its_own() -> None:
    names = [item[method]["operationId"] for item in DOCUMENT["paths"].values() for method in METHODS if method in item]
    assert len(set(names)) == len(names)
