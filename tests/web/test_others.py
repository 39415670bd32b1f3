"""What is others' stays theirs: their conversations, and whatever they keep to themselves by a block."""

import pytest
from httpx import Response

from tests.web.calling import Api, Caller
from tests.web.document import ROUTES
from tests.web.showing import SENDER
from tidings.web import cursors
from tidings.web.callers import Scope

CONVERSATION_ROUTES = [route for route in ROUTES if "/v1/conversations/{conversation_id}" in route]


@pytest.mark.parametrize("kind", ["person", "system participant"])
@pytest.mark.parametrize("route", CONVERSATION_ROUTES)
def test_the_name_of_others_conversation_opens_nothing(api: Api, route: str, kind: str) -> None:
    ada, _ = api.person("ada"), api.person("ben")
    eve = api.person("eve") if kind == "person" else api.server(Scope.CHAT, speaks_as=SENDER)
    ada.post("/v1/messages", {"to": "person:ben", "topic": "listing/1", "text": "Between us"})
    name = ada.get("/v1/conversations").json()["items"][0]["id"]
    told = ask(eve, route, name)
    assert told.status_code == 404
    said = ada.get(f"/v1/conversations/{name}/messages").json()["items"]
    assert [each["text"] for each in said] == ["Between us"]
    assert "Between us" not in told.text
    # Nor does the answer say that others have such a one.
    ben_id = cursors.decode(name, int, str)[0]
    of_nobody = ask(eve, route, cursors.encode(ben_id, "listing/2"))
    assert (told.status_code, told.text) == (404, of_nobody.text.replace("listing/2", "listing/1"))


@pytest.mark.parametrize("number", [999_999, 2**63 - 1, -99])
def test_a_made_up_name_of_a_conversation_begins_none(api: Api, number: int) -> None:
    ada = api.person("ada")
    name = cursors.encode(number, "listing/1")
    told = {route: ask(ada, route, name).status_code for route in CONVERSATION_ROUTES}
    assert told == dict.fromkeys(CONVERSATION_ROUTES, 404)
    assert ada.get("/v1/conversations").json()["items"] == []
    assert ada.get("/v1/me/export").json()["conversations"] == []
    assert api.server(Scope.PEOPLE_READ).get("/v1/reports").json()["items"] == []


# What is left to whoever was blocked, of the conversation that they had: reading and putting away, not writing.
OF_BLOCKED = {
    "GET /v1/conversations/{conversation_id}/messages": 200,
    "POST /v1/conversations/{conversation_id}/messages": 409,
    "PUT /v1/conversations/{conversation_id}/read": 200,
    "PUT /v1/conversations/{conversation_id}/archived": 204,
    "DELETE /v1/conversations/{conversation_id}/archived": 204,
    "PUT /v1/conversations/{conversation_id}/report": 204,
    # No campaign opened it.
    "GET /v1/conversations/{conversation_id}/reason": 404,
}


@pytest.mark.parametrize("kind", ["person", "system participant"])
def test_whoever_is_blocked_keeps_what_was_said_and_writes_nothing_more(api: Api, kind: str) -> None:
    ada = api.person("ada")
    mallory = api.person("mallory") if kind == "person" else api.server(Scope.CHAT, speaks_as=SENDER)
    ref = "person:mallory" if kind == "person" else f"system:{SENDER}"
    first = {"to": "person:ada", "topic": "listing/1", "text": "Hello"}
    name = mallory.post("/v1/messages", first).json()["conversation_id"]
    ada.post("/v1/messages", {"to": ref, "topic": "listing/1", "text": "Leave me alone"})
    assert ada.put(f"/v1/blocks/{ref}").status_code == 204
    assert {route: ask(mallory, route, name).status_code for route in CONVERSATION_ROUTES} == OF_BLOCKED
    for topic in ("listing/1", "listing/2"):
        assert mallory.post("/v1/messages", {**first, "topic": topic}).status_code == 409
    said = ada.get("/v1/conversations").json()["items"]
    assert [line["text"] for line in said] == ["Leave me alone"]


def ask(caller: Caller, route: str, name: str) -> Response:
    """Ask for a route of a conversation with a body that it takes."""
    method, _, path = route.partition(" ")
    body = {"text": "Hello", "seq": 0, "reason": "rude"} if method in ("POST", "PUT") else None
    return caller.call(method, path.format(conversation_id=name), body)
