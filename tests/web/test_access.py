"""The access matrix: every route of the OpenAPI document, called by every kind of caller, against one table.

A route that has no row here fails; so does a row whose route is gone.
"""

import re
import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from fastapi.routing import APIRoute

from tests.web.calling import NOON, SECRET, Api, Caller
from tidings.chat import participants
from tidings.web import app, keys
from tidings.web.callers import Scope

EVERYBODY = frozenset({"nobody", "person", "another person", *Scope})
PEOPLE = frozenset({"person", "another person"})
SPEAKERS = PEOPLE | {Scope.CHAT}
NOT_LET_IN = (401, 403)


def only(scope: Scope) -> frozenset[str]:
    return frozenset({scope})


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
    "GET /v1/people/{person}": only(Scope.PEOPLE_READ),
    "DELETE /v1/people/{person}": only(Scope.PEOPLE_WRITE),
    "GET /v1/people/{person}/export": only(Scope.PEOPLE_READ),
    "GET /v1/people/{person}/consents": only(Scope.PEOPLE_READ),
    "PUT /v1/people/{person}/consents/{category}": only(Scope.PEOPLE_WRITE),
    "GET /v1/people/{person}/blocks": only(Scope.PEOPLE_READ),
    "PUT /v1/people/{person}/blocks/{ref}": only(Scope.PEOPLE_WRITE),
    "DELETE /v1/people/{person}/blocks/{ref}": only(Scope.PEOPLE_WRITE),
    # imports
    "POST /v1/imports": only(Scope.PEOPLE_WRITE),
    "GET /v1/imports": only(Scope.PEOPLE_READ),
    "GET /v1/imports/{import_id}": only(Scope.PEOPLE_READ),
    "GET /v1/imports/{import_id}/rejects": only(Scope.PEOPLE_READ),
    # campaigns
    "POST /v1/campaigns": only(Scope.CAMPAIGNS_WRITE),
    "GET /v1/campaigns": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}": only(Scope.CAMPAIGNS_READ),
    "PUT /v1/campaigns/{campaign_id}": only(Scope.CAMPAIGNS_WRITE),
    "POST /v1/campaigns/{campaign_id}/clones": only(Scope.CAMPAIGNS_WRITE),
    "PUT /v1/campaigns/{campaign_id}/content/{locale}": only(Scope.CAMPAIGNS_WRITE),
    "GET /v1/campaigns/{campaign_id}/history": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}/preview": only(Scope.CAMPAIGNS_READ),
    "POST /v1/campaigns/{campaign_id}/tests": only(Scope.CAMPAIGNS_WRITE),
    "GET /v1/campaigns/{campaign_id}/count": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}/sample": only(Scope.CAMPAIGNS_READ),
    "POST /v1/campaigns/{campaign_id}/launch": only(Scope.CAMPAIGNS_WRITE),
    "POST /v1/campaigns/{campaign_id}/take-back": only(Scope.CAMPAIGNS_WRITE),
    "POST /v1/campaigns/{campaign_id}/submit": only(Scope.CAMPAIGNS_WRITE),
    "POST /v1/campaigns/{campaign_id}/approve": only(Scope.CAMPAIGNS_WRITE),
    "POST /v1/campaigns/{campaign_id}/reject": only(Scope.CAMPAIGNS_WRITE),
    "POST /v1/campaigns/{campaign_id}/tasks/{task}/pause": only(Scope.CAMPAIGNS_WRITE),
    "POST /v1/campaigns/{campaign_id}/tasks/{task}/resume": only(Scope.CAMPAIGNS_WRITE),
    "POST /v1/campaigns/{campaign_id}/tasks/{task}/stop": only(Scope.CAMPAIGNS_WRITE),
    "PUT /v1/campaigns/{campaign_id}/tasks/{task}/ceiling": only(Scope.CAMPAIGNS_WRITE),
    "PUT /v1/campaigns/{campaign_id}/deadline": only(Scope.CAMPAIGNS_WRITE),
    "PUT /v1/campaigns/{campaign_id}/expiry": only(Scope.CAMPAIGNS_WRITE),
    "POST /v1/campaigns/{campaign_id}/undo-archive": only(Scope.CAMPAIGNS_WRITE),
    "GET /v1/campaigns/{campaign_id}/status": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}/outcomes": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}/verification": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}/people/{person}": only(Scope.CAMPAIGNS_READ),
    "GET /v1/campaigns/{campaign_id}/ledger": only(Scope.CAMPAIGNS_READ),
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
    "GET /v1/segments/{name}/count": only(Scope.CAMPAIGNS_READ),
    "GET /v1/segments/{name}/sample": only(Scope.CAMPAIGNS_READ),
    # account
    "GET /v1/account": only(Scope.ACCOUNT_READ),
    "PUT /v1/account/{setting}": only(Scope.ACCOUNT_WRITE),
    "GET /v1/senders": only(Scope.ACCOUNT_READ),
    "POST /v1/senders": only(Scope.ACCOUNT_WRITE),
    "GET /v1/keys": only(Scope.ACCOUNT_READ),
    "POST /v1/keys": only(Scope.ACCOUNT_WRITE),
    "DELETE /v1/keys/{key_id}": only(Scope.ACCOUNT_WRITE),
}
# What stands in an address: of the right form, and nobody's.
PLACES = {
    "campaign_id": "999",
    "category": "promotions",
    "conversation_id": "none",
    "import_id": "999",
    "key_id": "000000000000",
    "locale": "en",
    "name": "none",
    "person": "none",
    "ref": "person:none",
    "setting": "zone",
    "task": "send",
}
METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
DOCUMENT = app.create("postgresql://nobody@127.0.0.1:1/none").openapi()
ROUTES = sorted(
    f"{method.upper()} {path}" for path, item in DOCUMENT["paths"].items() for method in METHODS if method in item
)


def placed(path: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: PLACES.get(found[1], "1"), path)


def signed(secret: Any = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    now = int(time.time())
    claims = {"sub": "ada", "aud": "tidings", "iat": now, "exp": now + 600} | changes
    return jwt.encode(claims, secret, algorithm=algorithm)


def strangers(api: Api) -> dict[str, Caller]:
    """Callers whom nothing makes known."""
    now = int(time.time())
    revoked, shown = api.key([scope for scope in Scope], participants.DEFAULT_HANDLE)
    keys.revoke(api.tx, revoked.id, NOON)
    _, right = api.key([Scope.PEOPLE_READ])
    return {
        "nobody": api.nobody(),
        "expired": api.showing(signed(iat=now - 900, exp=now - 300)),
        "wrong audience": api.showing(signed(aud="elsewhere")),
        "alg none": api.showing(signed(None, "none")),
        "another secret": api.showing(signed("another secret of thirty-two bytes or more")),
        "another hash": api.showing(signed(algorithm="HS512")),
        "revoked key": api.showing(shown),
        "wrong secret of a key": api.showing(right[:-2] + ("aa" if right[-2:] != "aa" else "bb")),
    }


def known(api: Api) -> dict[str, Caller]:
    """Callers who are known, by what the table calls them."""
    servers: dict[str, Caller] = {
        scope: api.server(scope, speaks_as=participants.DEFAULT_HANDLE if scope is Scope.CHAT else "")
        for scope in Scope
    }
    return {"person": api.person("ada"), "another person": api.person("eve"), **servers}


def answers(api: Api, callers: dict[str, Caller]) -> Iterator[tuple[str, str, int]]:
    for route in ROUTES:
        method, _, path = route.partition(" ")
        for name, caller in callers.items():
            yield route, name, caller.call(method, placed(path)).status_code


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert sorted(MAY) == ROUTES


def test_every_route_that_is_served_stands_in_the_document() -> None:
    routes = [route for router in app.ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    assert sorted(f"{method} {route.path}" for route in routes for method in route.methods or ()) == ROUTES


def test_whoever_is_not_known_is_let_in_nowhere(api: Api) -> None:
    found = {
        (route, name): status
        for route, name, status in answers(api, strangers(api))
        if status != 401 and "nobody" not in MAY.get(route, ())
    }
    assert found == {}


def test_a_good_token_for_somebody_unknown_opens_nothing(api: Api) -> None:
    stranger = {"unknown": api.showing(signed(sub="stranger"))}
    found = {
        route: status
        for route, _, status in answers(api, stranger)
        if status != 403 and "nobody" not in MAY.get(route, ())
    }
    assert found == {}


def test_whoever_is_known_is_let_in_where_the_table_says_and_nowhere_else(api: Api) -> None:
    wrong = {
        (route, name): status
        for route, name, status in answers(api, known(api))
        if (status in NOT_LET_IN) == (name in MAY.get(route, ())) or status >= 500
    }
    assert wrong == {}


def test_known_callers_who_are_not_let_in_are_told_that_they_may_not(api: Api) -> None:
    found = {status for route, name, status in answers(api, known(api)) if name not in MAY.get(route, ())}
    assert found == {403}


@pytest.mark.parametrize("route", [route for route in ROUTES if "{conversation_id}" in route])
def test_the_name_of_others_conversation_opens_nothing(api: Api, route: str) -> None:
    ada, _, eve = api.person("ada"), api.person("ben"), api.person("eve")
    ada.post("/v1/messages", {"to": "person:ben", "topic": "listing/1", "text": "Between us"})
    name = ada.get("/v1/conversations").json()["items"][0]["id"]
    method, _, path = route.partition(" ")
    body = {"text": "Hello", "seq": 0, "reason": "rude"} if method in ("POST", "PUT") else None
    told = eve.call(method, path.format(conversation_id=name), body)
    # Writing begins a conversation of one's own with the same person about the same.
    assert told.status_code == (201 if method == "POST" else 404)
    said = ada.get(f"/v1/conversations/{name}/messages").json()["items"]
    assert [each["text"] for each in said] == ["Between us"]
    assert "Between us" not in told.text


def test_every_route_has_a_name_of_its_own() -> None:
    names = [item[method]["operationId"] for item in DOCUMENT["paths"].values() for method in METHODS if method in item]
    assert len(set(names)) == len(names)
