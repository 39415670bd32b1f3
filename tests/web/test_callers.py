"""Who gets in: only whoever shows a token or a key that holds, and only to what they may."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import orjson
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from tests.web.calling import NOON, SECRET, Api
from tidings.chat import participants
from tidings.core import config
from tidings.web import keys, tokens
from tidings.web.callers import Scope


def token(secret: Any = SECRET, algorithm: str = "HS256", headers: dict[str, Any] | None = None, **changes: Any) -> str:
    """A token for Ada as the marketplace signs it, unless changed; a claim that is None is left out."""
    now = int(time.time())
    claims = {"sub": "ada", "aud": "tidings", "iat": now, "exp": now + 600} | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, secret, algorithm=algorithm, headers=headers)


def status(api: Api, shown: str) -> int:
    api.person("ada")
    return api.showing(shown).get("/v1/unread").status_code


def test_nobody_gets_in_without_showing_anything(api: Api) -> None:
    told = api.nobody().get("/v1/unread")
    assert (told.status_code, told.json()["type"]) == (401, "urn:tidings:problem:unauthenticated")
    assert told.headers["www-authenticate"] == "Bearer"


def test_a_token_that_the_marketplace_signed_opens(api: Api) -> None:
    assert status(api, token()) == 200


def _ahead(seconds: int) -> int:
    return int(time.time()) + seconds


# Each is signed when it is shown: a run of all tests lasts longer than what is five minutes ahead.
BROKEN: dict[str, Callable[[], str]] = {
    "another secret": lambda: token("another secret of thirty-two bytes or more"),
    "expired": lambda: token(iat=_ahead(-900), exp=_ahead(-300)),
    "not yet": lambda: token(nbf=_ahead(300)),
    "signed in the future": lambda: token(iat=_ahead(300), exp=_ahead(600)),
    "no end": lambda: token(exp=None),
    "no beginning": lambda: token(iat=None),
    "nobody": lambda: token(sub=None),
    "an empty subject": lambda: token(sub=""),
    "another audience": lambda: token(aud="elsewhere"),
    "several audiences": lambda: token(aud=["tidings", "elsewhere"]),
    "no audience": lambda: token(aud=None),
    "lives too long": lambda: token(exp=_ahead(90_000)),
    "alg none": lambda: token(None, "none"),
    "another hash": lambda: token(algorithm="HS512"),
    "a critical header nobody knows": lambda: token(headers={"crit": ["exp"]}),
    "no token at all": lambda: "abc",
    "three parts of nothing": lambda: "..",
    "too long": lambda: "a" * 9000,
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_token_that_does_not_hold_opens_nothing(api: Api, what: str) -> None:
    assert status(api, BROKEN[what]()) == 401


def test_a_good_token_for_somebody_unknown_opens_nothing(api: Api) -> None:
    told = api.showing(token(sub="stranger")).get("/v1/unread")
    assert (told.status_code, told.json()["type"]) == (403, "urn:tidings:problem:forbidden")


@pytest.fixture(params=["RS256", "ES256"])
def signing(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A private key of the marketplace whose public key Tidings knows, with its algorithm and its PEM."""
    made: Any = (
        rsa.generate_private_key(65537, 2048) if request.param == "RS256" else ec.generate_private_key(ec.SECP256R1())
    )
    algorithm = jwt.get_algorithm_by_name(request.param)
    public = {**orjson.loads(algorithm.to_jwk(made.public_key())), "kid": "k1", "use": "sig"}
    place = tmp_path / "jwks.json"
    place.write_bytes(orjson.dumps({"keys": [public]}))
    monkeypatch.setenv("TIDINGS_JWT_JWKS", str(place))
    pem = made.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return made, request.param, pem


def by_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIDINGS_JWT_SECRET")
    config.settings.cache_clear()


def test_a_token_signed_with_a_private_key_opens(api: Api, signing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    by_keys(monkeypatch)
    made, algorithm, _ = signing
    assert status(api, token(made, algorithm, {"kid": "k1"})) == 200
    assert status(api, token(made, algorithm, {"kid": "another"})) == 401


def test_a_public_key_is_not_taken_for_a_secret(api: Api, signing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    by_keys(monkeypatch)
    _, _, pem = signing
    confused = jwt.PyJWS()
    key = jwt.get_algorithm_by_name("HS256")
    claims = orjson.dumps({"sub": "ada", "aud": "tidings", "iat": _ahead(0), "exp": _ahead(600)})
    monkeypatch.setattr(type(key), "prepare_key", lambda _self, given: given)
    forged = confused.encode(claims, pem, algorithm="HS256", headers={"kid": "k1"})
    monkeypatch.undo()
    monkeypatch.setenv("TIDINGS_JWT_JWKS", str(config.settings().jwt_jwks))
    assert status(api, forged) == 401


def test_a_token_that_opened_before_opens_nothing_once_it_has_expired(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, later = token(), _ahead(600) + tokens.LEEWAY_S
    assert status(api, shown) == 200
    monkeypatch.setattr("tidings.core.clock.real_s", lambda: later - 2)
    assert status(api, shown) == 200
    monkeypatch.setattr("tidings.core.clock.real_s", lambda: later + 1)
    assert status(api, shown) == 401


def test_a_token_that_opened_before_opens_nothing_once_its_key_or_secret_is_another(
    api: Api, signing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_keys(monkeypatch)
    made, algorithm, _ = signing
    shown = token(made, algorithm, {"kid": "k1"})
    assert status(api, shown) == 200
    place = Path(config.settings().jwt_jwks)
    others: Any = jwt.get_algorithm_by_name("ES256").to_jwk(ec.generate_private_key(ec.SECP256R1()).public_key())
    place.write_bytes(orjson.dumps({"keys": [{**orjson.loads(others), "kid": "k1", "use": "sig"}]}))
    assert status(api, shown) == 401
    by_secret = token()
    monkeypatch.setenv("TIDINGS_JWT_SECRET", SECRET)
    config.settings.cache_clear()
    assert status(api, by_secret) == 200
    monkeypatch.setenv("TIDINGS_JWT_SECRET", SECRET[::-1])
    config.settings.cache_clear()
    assert status(api, by_secret) == 401


def test_a_key_opens_what_its_scopes_say_and_nothing_else(api: Api) -> None:
    told = api.server(Scope.PEOPLE_READ).get("/v1/unread")
    assert (told.status_code, told.json()["type"]) == (403, "urn:tidings:problem:forbidden")
    assert api.server(Scope.CHAT, speaks_as=participants.DEFAULT_HANDLE).get("/v1/unread").status_code == 200


def test_a_revoked_key_opens_nothing_from_the_next_request_on(api: Api) -> None:
    key, shown = api.key([Scope.CHAT], participants.DEFAULT_HANDLE)
    assert api.showing(shown).get("/v1/unread").status_code == 200
    keys.revoke(api.tx, key.id, NOON)
    assert api.showing(shown).get("/v1/unread").status_code == 401


def test_a_key_with_another_secret_or_of_another_form_opens_nothing(api: Api) -> None:
    _, shown = api.key([Scope.CHAT], participants.DEFAULT_HANDLE)
    for other in (shown[:-1] + ("a" if shown[-1] != "a" else "b"), shown[:20], shown + "a", "tdg_", "tdg_x_y"):
        assert api.showing(other).get("/v1/unread").status_code == 401


def test_only_a_hash_of_a_key_is_kept(api: Api) -> None:
    _, shown = api.key([Scope.PEOPLE_READ])
    [row] = api.tx.execute("select * from api_key").fetchall()
    # A name, the number, and the secret, which may have a "_" of its own.
    assert shown.split("_", 2)[2] not in str(row)
