"""What participants report is seen and closed by a server."""

from typing import Any

from tests.web.calling import Api, Caller
from tidings.web.callers import Scope


def keeper(api: Api) -> Caller:
    return api.server(Scope.PEOPLE_READ, Scope.PEOPLE_WRITE)


def report(api: Api, name: str, reason: str, about: str = "listing/1") -> None:
    ada = api.person(name)
    api.person("ben")
    ada.post("/v1/messages", {"to": "person:ben", "topic": about, "text": "Hello"})
    [place] = [each["id"] for each in ada.get("/v1/conversations").json()["items"] if each["topic"] == about]
    assert ada.put(f"/v1/conversations/{place}/report", {"reason": reason}).status_code == 204


def told(caller: Caller, **query: Any) -> list[str]:
    return [each["reason"] for each in caller.get("/v1/reports", **query).json()["items"]]


def test_reports_are_shown_latest_first_and_closed_by_whoever_saw_to_them(api: Api) -> None:
    tom = keeper(api)
    for number in range(3):
        report(api, "ada", f"rude {number}", f"listing/{number}")
    first = tom.get("/v1/reports", limit=2).json()
    rest = tom.get("/v1/reports", limit=2, cursor=first["next"]).json()
    found = first["items"] + rest["items"]
    assert [each["reason"] for each in found] == ["rude 2", "rude 1", "rude 0"]
    assert (found[0]["by"]["ref"], found[0]["peer"]["ref"], found[0]["topic"]) == (
        "person:ada",
        "person:ben",
        "listing/2",
    )
    closed = [tom.put(f"/v1/reports/{found[1]['id']}/closed").json() for _ in range(2)]
    assert closed[0] == closed[1] and closed[0]["closed_by"].startswith("key:")
    assert told(tom, state="open") == ["rude 2", "rude 0"]
    assert told(tom, state="closed") == ["rude 1"]
    assert tom.put("/v1/reports/999/closed").status_code == 404


def test_whoever_reports_again_is_heard_again(api: Api) -> None:
    tom = keeper(api)
    report(api, "ada", "rude")
    report(api, "eve", "spam")
    old = tom.get("/v1/reports").json()["items"][1]["id"]
    tom.put(f"/v1/reports/{old}/closed")
    report(api, "ada", "rude again")
    assert told(tom, state="open") == ["rude again", "spam"]
    assert tom.put(f"/v1/reports/{old}/closed").status_code == 404


def test_what_somebody_erased_reported_says_nothing_any_more(api: Api) -> None:
    tom = keeper(api)
    report(api, "ada", "He knows where I live")
    tom.delete("/v1/people/ada")
    [found] = tom.get("/v1/reports").json()["items"]
    assert (found["by"]["ref"], found["reason"]) == (None, "")
