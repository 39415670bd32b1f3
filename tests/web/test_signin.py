"""Signing in and out, and everything that ends a session or opens none."""

from typing import Any

import pytest
from fastapi import Request
from httpx import Response

from tests.members.people import PASSWORD, a_member
from tests.web.calling import Api, Caller, session
from tidings.core import config
from tidings.members import changing, passwords, sessions
from tidings.members.model import Member, Role
from tidings.web import cookies, streams
from tidings.web.callers import Shown
from tidings.web.pools import Pools
from tidings.web.refusals import Overloaded, Unauthenticated
from tidings.web.room import Room

WHO = "ada@market.example"


@pytest.fixture
def ada(api: Api) -> Member:
    a_member(api.tx, "boss", Role.ADMINISTRATOR)
    return a_member(api.tx, "ada", Role.AUTHOR)


def sign_in(api: Api, email: str = WHO, password: str = PASSWORD, **headers: str) -> Response:
    told = api.nobody().post("/v1/session", {"email": email, "password": password}, **headers)
    # Each request of these tests says by itself what it shows.
    api.client.cookies.clear()
    return told


def token_of(told: Response) -> str:
    return told.headers["set-cookie"].partition(";")[0].removeprefix(f"{cookies.NAME}=")


def browser(api: Api, told: Response) -> Caller:
    """Whoever was told this when they signed in."""
    return api.sending({"Cookie": f"{cookies.NAME}={token_of(told)}", cookies.PROOF: told.json()["csrf_token"]})


def status(caller: Caller) -> int:
    return caller.get("/v1/session").status_code


def test_whoever_signs_in_is_told_who_they_are_and_what_they_may(api: Api, ada: Member) -> None:
    told = sign_in(api, " ADA@market.example ")
    assert told.status_code == 201, told.text
    found = told.json()
    assert found["member"] == {"id": ada.id, "email": WHO, "name": "Ada", "role": "author"}
    assert found["scopes"] == ["account:read", "campaigns:read", "campaigns:write", "people:read", "people:write"]
    assert (found["account"], found["clock"]["speed"]) == ({"name": "", "zone": "UTC"}, 1.0)
    again = browser(api, told).get("/v1/session")
    assert again.json()["csrf_token"] == found["csrf_token"]
    assert token_of(told) not in told.text + again.text


def test_the_cookie_is_for_nobody_but_this_site_and_no_script(
    api: Api, ada: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, *attributes = sign_in(api).headers["set-cookie"].lower().split("; ")
    assert name.startswith("tidings_session=")
    assert set(attributes) == {"httponly", "samesite=strict", "path=/", "max-age=604800"}
    monkeypatch.setenv("TIDINGS_PUBLIC_URL", "https://tidings.market.example")
    config.settings.cache_clear()
    assert "secure" in sign_in(api).headers["set-cookie"].lower().split("; ")


def test_nothing_that_a_session_is_told_is_kept_by_a_browser(api: Api, ada: Member) -> None:
    told = sign_in(api)
    caller = browser(api, told)
    answers = [told, caller.get("/v1/session"), caller.get("/v1/campaigns"), caller.get("/v1/keys/x")]
    answers += [sign_in(api, password="wrong"), api.nobody().get("/v1/session"), caller.post("/v1/members", {})]
    assert {each.headers.get("cache-control") for each in answers} == {"no-store"}


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (WHO, "another password"),
        ("nobody@market.example", PASSWORD),
        ("disabled@market.example", PASSWORD),
        ("elsewhere@market.example", PASSWORD),
        ("no e-mail", PASSWORD),
    ],
)
def test_whoever_is_not_let_in_is_told_the_same_whatever_the_reason(
    api: Api, ada: Member, email: str, password: str
) -> None:
    changing.disable(api.tx, a_member(api.tx, "disabled", Role.VIEWER).id, ada.created_at)
    a_member(api.tx, "elsewhere", Role.VIEWER, None)
    told = sign_in(api, email, password)
    assert (told.status_code, told.json()["type"]) == (401, "urn:tidings:problem:unauthenticated")
    assert told.json()["detail"] == "This e-mail and this password do not fit."
    assert "set-cookie" not in told.headers


@pytest.mark.parametrize("email", [WHO, "nobody@market.example"])
def test_whoever_tries_too_often_waits_even_with_the_right_password(
    api: Api, ada: Member, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However long a slow machine takes to try.
    now = sessions.real_now()
    monkeypatch.setattr(sessions, "real_now", lambda: now)
    for _ in range(6):
        assert sign_in(api, email, "wrong").status_code == 401
    told = sign_in(api, email)
    assert (told.status_code, told.json()["type"]) == (429, "urn:tidings:problem:too-many-attempts")
    assert told.headers["retry-after"] == "1"
    assert sign_in(api, "boss@market.example").status_code == 201


def test_a_session_opens_nothing_from_the_next_request_on_once_it_ended(api: Api, ada: Member) -> None:
    first, second = browser(api, sign_in(api)), browser(api, sign_in(api))
    told = first.delete("/v1/session")
    assert told.status_code == 204 and 'tidings_session=""' in told.headers["set-cookie"]
    assert (status(first), status(second)) == (401, 200)
    changing.change_role(api.tx, ada.id, Role.PUBLISHER)
    assert status(second) == 401


def test_signing_in_anew_ends_the_session_that_the_browser_showed(api: Api, ada: Member) -> None:
    first = browser(api, sign_in(api))
    second = browser(api, sign_in(api, Cookie=first.headers["Cookie"]))
    assert (status(first), status(second)) == (401, 200)


@pytest.mark.parametrize("proof", [None, "", "wrong", "é", "0" * 64])
def test_without_its_proof_a_session_reads_and_changes_nothing(api: Api, ada: Member, proof: str | None) -> None:
    token = token_of(sign_in(api))
    shown = {"Cookie": f"{cookies.NAME}={token}"} | ({} if proof is None else {cookies.PROOF: proof})
    caller = api.sending({name: text.encode() for name, text in shown.items()})  # type: ignore[misc]
    assert caller.get("/v1/lists").status_code == 200
    told = caller.post("/v1/lists", {"name": "staff"})
    assert (told.status_code, told.json()["type"]) == (403, "urn:tidings:problem:cross-site")
    assert caller.delete("/v1/session").status_code == 403
    assert status(caller) == 200


def test_the_proof_of_another_session_proves_nothing(api: Api, ada: Member) -> None:
    own, other = token_of(sign_in(api)), token_of(sign_in(api))
    shown = session(own) | {cookies.PROOF: cookies.proof(other)}
    assert api.sending(shown).post("/v1/lists", {"name": "staff"}).status_code == 403
    assert api.sending(session(own)).post("/v1/lists", {"name": "staff"}).status_code == 201


ORIGINS = {
    "http://testserver": True,
    "https://testserver": True,
    "https://tidings.market.example": True,
    "https://tidings.market.example.evil.example": False,
    "http://tidings.market.example": False,
    "http://testserver:8080": False,
    "https://evil.example": False,
    "null": False,
    "": False,
}


@pytest.mark.parametrize("origin", ORIGINS)
def test_what_the_page_of_another_site_sends_is_refused(
    api: Api, ada: Member, origin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_of(sign_in(api))
    monkeypatch.setenv("TIDINGS_PUBLIC_URL", "https://tidings.market.example/")
    config.settings.cache_clear()
    told = api.sending({**session(token), "Origin": origin}).post("/v1/lists", {"name": "staff"})
    assert told.status_code == (201 if ORIGINS[origin] else 403)
    assert sign_in(api, Origin=origin).status_code == (201 if ORIGINS[origin] else 403)


def test_a_token_or_key_counts_and_the_cookie_beside_it_does_not(api: Api, ada: Member) -> None:
    token = token_of(sign_in(api))
    key = api.person("ben").headers
    both = api.sending({**session(token, has_proof=False), **key})
    assert both.get("/v1/unread").status_code == 200
    assert status(both) == 403
    assert api.sending({**session(token), "Authorization": "Bearer x"}).get("/v1/session").status_code == 401


def test_another_password_ends_all_sessions_and_gives_a_new_one(api: Api, ada: Member) -> None:
    here, there = browser(api, sign_in(api)), browser(api, sign_in(api))
    new = "another password, long enough"
    told = here.post("/v1/session/password", {"current": "wrong", "new": new})
    assert told.status_code == 403
    assert here.post("/v1/session/password", {"current": PASSWORD, "new": "short"}).status_code == 400
    assert (status(here), status(there)) == (200, 200)
    told = here.post("/v1/session/password", {"current": PASSWORD, "new": new})
    api.client.cookies.clear()
    assert told.status_code == 200
    assert (status(here), status(there), status(browser(api, told))) == (401, 401, 200)
    assert (sign_in(api).status_code, sign_in(api, password=new).status_code) == (401, 201)


def test_with_a_stolen_session_the_password_cannot_be_guessed(api: Api, ada: Member) -> None:
    caller = browser(api, sign_in(api))
    guesses = [caller.post("/v1/session/password", {"current": f"guess {n}", "new": "x" * 20}) for n in range(8)]
    assert [told.status_code for told in guesses[-2:]] == [429, 429]


def test_a_body_of_a_stranger_is_read_only_as_far_as_needed(api: Api, ada: Member) -> None:
    told = api.nobody().post("/v1/session", {"email": WHO, "password": "x" * 5000})
    assert (told.status_code, told.json()["type"]) == (413, "urn:tidings:problem:too-large")


def test_no_password_is_told_back_when_it_cannot_be_taken(api: Api, ada: Member) -> None:
    secret = "very secret" * 30
    told = api.nobody().post("/v1/session", {"email": WHO, "password": secret})
    assert told.status_code == 422 and "very secret" not in told.text


def test_a_session_counts_as_used_by_requests_but_not_by_looking_whether_it_holds(
    api: Api, ada: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_of(sign_in(api))

    def used_at() -> Any:
        [found] = api.tx.execute("select used_at from member_session").fetchall()
        return found["used_at"]

    before = used_at()
    later = sessions.real_now().timestamp() + 120
    monkeypatch.setattr("tidings.core.clock.real_s", lambda: later)
    assert sessions.find(api.tx, token, is_use=False) is not None
    assert used_at() == before
    assert api.sending(session(token)).get("/v1/campaigns").status_code == 200
    assert used_at() > before


def boss(api: Api) -> Caller:
    return browser(api, sign_in(api, "boss@market.example"))


def test_an_administrator_invites_whose_password_is_told_once(api: Api, ada: Member) -> None:
    caller = boss(api)
    told = caller.post("/v1/members", {"email": "Eve@market.example", "name": "Eve", "role": "publisher"})
    assert told.status_code == 201
    made = told.json()
    assert (made["email"], made["created_by"]) == ("eve@market.example", "member:boss@market.example")
    assert sign_in(api, "eve@market.example", made["password"]).status_code == 201
    listed = caller.get("/v1/members")
    assert {each["email"]: each["role"] for each in listed.json()["items"]} == {
        WHO: "author",
        "boss@market.example": "administrator",
        "eve@market.example": "publisher",
    }
    assert made["password"] not in listed.text and "argon2" not in listed.text
    again = caller.post("/v1/members", {"email": "EVE@market.example", "role": "viewer"})
    assert again.status_code == 409
    elsewhere = {"email": "tom@market.example", "role": "viewer", "with_password": False}
    assert caller.post("/v1/members", elsewhere).json()["password"] is None


def test_an_administrator_changes_members_and_stays_one(api: Api, ada: Member) -> None:
    caller, theirs = boss(api), browser(api, sign_in(api))
    assert caller.put(f"/v1/members/{ada.id}/role", {"role": "viewer"}).json()["role"] == "viewer"
    assert status(theirs) == 401
    password = caller.post(f"/v1/members/{ada.id}/password").json()["password"]
    assert len(password) >= passwords.SHORTEST
    assert sign_in(api).status_code == 401
    assert sign_in(api, password=password).status_code == 201
    assert caller.put(f"/v1/members/{ada.id}/disabled").json()["disabled_at"] is not None
    assert sign_in(api, password=password).status_code == 401
    assert caller.delete(f"/v1/members/{ada.id}/disabled").json()["disabled_at"] is None
    assert sign_in(api, password=password).status_code == 201
    me = caller.get("/v1/session").json()["member"]["id"]
    assert caller.put(f"/v1/members/{me}/role", {"role": "viewer"}).status_code == 409
    assert caller.put(f"/v1/members/{me}/disabled").status_code == 409
    assert status(caller) == 200


def test_who_decided_about_a_campaign_is_told_by_their_e_mail(api: Api, ada: Member) -> None:
    caller = browser(api, sign_in(api))
    definition = {
        "name": "Spring",
        "category": "promotions",
        "sender": "marketplace-news",
        "content": [{"locale": "en", "text": "Hi"}],
        "audience": {"everyone": True},
    }
    campaign = caller.post("/v1/campaigns", definition).json()["id"]
    history = caller.get(f"/v1/campaigns/{campaign}/history").json()["items"]
    assert [line["who"] for line in history] == [f"member:{WHO}"]
    told = caller.post(f"/v1/campaigns/{campaign}/launch", {"why": "now"})
    assert (told.status_code, "campaigns:launch" in told.json()["detail"]) == (403, True)


def test_how_one_may_sign_in_is_told_to_everybody(api: Api) -> None:
    assert api.nobody().get("/v1/session/ways").json() == {"password": True, "oidc": False}


def test_what_is_read_piece_by_piece_ends_with_the_session(api: Api, ada: Member) -> None:
    caller = browser(api, sign_in(api))
    told = caller.get("/v1/session")
    assert told.status_code == 200
    token = caller.headers["Cookie"].partition("=")[2]
    scope = {"type": "http", "app": api.client.app, "tidings.shown": Shown(session=token)}
    request = Request(scope)
    with streams.connection(request):
        pass
    sessions.end(api.tx, token)
    with pytest.raises(Unauthenticated), streams.connection(request):
        pass


def test_members_take_no_connection_of_peoples(api: Api, ada: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    lend = Pools.lend

    def counting(self: Pools, *, for_person: bool) -> Any:
        asked.append(for_person)
        return lend(self, for_person=for_person)

    monkeypatch.setattr(Pools, "lend", counting)
    assert browser(api, sign_in(api)).get("/v1/lists").status_code == 200
    assert set(asked) == {False}


def test_requests_of_one_member_leave_room_for_those_of_others(api: Api, ada: Member) -> None:
    room = Room(2, "Too many.")
    with room.place("ada"), room.place("ada"):
        with pytest.raises(Overloaded), room.place("ada"):
            pass
        with room.place("boss"):
            pass
