"""Whatever a name holds, it can stand in an address."""

from urllib.parse import quote

import pytest

from tests.web.calling import Api, Caller
from tidings.audience import lists
from tidings.web.callers import Scope

NAMES = ["a/b", "/", "a%2Fb", "a%b", "a b", "a?b#c", "ä/ö", "..a//b", "a+b", "a;b", "a:b@c"]


def keeper(api: Api) -> Caller:
    return api.server(Scope.PEOPLE_READ, Scope.PEOPLE_WRITE)


def encoded(name: str) -> str:
    return quote(name, safe="")


@pytest.mark.parametrize("name", NAMES)
def test_a_person_with_any_id_is_found_asked_exported_blocked_for_and_erased(api: Api, name: str) -> None:
    api.person(name), api.person("a"), api.person("a/c")
    tom, place = keeper(api), f"/v1/people/{encoded(name)}"
    assert tom.get(place).json()["id"] == name
    assert tom.put(f"{place}/consents/promotions", {"is_allowed": False}).status_code == 200
    assert [each["category"] for each in tom.get(f"{place}/consents").json()["items"]] == ["promotions"]
    assert tom.get(f"{place}/export").json()["person"]["id"] == name
    assert tom.put(f"{place}/blocks/{encoded('person:a/c')}").status_code == 204
    assert [each["ref"] for each in tom.get(f"{place}/blocks").json()["items"]] == ["person:a/c"]
    assert tom.delete(place).status_code == 200
    assert tom.get(place).status_code == 404
    assert tom.get("/v1/people/a").status_code == 200


def test_a_person_decides_for_themselves_whatever_their_id(api: Api) -> None:
    ada = api.person("a/b")
    assert ada.put(f"/v1/me/consents/{encoded('*')}", {"is_allowed": False}).status_code == 200
    assert ada.put(f"/v1/blocks/{encoded('system:marketplace-news')}").status_code == 204


@pytest.mark.parametrize("name", NAMES)
def test_a_list_and_a_segment_with_any_name_are_found(api: Api, name: str) -> None:
    api.person("ada")
    mia = api.server(Scope.CAMPAIGNS_READ, Scope.CAMPAIGNS_WRITE)
    assert mia.post("/v1/lists", {"name": name}).status_code == 201
    assert mia.post(f"/v1/lists/{encoded(name)}/members", {"people": ["ada"]}).json()["added_count"] == 1
    assert [each.name for each in lists.lists(api.tx)] == [name]
    rule = {"combinator": "and", "rules": [{"field": "name", "operator": "=", "value": "Ada"}]}
    assert mia.put(f"/v1/segments/{encoded(name)}", {"rule": rule}).json()["name"] == name
    assert mia.get(f"/v1/segments/{encoded(name)}/count").json() == {"matched_count": 1}
    assert mia.delete(f"/v1/lists/{encoded(name)}").status_code == 204


def test_a_slash_that_is_not_encoded_parts_an_address(api: Api) -> None:
    api.person("a/b")
    assert keeper(api).get("/v1/people/a/b").status_code == 404


def test_bytes_that_are_no_text_name_nobody(api: Api) -> None:
    for name in ("%FF", "%00", "%ED%A0%80", "%C3"):
        assert keeper(api).get(f"/v1/people/{name}").status_code == 404


def test_the_documentation_and_its_files_are_where_they_were(api: Api) -> None:
    page = api.nobody().get("/docs").text
    script = next(part for part in page.split('"') if part.endswith(".js"))
    assert api.nobody().get(script).status_code == 200
