"""Lists, segments and the account by HTTP."""

from functools import partial
from pathlib import Path

import pytest

from tests.web.calling import SECRET, Api, Caller
from tidings.core import config
from tidings.web import cursors
from tidings.web.callers import Scope

RULE = {"combinator": "and", "rules": [{"field": "attributes.town", "operator": "=", "value": "Porto"}]}


def marketer(api: Api) -> Caller:
    return api.server(Scope.CAMPAIGNS_READ, Scope.CAMPAIGNS_WRITE)


def owner(api: Api) -> Caller:
    return api.server(Scope.ACCOUNT_READ, Scope.ACCOUNT_WRITE)


def test_people_are_put_into_a_list_and_taken_out_again(api: Api) -> None:
    mia = marketer(api)
    for external_id in ("ada", "ben", "eve"):
        api.person(external_id)
    assert mia.post("/v1/lists", {"name": "the staff"}).status_code == 201
    assert mia.post("/v1/lists", {"name": "the staff"}).status_code == 409
    people = {"people": ["ada", "ben", "eve", "nobody", "\0"]}
    added = [mia.post("/v1/lists/the%20staff/members", people, idempotency_key="k").json() for _ in range(2)]
    assert added == [{"added_count": 3, "unknown": ["nobody", "\0"]}] * 2
    first = mia.get("/v1/lists/the staff/members", limit=2).json()
    rest = mia.get("/v1/lists/the staff/members", limit=2, cursor=first["next"]).json()
    assert [each["id"] for each in first["items"] + rest["items"]] == ["ada", "ben", "eve"]
    assert mia.post("/v1/lists/the staff/removals", {"people": ["ada"]}).json() == {"removed_count": 1}
    assert [each["member_count"] for each in mia.get("/v1/lists").json()["items"]] == [2]
    assert mia.delete("/v1/lists/the staff").status_code == 204
    assert mia.get("/v1/lists/the staff/members").status_code == 404


def test_a_segment_is_saved_counted_and_looked_at(api: Api) -> None:
    mia = marketer(api)
    api.person("ada")
    assert mia.put("/v1/segments/porto", {"rule": RULE}).json()["rule"] == RULE
    assert mia.get("/v1/segments/porto/count").json() == {"matched_count": 1}
    assert [each["id"] for each in mia.get("/v1/segments/porto/sample").json()["items"]] == ["ada"]
    assert [each["name"] for each in mia.get("/v1/segments").json()["items"]] == ["porto"]
    assert "locale" in mia.get("/v1/segment-fields").json()["items"]
    for place in ("", "/count", "/sample"):
        assert mia.get(f"/v1/segments/none{place}").status_code == 404


def test_a_rule_with_faults_is_refused_with_their_places(api: Api) -> None:
    told = marketer(api).put("/v1/segments/porto", {"rule": {"combinator": "xor", "rules": [{"field": "shoe"}]}})
    assert told.status_code == 422
    assert [fault["place"] for fault in told.json()["faults"]] == ["combinator", "rules[0].field"]


def test_the_account_is_changed_one_setting_at_a_time(api: Api) -> None:
    boss = owner(api)
    assert boss.get("/v1/account").json()["zone"] == "UTC"
    change = partial(boss.call, "PUT", if_match="*")
    assert change("/v1/account/zone", {"value": "Europe/Madrid"}).json()["zone"] == "Europe/Madrid"
    assert change("/v1/account/ceiling", {"value": "500"}).json()["ceiling"] == "500"
    assert change("/v1/account/zone", {"value": "Mars"}).status_code == 400
    assert change("/v1/account/mood", {"value": "good"}).status_code == 422
    [row] = api.tx.execute("select changed_by from account_setting where name = 'zone'").fetchall()
    assert row["changed_by"].startswith("key:")


def test_a_sender_is_made_and_a_key_speaks_as_it(api: Api) -> None:
    boss = owner(api)
    assert boss.post("/v1/senders", {"handle": "spring-team", "name": "Spring Team"}).status_code == 201
    assert "spring-team" in [each["handle"] for each in boss.get("/v1/senders").json()["items"]]
    made = boss.post("/v1/keys", {"name": "bot", "scopes": ["chat"], "participant": "spring-team"})
    assert (made.status_code, made.json()["participant"]) == (201, "spring-team")
    shown = made.json()["key"]
    assert api.showing(shown).get("/v1/conversations").status_code == 200
    listed = boss.get("/v1/keys")
    assert shown.rpartition("_")[2] not in listed.text
    assert boss.delete(f"/v1/keys/{made.json()['id']}").status_code == 204
    assert api.showing(shown).get("/v1/conversations").status_code == 401


def test_a_sender_is_renamed_by_whoever_saw_it_last_and_inboxes_show_it(api: Api) -> None:
    boss = owner(api)
    made = boss.post("/v1/senders", {"handle": "spring-team", "name": "Spring Team"}).json()
    looks = {"name": "Summer Team", "picture_url": "https://market.example/sun.png"}
    assert boss.put("/v1/senders/spring-team", looks).status_code == 428
    change = partial(boss.call, "PUT", if_match=f'"{made["revision"]}"')
    changed = change("/v1/senders/spring-team", looks)
    assert (changed.status_code, changed.json()["name"], changed.headers["etag"]) == (200, "Summer Team", '"2"')
    assert change("/v1/senders/spring-team", looks).status_code == 412
    assert change("/v1/senders/nobody", looks).status_code == 404
    assert boss.call("PUT", "/v1/senders/spring-team", {"name": " "}, if_match="*").status_code == 400
    [found] = [each for each in boss.get("/v1/senders").json()["items"] if each["handle"] == "spring-team"]
    assert (found["name"], found["picture_url"]) == ("Summer Team", looks["picture_url"])


def test_a_segment_is_removed_when_nobody_needs_it(api: Api) -> None:
    mia = marketer(api)
    assert mia.put("/v1/segments/recent", {"rule": RULE}).status_code == 200
    assert mia.delete("/v1/segments/recent").status_code == 204
    assert mia.delete("/v1/segments/recent").status_code == 404
    assert mia.get("/v1/segments").json()["items"] == []


def test_the_text_of_a_key_is_kept_nowhere(api: Api) -> None:
    made = owner(api).post("/v1/keys", {"name": "bot", "scopes": ["people:read"]}, idempotency_key="k").json()
    for table in ("api_key", "idempotency"):
        assert made["key"].rpartition("_")[2] not in str(api.tx.execute(f"select * from {table}").fetchall())


def test_a_sender_with_a_name_that_cannot_be_stored_is_refused(api: Api) -> None:
    for name in ("\0", "\ud800"):
        assert owner(api).raw("POST", "/v1/senders", {"handle": "x", "name": name}).status_code == 422


def test_a_rule_that_is_not_saved_is_counted_and_looked_at(api: Api) -> None:
    mia = marketer(api)
    api.person("ada")
    assert mia.post("/v1/segments/count", {"rule": RULE}).json() == {"matched_count": 1}
    assert [each["id"] for each in mia.post("/v1/segments/sample?size=3", {"rule": RULE}).json()["items"]] == ["ada"]
    told = mia.post("/v1/segments/count", {"rule": {"combinator": "xor", "rules": [{"field": "shoe"}]}})
    assert [fault["place"] for fault in told.json()["faults"]] == ["combinator", "rules[0].field"]
    assert mia.get("/v1/segments").json()["items"] == []


def test_segments_that_are_called_like_what_can_be_asked_are_segments(api: Api) -> None:
    mia = marketer(api)
    assert mia.put("/v1/segments/count", {"rule": RULE}).status_code == 200
    assert mia.get("/v1/segments/count").json()["name"] == "count"
    assert mia.get("/v1/segments/count/count").json() == {"matched_count": 0}


def test_settings_are_shown_without_secrets(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:hush@here/tidings")
    config.settings.cache_clear()
    told = owner(api).get("/v1/settings")
    found = {each["name"]: each["value"] for each in told.json()["items"]}
    assert found["DATABASE_URL"] == "postgresql://me:***@here/tidings"
    assert (found["TIDINGS_JWT_SECRET"], found["TIDINGS_SENDERS"]) == ("***", 1)
    assert "hush" not in told.text and SECRET not in told.text


def test_the_form_of_a_campaign_is_the_published_one(api: Api) -> None:
    told = marketer(api).get("/v1/campaigns/schema")
    assert told.headers["content-type"] == "application/schema+json"
    assert told.text == (Path(__file__).parents[2] / "docs" / "campaign.schema.json").read_text()


def test_two_who_edit_the_account_do_not_undo_each_other(api: Api) -> None:
    boss = owner(api)
    seen = boss.get("/v1/account").headers["etag"]
    assert boss.put("/v1/account/ceiling", {"value": "500"}).status_code == 428
    changed = boss.call("PUT", "/v1/account/ceiling", {"value": "500"}, if_match=seen)
    assert (changed.status_code, changed.headers["etag"]) == (200, boss.get("/v1/account").headers["etag"])
    assert boss.call("PUT", "/v1/account/zone", {"value": "Europe/Madrid"}, if_match=seen).status_code == 412
    assert boss.get("/v1/account").json() == changed.json()


def test_two_who_edit_a_segment_do_not_undo_each_other(api: Api) -> None:
    mia = marketer(api)
    other = {"rule": {**RULE, "not": True}}
    for tag in ('"1"', '"none"', "*"):
        assert mia.call("PUT", "/v1/segments/porto", {"rule": RULE}, if_match=tag).status_code == 412
    assert mia.get("/v1/segments/porto").status_code == 404
    made = mia.put("/v1/segments/porto", {"rule": RULE})
    assert made.headers["etag"] == mia.get("/v1/segments/porto").headers["etag"] == '"1"'
    assert mia.put("/v1/segments/porto", other).status_code == 428
    assert mia.call("PUT", "/v1/segments/porto", other, if_match='"1"').headers["etag"] == '"2"'
    assert mia.call("PUT", "/v1/segments/porto", {"rule": RULE}, if_match='"1"').status_code == 412
    assert mia.get("/v1/segments/porto").json()["rule"] == other["rule"]


def test_of_two_who_make_a_segment_in_the_same_moment_one_is_told(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    mia = marketer(api)
    assert mia.put("/v1/segments/porto", {"rule": RULE}).status_code == 200
    monkeypatch.setattr("tidings.audience.saving.lock", lambda _tx, _name: None)
    assert mia.put("/v1/segments/porto", {"rule": {**RULE, "not": True}}).status_code == 409


def paged(caller: Caller, path: str, limit: int) -> list[list[dict[str, object]]]:
    pages: list[list[dict[str, object]]] = []
    cursor: dict[str, str] = {}
    while True:
        told = caller.get(path, limit=limit, **cursor).json()
        pages.append(told["items"])
        if told["next"] is None:
            return pages
        cursor = {"cursor": told["next"]}


def test_lists_segments_and_keys_come_in_pages(api: Api) -> None:
    everything = api.server(Scope.CAMPAIGNS_READ, Scope.CAMPAIGNS_WRITE, Scope.ACCOUNT_READ, Scope.ACCOUNT_WRITE)
    names = sorted(["a", "b b", "c", "\U0001f600" * 200, "é"])
    for name in names:
        assert everything.post("/v1/lists", {"name": name}).status_code == 201
        assert everything.put(f"/v1/segments/{name}", {"rule": RULE}).status_code == 200
        assert everything.post("/v1/keys", {"name": name[:3], "scopes": ["people:read"]}).status_code == 201
    for path in ("/v1/lists", "/v1/segments", "/v1/keys"):
        whole = everything.get(path).json()
        assert whole["next"] is None
        for limit in (1, 2):
            pages = paged(everything, path, limit)
            assert {len(page) for page in pages[:-1]} == {limit}
            assert [each for page in pages for each in page] == whole["items"]
    assert sorted(each["name"] for each in everything.get("/v1/lists").json()["items"]) == names
    assert len(everything.get("/v1/keys").json()["items"]) == len(names) + 1


@pytest.mark.parametrize("path", ["/v1/lists", "/v1/segments", "/v1/keys"])
def test_a_cursor_of_another_list_or_with_what_cannot_be_stored_is_refused(api: Api, path: str) -> None:
    everything = api.server(Scope.CAMPAIGNS_READ, Scope.ACCOUNT_READ)
    at = "2026-03-02T12:00:00+00:00"
    refused: list[list[object]] = [[1], [[]], ["a", 1], ["\0"], [at, "\0"], ["2026-03-02", "x"], [at, "x", 1]]
    for parts in refused:
        told = everything.get(path, cursor=cursors.encode(*parts))
        assert (told.status_code, told.json()["type"]) == (400, "urn:tidings:problem:bad-input"), parts
    assert everything.get(path, limit=0).status_code == everything.get(path, limit=1001).status_code == 422
