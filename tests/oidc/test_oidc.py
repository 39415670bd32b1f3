"""Signing in elsewhere, at a certified provider on loopback."""

import base64
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson
import pytest
import requests
from httpx import Response
from joserfc import jwt

from tests.members.people import a_member
from tests.oidc import browsing
from tests.oidc.browsing import CLIENT, SECRET
from tests.web.calling import NOON, Api, Caller
from tidings.core import config
from tidings.members import changing, linking, roster
from tidings.members.linking import Identity, NotInvited
from tidings.members.model import Role
from tidings.web.signin import oidc, provider

CALLBACK = "/v1/session/oidc/callback"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with browsing.provider() as address:
        yield address


@pytest.fixture(autouse=True)
def _configured(issuer: str, monkeypatch: pytest.MonkeyPatch, _settings: None) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name, value in {
        "ISSUER": issuer,
        "CLIENT_ID": CLIENT,
        "CLIENT_SECRET": SECRET,
        "ROLE_CLAIM": "groups",
        "ROLES": "desk=author, heads=administrator",
    }.items():
        monkeypatch.setenv(f"TIDINGS_OIDC_{name}", value)
    config.settings.cache_clear()


def leave(api: Api, back: str = "/campaigns") -> str:
    """The address that a browser is sent to."""
    told = api.client.get("/v1/session/oidc", params={"back": back}, follow_redirects=False)
    assert told.status_code == 302, told.text
    return str(told.headers["location"])


def come_back(api: Api, **query: str) -> Response:
    told: Any = api.client.get(CALLBACK, params=query, follow_redirects=False)
    assert told.status_code == 303
    return told  # type: ignore[no-any-return]


def signed_in(api: Api, login: str, back: str = "/campaigns") -> Response:
    return come_back(api, **browsing.sign_in(leave(api, back), login))


def refused(told: Response) -> str:
    """Why nobody is signed in now."""
    assert "tidings_session=" not in str(told.headers.get_list("set-cookie"))
    address = urlsplit(told.headers["location"])
    assert address.path == "/panel/sign-in"
    return dict(parse_qsl(address.query))["refused"]


def browser(api: Api, told: Response) -> Caller:
    """Whoever was sent back so, by nothing but the cookie of the session."""
    [cookie] = [each for each in told.headers.get_list("set-cookie") if each.startswith("tidings_session=")]
    api.client.cookies.clear()
    return api.sending({"Cookie": cookie.partition(";")[0]})


def test_whoever_was_invited_is_signed_in_and_comes_back_to_where_they_were(api: Api) -> None:
    a_member(api.tx, "ada", Role.PUBLISHER, None)
    told = signed_in(api, "ada", "/campaigns/12?tab=answers")
    assert told.headers["location"] == "/panel/campaigns/12?tab=answers"
    assert told.headers["cache-control"] == "no-store"
    session = browser(api, told).get("/v1/session").json()
    assert (session["member"]["email"], session["member"]["role"]) == ("ada@market.example", "publisher")
    assert api.nobody().get("/v1/session/ways").json()["oidc"] is True
    [row] = api.tx.execute("select who, action, detail from audit").fetchall()
    assert (row["who"], row["action"]) == ("member:ada@market.example", "session.come_back")


def test_a_browser_is_sent_with_a_challenge_and_keeps_to_itself_what_answers_it(api: Api) -> None:
    sent = dict(parse_qsl(urlsplit(leave(api)).query))
    assert sent["code_challenge_method"] == "S256" and sent["response_type"] == "code"
    assert sent["redirect_uri"] == browsing.BACK
    kept = orjson.loads(base64.urlsafe_b64decode(api.client.cookies[oidc.COOKIE]))
    assert (kept["state"], kept["nonce"]) == (sent["state"], sent["nonce"])
    assert kept["verifier"] not in sent.values() and len(kept["verifier"]) >= 43


@pytest.mark.parametrize("login", ["nobody", "nobody+unknown-group"])
def test_whoever_was_not_invited_is_not_let_in(api: Api, login: str) -> None:
    assert refused(signed_in(api, login)) == "not-invited"
    assert roster.everyone(api.tx) == []


def test_an_e_mail_that_was_not_verified_opens_nothing(api: Api) -> None:
    a_member(api.tx, "unverified-ada", Role.PUBLISHER, None)
    assert refused(signed_in(api, "unverified-ada")) == "not-proven"


def test_whoever_was_disabled_is_not_let_in(api: Api) -> None:
    a_member(api.tx, "boss", Role.ADMINISTRATOR)
    changing.disable(api.tx, a_member(api.tx, "ada", Role.AUTHOR).id, NOON)
    assert refused(signed_in(api, "ada")) == "not-invited"


def test_groups_make_members_and_change_their_role(api: Api) -> None:
    a_member(api.tx, "boss", Role.ADMINISTRATOR)
    told = browser(api, signed_in(api, "eve+desk+other")).get("/v1/session").json()
    assert (told["member"]["name"], told["member"]["role"]) == ("Eve", "author")
    assert roster.find(api.tx, "eve@market.example").created_by == config.settings().oidc_issuer
    a_member(api.tx, "tom", Role.VIEWER)
    told = browser(api, signed_in(api, "tom+desk+heads")).get("/v1/session").json()
    assert told["member"]["role"] == "administrator"


def test_the_last_administrator_stays_one_whatever_the_groups_say(api: Api) -> None:
    a_member(api.tx, "ada", Role.ADMINISTRATOR)
    assert browser(api, signed_in(api, "ada+desk")).get("/v1/session").json()["member"]["role"] == "administrator"


def test_an_e_mail_that_somebody_else_got_at_the_provider_opens_nothing(api: Api) -> None:
    ada = a_member(api.tx, "ada", Role.AUTHOR, None)
    issuer = config.settings().oidc_issuer
    first = Identity(issuer, "1", ada.email, "Ada", None)
    assert linking.admit(api.tx, first, NOON).id == ada.id
    assert linking.admit(api.tx, Identity(issuer, "1", "ada.new@market.example", "", None), NOON).id == ada.id
    with pytest.raises(NotInvited):
        linking.admit(api.tx, Identity(issuer, "2", ada.email, "Ada", None), NOON)
    with pytest.raises(NotInvited):
        linking.admit(api.tx, Identity(issuer, "2", ada.email, "Ada", Role.ADMINISTRATOR), NOON)
    assert linking.admit(api.tx, Identity("https://another.example", "2", ada.email, "", None), NOON).id == ada.id


def test_another_state_or_none_or_another_browser_opens_nothing(api: Api) -> None:
    a_member(api.tx, "ada", Role.AUTHOR, None)
    brought = browsing.sign_in(leave(api), "ada")
    cookie = api.client.cookies[oidc.COOKIE]
    for query in ({**brought, "state": "another"}, {"code": brought["code"]}):
        api.client.cookies.set(oidc.COOKIE, cookie, path="/v1/session/oidc")
        assert refused(come_back(api, **query)) == "not-proven"
    api.client.cookies.clear()
    assert refused(come_back(api, **brought)) == "not-proven"
    leave(api)
    assert refused(come_back(api, **brought)) == "not-proven"


@pytest.mark.parametrize("what", ["nonce", "verifier"])
def test_another_nonce_or_verifier_opens_nothing(api: Api, what: str) -> None:
    a_member(api.tx, "ada", Role.AUTHOR, None)
    brought = browsing.sign_in(leave(api), "ada")
    kept = orjson.loads(base64.urlsafe_b64decode(api.client.cookies[oidc.COOKIE]))
    changed = base64.urlsafe_b64encode(orjson.dumps({**kept, what: kept[what][::-1]})).decode()
    api.client.cookies.clear()
    api.client.cookies.set(oidc.COOKIE, changed, path="/v1/session/oidc")
    assert refused(come_back(api, **brought)) == "not-proven"


def test_a_code_opens_once(api: Api) -> None:
    a_member(api.tx, "ada", Role.AUTHOR, None)
    brought = browsing.sign_in(leave(api), "ada")
    cookie = api.client.cookies[oidc.COOKIE]
    assert come_back(api, **brought).headers["location"] == "/panel/campaigns"
    api.client.cookies.clear()
    api.client.cookies.set(oidc.COOKIE, cookie, path="/v1/session/oidc")
    assert refused(come_back(api, **brought)) == "not-proven"


def test_what_another_provider_answers_or_this_one_refuses_opens_nothing(api: Api) -> None:
    a_member(api.tx, "ada", Role.AUTHOR, None)
    brought = browsing.sign_in(leave(api), "ada")
    assert brought["iss"] == config.settings().oidc_issuer
    assert refused(come_back(api, **{**brought, "iss": "https://evil.example"})) == "not-proven"
    state = dict(parse_qsl(urlsplit(leave(api)).query))["state"]
    assert refused(come_back(api, error="access_denied", state=state)) == "not-proven"


@pytest.mark.parametrize("kept", ["", "x", "e30=", base64.b64encode(b"[1]").decode(), base64.b64encode(b"1").decode()])
def test_a_cookie_that_is_none_of_ours_opens_nothing(api: Api, kept: str) -> None:
    told = api.client.get(
        f"{CALLBACK}?code=x&state=x", headers={"Cookie": f"{oidc.COOKIE}={kept}"}, follow_redirects=False
    )
    assert refused(told) == "not-proven"


@pytest.mark.parametrize(
    "back", ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "/a\nb", "/\t/evil.example"]
)
def test_nobody_is_sent_out_of_the_panel(api: Api, back: str) -> None:
    a_member(api.tx, "ada", Role.AUTHOR, None)
    assert signed_in(api, "ada", back).headers["location"] == "/panel/"


def test_a_provider_that_is_away_or_another_is_told(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("http://127.0.0.1:1", f"{config.settings().oidc_issuer}/"):
        monkeypatch.setenv("TIDINGS_OIDC_ISSUER", address)
        config.settings.cache_clear()
        told = api.nobody().get("/v1/session/oidc")
        assert (told.status_code, told.json()["type"]) == (503, "urn:tidings:problem:unavailable")


def test_a_token_for_somebody_else_or_of_a_weak_kind_proves_nothing(
    api: Api,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_member(api.tx, "ada", Role.AUTHOR, None)
    real = jwt.decode
    for changed in ({"aud": "another"}, {"iss": "https://evil.example"}, {"exp": 1}, {"nonce": None}):

        def forged(*given: Any, changed: dict[str, Any] = changed, **more: Any) -> Any:
            found = real(*given, **more)
            found.claims.update(changed)
            return found

        monkeypatch.setattr(jwt, "decode", forged)
        assert refused(signed_in(api, "ada")) == "not-proven"
    monkeypatch.setattr(jwt, "decode", real)
    monkeypatch.setattr(provider, "ALGORITHMS", ("ES256",))
    assert refused(signed_in(api, "ada")) == "not-proven"


def test_without_a_provider_nobody_signs_in_elsewhere(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIDINGS_OIDC_ISSUER")
    config.settings.cache_clear()
    assert api.nobody().get("/v1/session/oidc").status_code == 404
    assert api.nobody().get(f"{CALLBACK}?{urlencode({'code': 'x'})}").status_code == 404
    assert api.nobody().get("/v1/session/ways").json()["oidc"] is False


def test_the_provider_speaks_the_protocol_that_it_is_certified_for(issuer: str) -> None:
    told = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=5).json()
    assert told["issuer"] == issuer and "S256" in told["code_challenge_methods_supported"]
