"""People by HTTP: what is known of them, what they agreed to, all of it to take away, and erasing them."""

import json
import threading
from typing import Any

import psycopg
import pytest

from tests.campaigns import drafts
from tests.waiting import until, until_row
from tests.web.calling import NEWS, NOON, Api, Caller
from tests.web.showing import SENDER
from tidings.audience import lists, persons
from tidings.chat import posting
from tidings.core import db
from tidings.core.errors import Conflict
from tidings.web import callers, erasing
from tidings.web.callers import Scope
from tidings.web.people import exporting


def keeper(api: Api) -> Caller:
    return api.server(Scope.PEOPLE_READ, Scope.PEOPLE_WRITE)


def test_a_server_sees_a_person_with_what_they_agreed_to(api: Api) -> None:
    api.person("ada")
    tom = keeper(api)
    told = tom.put("/v1/people/ada/consents/promotions", {"is_allowed": False, "source": "hotline"})
    assert [(each["category"], each["source"]) for each in told.json()["items"]] == [("promotions", "hotline")]
    shown = tom.get("/v1/people/ada").json()
    assert (shown["id"], shown["name"], shown["consents"]) == ("ada", "Ada", told.json()["items"])
    assert tom.get("/v1/people/nobody").status_code == 404


def test_a_person_decides_for_themselves_alone(api: Api) -> None:
    ada, ben = api.person("ada"), api.person("ben")
    told = ada.put("/v1/me/consents/*", {"is_allowed": False}).json()["items"]
    assert [(each["category"], each["is_allowed"], each["source"]) for each in told] == [("*", False, "own")]
    assert ada.get("/v1/me/consents").json()["items"] == told
    assert ben.get("/v1/me/consents").json()["items"] == []
    assert ben.put("/v1/people/ada/consents/promotions", {"is_allowed": True}).status_code == 403
    assert ada.put("/v1/me/consents/Not one", {"is_allowed": True}).status_code == 400


def test_a_server_that_speaks_is_no_person(api: Api) -> None:
    told = api.server(Scope.CHAT, speaks_as="marketplace-news").get("/v1/me/consents")
    assert told.status_code == 403


def test_a_server_blocks_for_a_person(api: Api) -> None:
    ada, tom = api.person("ada"), keeper(api)
    assert tom.put(f"/v1/people/ada/blocks/{NEWS}").status_code == 204
    assert ada.get("/v1/blocks").json() == tom.get("/v1/people/ada/blocks").json()
    assert tom.delete(f"/v1/people/ada/blocks/{NEWS}").status_code == 204
    assert ada.get("/v1/blocks").json()["items"] == []


@pytest.mark.parametrize("ref", ["system:%00", "person:%00", "system:", "bot:x", "%00"])
def test_a_participant_that_cannot_be_is_none(api: Api, ref: str) -> None:
    api.person("ada")
    for caller, place in ((api.person("ada"), "/v1/blocks"), (keeper(api), "/v1/people/ada/blocks")):
        assert caller.put(f"{place}/{ref}").status_code in (400, 404)


def test_what_is_left_of_somebody_erased_is_a_number(api: Api) -> None:
    ada = api.person("ada")
    api.person("ben")
    ada.post("/v1/messages", {"to": "person:ben", "topic": "listing/1", "text": "Hello"}, idempotency_key="k")
    tom = keeper(api)
    erased = tom.delete("/v1/people/ada")
    assert (erased.status_code, list(erased.json())) == (200, ["number"])
    assert tom.get("/v1/people/ada").status_code == 404
    assert ada.get("/v1/unread").status_code == 403
    assert "ada" not in str(api.tx.execute("select * from idempotency").fetchall())


@pytest.mark.parametrize("kind", ["person", "system participant"])
def test_nothing_is_written_to_somebody_erased(api: Api, kind: str) -> None:
    api.person("ben")
    author = api.person("ada") if kind == "person" else api.server(Scope.CHAT, speaks_as=SENDER)
    first = {"to": "person:ben", "topic": "listing/1", "text": "Hello"}
    name = author.post("/v1/messages", first).json()["conversation_id"]
    keeper(api).delete("/v1/people/ben")
    told = author.post(f"/v1/conversations/{name}/messages", {"text": "Ben, are you there?"})
    assert (told.status_code, told.json()["type"]) == (409, "urn:tidings:problem:conflict")
    assert len(author.get(f"/v1/conversations/{name}/messages").json()["items"]) == 1


def test_what_is_being_written_in_the_moment_of_an_erasure_is_emptied_by_it(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.person("ben")
    ada, tom, post = api.person("ada"), keeper(api), posting.post
    is_written, goes_on = threading.Event(), threading.Event()
    statuses: list[int] = []

    def slow(*given: Any, **named: Any) -> int:
        seq = post(*given, **named)
        is_written.set()
        assert goes_on.wait(10)
        return seq

    monkeypatch.setattr(posting, "post", slow)
    message = {"to": "person:ben", "topic": "listing/1", "text": "Write to Countess Road"}
    writer = threading.Thread(target=lambda: statuses.append(ada.post("/v1/messages", message).status_code))
    eraser = threading.Thread(target=lambda: statuses.append(tom.delete("/v1/people/ada").status_code))
    writer.start()
    until(is_written.is_set, "a message")
    eraser.start()
    until_row(api.tx, "select 1 from pg_locks where locktype = 'advisory' and not granted")
    goes_on.set()
    for each in (writer, eraser):
        each.join(10)
    assert sorted(statuses) == [200, 201]
    assert [each["body"] for each in api.tx.execute("select body from message").fetchall()] == [""]


def test_an_erasure_that_is_cut_off_has_taken_the_kept_answers_along_and_one_that_is_refused_none(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, tom = api.person("ada"), keeper(api)
    api.person("ben")
    ada.post("/v1/messages", {"to": "person:ben", "topic": "listing/1", "text": "Hello"}, idempotency_key="k")
    monkeypatch.setattr(db, "wait_for_senders", cut_off)
    with monkeypatch.context() as patch:
        patch.setattr(persons, "mark_erased", refused)
        assert tom.delete("/v1/people/ada").status_code == 409
    assert "ada" in str(api.tx.execute("select * from idempotency").fetchall())
    assert tom.delete("/v1/people/ada").status_code == 503
    assert "ada" not in str(api.tx.execute("select * from idempotency").fetchall())


def cut_off(*_: object) -> None:
    raise psycopg.OperationalError("cut off")


def refused(*_: object) -> None:
    raise Conflict("An import runs.")


def test_who_is_erased_is_named_as_whoever_calls(api: Api) -> None:
    ada = api.person("ada")
    api.person("ben")
    ada.post("/v1/messages", {"to": "person:ben", "topic": "listing/1", "text": "Hello"}, idempotency_key="k")
    [kept] = api.tx.execute("select caller from idempotency").fetchall()
    assert kept["caller"] == callers.person_name("ada")
    erasing.erase(api.tx, "ada", NOON)
    assert api.tx.execute("select from idempotency").fetchall() == []


@pytest.mark.parametrize("size", [1, 2, 500])
def test_all_that_is_kept_about_a_person_is_theirs_to_take(
    api: Api, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "CONVERSATIONS_A_PAGE", size)
    monkeypatch.setattr(exporting, "MESSAGES_A_PAGE", size)
    told = told_of_ada(api)
    export = keeper(api).get("/v1/people/ada/export")
    found = exporting.Export.model_validate_json(export.text)
    assert (found.person.id, found.lists, [each.ref for each in found.blocks]) == ("ada", ["staff"], ["person:eve"])
    assert [each.category for each in found.consents] == ["promotions"]
    assert [each.reason for each in found.reports] == ["rude"]
    said = {(each.peer.ref, each.topic): [message.text for message in each.messages] for each in found.conversations}
    assert said == told
    assert json.loads(export.text)["left_out"] == []


def told_of_ada(api: Api) -> dict[tuple[str | None, str], list[str]]:
    """Ada wrote with several, blocked Eve, and got a campaign; what is said in which of her conversations."""
    ada, ben, _ = api.person("ada"), api.person("ben"), api.person("eve")
    told: dict[tuple[str | None, str], list[str]] = {}
    for number in range(3):
        topic, texts = f"listing/{number}", [f"Hello {number}", f"Yes {number}", f"Good {number}"]
        for who, peer, text in zip((ada, ben, ada), ("ben", "ada", "ben"), texts, strict=True):
            assert who.post("/v1/messages", {"to": f"person:{peer}", "topic": topic, "text": text}).status_code == 201
        told["person:ben", topic] = texts
    conversation: dict[str, Any] = ada.get("/v1/conversations").json()["items"][0]
    assert ada.put(f"/v1/conversations/{conversation['id']}/report", {"reason": "rude"}).status_code == 204
    ada.put(f"/v1/conversations/{conversation['id']}/archived")
    ada.put("/v1/blocks/person:eve")
    ada.put("/v1/me/consents/promotions", {"is_allowed": True})
    lists.create(api.tx, "staff", NOON)
    lists.add(api.tx, "staff", ["ada"])
    campaign_id = drafts.a_running(api.tx)
    drafts.deliver(api.tx, campaign_id, persons.find(api.tx, "ada").id)
    told[NEWS, f"campaign/{campaign_id}"] = ["Hi Ada, what is in your cellar in Porto?"]
    return told


def test_nobody_without_the_scope_takes_anything(api: Api) -> None:
    api.person("ada")
    for caller, status in ((api.nobody(), 401), (api.person("ada"), 403), (api.server(Scope.PEOPLE_WRITE), 403)):
        assert caller.get("/v1/people/ada/export").status_code == status


def test_a_person_takes_away_what_a_server_would_be_told_of_them(api: Api) -> None:
    told_of_ada(api)
    own = api.person("ada").get("/v1/me/export")
    assert own.json() == keeper(api).get("/v1/people/ada/export").json()
    assert own.json()["person"]["id"] == "ada"


def test_a_server_has_nothing_of_its_own_to_take(api: Api) -> None:
    for server in (api.server(Scope.CHAT, speaks_as="marketplace-news"), keeper(api)):
        assert server.get("/v1/me/export").status_code == 403
