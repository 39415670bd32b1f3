"""Public keys at an address are fetched when they are wanted, seldom, and used while they cannot be fetched anew."""

from typing import Any

import jwt
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.web.calling import Api
from tests.web.showing import signed
from tidings.core import config
from tidings.web import jwks


class Place:
    """Where the keys lie, with a clock of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        public: Any = jwt.get_algorithm_by_name("ES256").to_jwk(self.private.public_key())
        self.keys = [{**orjson.loads(public), "kid": "k1", "use": "sig"}]
        self.fetched_count = 0
        self.is_away = False
        self.now_s = 1000.0
        monkeypatch.setattr(jwt.PyJWKClient, "fetch_data", lambda _: self._fetch())
        monkeypatch.setattr("tidings.web.jwks.time.monotonic", lambda: self.now_s)

    def _fetch(self) -> Any:
        self.fetched_count += 1
        if self.is_away:
            raise jwt.PyJWKClientConnectionError("away")
        return {"keys": self.keys}


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Place:
    return Place(monkeypatch)


def wanted(found: jwks.Jwks, name: str) -> jwt.PyJWK:
    if found.has_to_fetch(name):
        found.fetch(name)
    return found.find(name)


def test_a_key_that_is_none_has_them_fetched_anew_but_seldom(place: Place) -> None:
    found = jwks.Jwks("https://here/jwks")
    assert wanted(found, "k1").key_id == "k1"
    for _ in range(10):
        with pytest.raises(jwt.InvalidKeyError):
            wanted(found, "k2")
    assert place.fetched_count == 1
    place.now_s += jwks.AGAIN_S
    place.keys = [{**place.keys[0], "kid": "k2"}]
    assert wanted(found, "k2").key_id == "k2"
    assert place.fetched_count == 2


def test_keys_that_cannot_be_fetched_are_asked_for_seldom_and_old_ones_used_for_a_while(place: Place) -> None:
    found = jwks.Jwks("https://here/jwks")
    place.is_away = True
    for _ in range(10):
        with pytest.raises(jwt.PyJWKClientConnectionError):
            wanted(found, "k1")
    assert place.fetched_count == 1
    place.is_away, place.now_s = False, place.now_s + jwks.AGAIN_S
    wanted(found, "k1")
    place.is_away, place.now_s = True, place.now_s + jwks.REFRESH_S
    wanted(found, "k1")
    assert place.fetched_count == 3
    place.now_s += jwks.LONGEST_KEPT_S - jwks.REFRESH_S
    with pytest.raises(jwt.PyJWKClientConnectionError):
        wanted(found, "k1")


def test_a_token_whose_key_was_fetched_opens(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        lying = Place(patch)
    monkeypatch.setattr(jwt.PyJWKClient, "fetch_data", lambda _: {"keys": lying.keys})
    monkeypatch.setenv("TIDINGS_JWT_SECRET", "")
    monkeypatch.setenv("TIDINGS_JWT_JWKS", "https://here/jwks")
    config.settings.cache_clear()
    api.person("ada")
    for name, status in (("k1", 200), ("k2", 401)):
        token = signed(lying.private, "ES256", headers={"kid": name})
        assert api.showing(token).get("/v1/unread").status_code == status
