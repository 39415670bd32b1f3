"""A campaign by HTTP, from a draft to its end."""

import threading
from typing import Any

import pytest
from httpx import Response

from tests.campaigns import drafts
from tests.web.calling import NOON, Api, Caller
from tidings.campaigns.model import CampaignState
from tidings.web import patience
from tidings.web.callers import Scope

WHY = {"why": "the plan says so"}


def marketer(api: Api) -> Caller:
    return api.server(Scope.CAMPAIGNS_READ, Scope.CAMPAIGNS_WRITE, Scope.CAMPAIGNS_LAUNCH)


def body(**changes: Any) -> dict[str, Any]:
    return drafts.definition(**changes).model_dump(mode="json")


def kind(told: Response) -> tuple[int, str]:
    return told.status_code, told.json()["type"].rpartition(":")[2]


def test_a_draft_is_saved_and_shown_with_its_revision(api: Api) -> None:
    mia = marketer(api)
    made = mia.post("/v1/campaigns", body(), idempotency_key="k")
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    again = mia.post("/v1/campaigns", body(), idempotency_key="k")
    assert (again.json(), again.headers["location"]) == (made.json(), made.headers["location"])
    shown = mia.get(made.headers["location"])
    assert (shown.headers["etag"], shown.json()["state"]) == ('"1"', "draft")
    assert shown.json()["definition"] == body()
    [line] = mia.get(f"{made.headers['location']}/history").json()["items"]
    assert (line["action"], line["who"][:4]) == ("create", "key:")


def test_every_fault_of_a_definition_is_named(api: Api) -> None:
    told = marketer(api).post("/v1/campaigns", body(sender="nobody", audience={"list": "none"}))
    assert kind(told) == (422, "invalid-fields")
    assert [fault["place"] for fault in told.json()["faults"]] == ["sender", "audience.list"]


def test_campaigns_are_paged_from_the_newest(api: Api) -> None:
    mia = marketer(api)
    made = [drafts.a_draft(api.tx, name=f"Number {number}") for number in range(5)]
    first = mia.get("/v1/campaigns", limit=3).json()
    rest = mia.get("/v1/campaigns", limit=3, cursor=first["next"]).json()
    assert [each["id"] for each in first["items"] + rest["items"]] == made[::-1]
    assert rest["next"] is None


def test_of_two_who_edit_the_same_revision_the_second_is_told(api: Api) -> None:
    mia = marketer(api)
    path = f"/v1/campaigns/{drafts.a_draft(api.tx)}"
    assert kind(mia.put(path, body())) == (428, "precondition-required")
    saved = mia.call("PUT", path, body(name="Mine"), if_match='"1"')
    assert (saved.status_code, saved.json()["revision"], saved.headers["etag"]) == (200, 2, '"2"')
    for tag in ('"1"', 'W/"2"', '"7", "8"'):
        assert kind(mia.call("PUT", path, body(name="Theirs"), if_match=tag)) == (412, "precondition-failed")
    assert kind(mia.call("PUT", path, body(), if_match="2")) == (400, "bad-input")
    assert mia.get(path).json()["name"] == "Mine"
    assert mia.call("PUT", path, body(), if_match="*").json()["revision"] == 3


def test_a_campaign_is_cloned_tried_and_counted(api: Api) -> None:
    mia = marketer(api)
    api.person("ada"), api.person("ben")
    path = f"/v1/campaigns/{drafts.a_draft(api.tx)}"
    cloned = mia.post(f"{path}/clones", {"name": "Again"})
    assert mia.get(cloned.headers["location"]).json()["name"] == "Again"
    assert mia.get(f"{path}/preview", person="ada").json()["text"].startswith("Hi Ada")
    assert mia.post(f"{path}/tests", {"people": ["ada"]}).json()["sent_to"] == ["ada"]
    assert len(api.person("ada").get("/v1/conversations").json()["items"]) == 1
    assert mia.get(f"{path}/count").json()["reached_count"] == 2
    assert {each["id"] for each in mia.get(f"{path}/sample", size=5).json()["items"]} == {"ada", "ben"}


def test_a_question_about_everybody_leaves_the_connection_as_it_was(api: Api) -> None:
    mia = marketer(api)
    path = f"/v1/campaigns/{drafts.a_draft(api.tx)}"
    for _ in range(3):
        assert mia.get(f"{path}/count").status_code == 200
    with api.client.app.state.pools.connection(for_person=False) as connection:  # type: ignore[attr-defined]
        assert connection.execute("show statement_timeout").fetchone() != {"statement_timeout": "1min"}


def test_more_questions_about_everybody_than_there_is_room_for_are_told_to_come_again(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    mia, path = marketer(api), f"/v1/campaigns/{drafts.a_draft(api.tx)}"
    monkeypatch.setattr(patience, "ROOM", threading.BoundedSemaphore(1))
    patience.ROOM.acquire()
    assert kind(mia.get(f"{path}/count")) == (503, "overloaded")
    assert mia.get(f"{path}/status").status_code == 200
    patience.ROOM.release()
    assert [mia.get(f"{path}/count").status_code for _ in range(3)] == [200] * 3


def test_long_work_is_answered_with_a_place_to_look(api: Api) -> None:
    mia = marketer(api)
    path = f"/v1/campaigns/{drafts.a_draft(api.tx)}"
    launched = mia.post(f"{path}/launch")
    assert (launched.status_code, launched.json()["state"]) == (202, "scheduled")
    status = mia.get(launched.headers["location"]).json()
    assert (status["state"], status["is_under_way"], status["tasks"][0]["kind"]) == ("scheduled", True, "send")
    assert kind(mia.post(f"{path}/launch")) == (409, "conflict")
    assert mia.post(f"{path}/take-back", WHY).json()["state"] == "draft"


def test_whoever_submitted_does_not_approve(api: Api) -> None:
    mia, tom = marketer(api), marketer(api)
    path = f"/v1/campaigns/{drafts.a_draft(api.tx)}"
    assert mia.post(f"{path}/submit", WHY).json()["state"] == "in_review"
    assert kind(mia.post(f"{path}/approve", WHY)) == (409, "conflict")
    assert tom.post(f"{path}/reject", WHY).json()["state"] == "draft"
    mia.post(f"{path}/submit", WHY)
    approved = tom.post(f"{path}/approve", WHY)
    assert (approved.status_code, approved.json()["state"]) == (202, "scheduled")
    assert approved.json()["change"]["action"] == "approve"


def test_a_running_campaign_is_paused_adjusted_and_stopped_with_a_reason(api: Api) -> None:
    mia = marketer(api)
    path = f"/v1/campaigns/{drafts.a_running(api.tx, archive_after_days=3)}"
    assert kind(mia.post(f"{path}/tasks/send/pause")) == (422, "invalid-fields")
    assert mia.post(f"{path}/tasks/send/pause", WHY).json()["change"]["action"] == "pause"
    assert mia.get(f"{path}/status").json()["tasks"][0]["state"] == "paused"
    assert mia.post(f"{path}/tasks/send/resume", WHY).json()["change"]["to_state"] == "running"
    assert mia.put(f"{path}/tasks/send/ceiling", {"ceiling": 50, **WHY}).status_code == 200
    assert mia.put(f"{path}/deadline", {"stop_at": "2026-03-05T18:00", **WHY}).status_code == 200
    assert mia.put(f"{path}/expiry", WHY).status_code == 200
    definition = mia.get(path).json()["definition"]
    assert (definition["ceiling"], definition["stop_at"], definition["archive_after_days"]) == (
        50,
        "2026-03-05T18:00:00",
        None,
    )
    assert mia.post(f"{path}/tasks/send/stop", WHY).json()["state"] == "stopped"
    assert kind(mia.post(f"{path}/tasks/archive/pause", WHY)) == (409, "conflict")


def test_an_archive_is_undone(api: Api) -> None:
    path = f"/v1/campaigns/{drafts.an_archived(api.tx)}"
    undone = marketer(api).post(f"{path}/undo-archive", WHY)
    assert (undone.status_code, undone.headers["location"]) == (202, f"{path}/status")


def test_a_correction_is_read_by_everybody_who_got_it(api: Api) -> None:
    api.person("ada")
    campaign_id = drafts.a_running(api.tx)
    number = api.tx.execute("select id from person").fetchone()
    assert number is not None
    drafts.deliver(api.tx, campaign_id, number["id"], now=NOON)
    content = {"locale": "en", "text": "Hello {{ first_name }}"}
    told = marketer(api).put(f"/v1/campaigns/{campaign_id}/content/en", {"content": content, **WHY})
    assert told.status_code == 204
    [line] = api.person("ada").get("/v1/conversations").json()["items"]
    assert (line["text"], line["is_edited"]) == ("Hello Ada", True)


@pytest.mark.parametrize("state", CampaignState)
def test_no_decision_fails_in_any_state(api: Api, state: CampaignState) -> None:
    mia = marketer(api)
    path = f"/v1/campaigns/{drafts.in_state(api.tx, state)}"
    for step in ("launch", "take-back", "submit", "approve", "reject", "tasks/archive/stop", "undo-archive"):
        assert mia.post(f"{path}/{step}", WHY).status_code in (200, 202, 409)
    for place in ("status", "outcomes", "history", "verification", "ledger"):
        assert mia.get(f"{path}/{place}").status_code in (200, 409)


RULE = {"combinator": "and", "rules": [{"field": "name", "value": "\0"}]}
BROKEN = [
    {**body(), "name": "\0"},
    {**body(), "name": "\ud800"},
    {**body(), "audience": {"rule": RULE}},
    {**body(), "audience": {"rule": {"combinator": "and", "rules": [{"field": "name", "value": float("nan")}]}}},
    {**body(), "\ud800": 1},
    {"\0": 1},
    [],
]


@pytest.mark.parametrize("broken", BROKEN)
def test_what_cannot_be_stored_is_refused_where_it_stands(api: Api, broken: Any) -> None:
    assert kind(marketer(api).raw("POST", "/v1/campaigns", broken)) == (422, "invalid-fields")
