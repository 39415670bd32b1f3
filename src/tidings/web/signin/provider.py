"""The OpenID Connect provider at which members may sign in: its addresses and keys, and whom it names for a code.

By OpenID Connect Core 1.0, section 3.1, with PKCE (RFC 7636). What it says is checked: signed with one of its public
keys, by itself, for us, just now, and for the very browser that asked.
"""

import threading
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from tidings.core import clock, config
from tidings.core.errors import TidingsError, Unavailable
from tidings.members.linking import Identity
from tidings.members.model import Role

SCOPE = "openid email profile"
# Never one with which whoever knows our secret, or nothing, could sign.
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519", "RS384", "RS512", "PS384", "PS512", "ES384", "ES512")
TIMEOUT_S = 5.0
KEPT_S = 3600.0
LEEWAY_S = 60
FAILURES = (AuthlibBaseError, JoseError, requests.RequestException, ValueError, KeyError, TypeError)


class NotProven(TidingsError):
    """What came back from the provider does not prove who somebody is."""


@dataclass(frozen=True)
class Errand:
    """What a browser is sent to the provider with, and has to bring back or keep to itself."""

    state: str
    nonce: str
    verifier: str


def errand() -> Errand:
    """A new one, which nobody guesses."""
    return Errand(generate_token(43), generate_token(43), generate_token(64))


class Provider:
    """The one of the settings."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._lock = threading.Lock()
        self._metadata: dict[str, Any] = {}
        self._keys: KeySet | None = None
        self._until_s = float("-inf")

    def address(self, errand: Errand, redirect_uri: str) -> str:
        """Where to send a browser. Raises Unavailable."""
        with self._client(redirect_uri) as client:
            url, _ = client.create_authorization_url(
                self._known()["authorization_endpoint"],
                state=errand.state,
                nonce=errand.nonce,
                code_verifier=errand.verifier,
            )
            return str(url)

    def identify(self, errand: Errand, code: str, redirect_uri: str) -> Identity:
        """Whom the provider names for a code. Raises NotProven, or Unavailable when it does not answer."""
        metadata = self._known()
        try:
            with self._client(redirect_uri) as client:
                token = client.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=errand.verifier,
                    redirect_uri=redirect_uri,
                )
                claims = self._claims(token, errand.nonce)
                if "email" not in claims and "userinfo_endpoint" in metadata:
                    claims = _more(client.get(metadata["userinfo_endpoint"]), claims)
        except FAILURES as error:
            raise NotProven(f"The provider did not prove who this is: {error}") from error
        return self._identity(claims)

    def _client(self, redirect_uri: str) -> Any:
        settings = config.settings()
        return OAuth2Session(
            settings.oidc_client_id,
            settings.oidc_client_secret or None,
            scope=SCOPE,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            default_timeout=TIMEOUT_S,
        )

    def _claims(self, token: dict[str, Any], nonce: str) -> dict[str, Any]:
        try:
            found = jwt.decode(token["id_token"], self._key_set(), algorithms=list(ALGORITHMS))
        except InvalidKeyIdError:
            # It may have new ones.
            self._until_s = float("-inf")
            self._known()
            found = jwt.decode(token["id_token"], self._key_set(), algorithms=list(ALGORITHMS))
        client_id = config.settings().oidc_client_id
        wanted: Any = {
            "iss": {"essential": True, "value": self._issuer},
            "aud": {"essential": True, "value": client_id},
            "nonce": {"essential": True, "value": nonce},
        }
        sent = {"nonce": nonce, "client_id": client_id, "access_token": token["access_token"]}
        claims = CodeIDToken(found.claims, found.header, wanted, sent)
        claims.validate(now=int(clock.real_s()), leeway=LEEWAY_S)
        return dict(claims)

    def _identity(self, claims: dict[str, Any]) -> Identity:
        subject, email, name = claims.get("sub"), claims.get("email"), claims.get("name")
        if not isinstance(subject, str) or not isinstance(email, str):
            raise NotProven("The provider tells no e-mail.")
        # Some say "true", which may be anything's text.
        if claims.get("email_verified") is not True:
            raise NotProven("The provider did not verify the e-mail.")
        return Identity(self._issuer, subject, email, name if isinstance(name, str) else "", _role(claims))

    def _key_set(self) -> KeySet:
        assert self._keys is not None, "keys come with the addresses"
        return self._keys

    def _known(self) -> dict[str, Any]:
        """Its addresses and keys, which are fetched now and then. Raises Unavailable."""
        with self._lock:
            if time.monotonic() > self._until_s:
                try:
                    self._fetch()
                except FAILURES as error:
                    raise Unavailable(f"The provider does not answer as one: {error}") from error
            return self._metadata

    def _fetch(self) -> None:
        metadata = OpenIDProviderMetadata(_json(get_well_known_url(self._issuer, external=True)))
        if metadata.get("issuer") != self._issuer:
            raise ValueError(f"it calls itself {metadata.get('issuer')!r}")
        self._keys = KeySet.import_key_set(_json(metadata["jwks_uri"]))
        self._metadata = dict(metadata)
        self._until_s = time.monotonic() + KEPT_S


@cache
def of(issuer: str) -> Provider:
    """The provider that calls itself so."""
    return Provider(issuer)


def _json(url: str) -> Any:
    answer = requests.get(url, timeout=TIMEOUT_S, allow_redirects=False)
    answer.raise_for_status()
    return answer.json()


def _more(answer: requests.Response, claims: dict[str, Any]) -> dict[str, Any]:
    answer.raise_for_status()
    found = answer.json()
    if found.get("sub") != claims["sub"]:
        raise ValueError("it tells of somebody else")
    return {**found, **claims}


def _role(claims: dict[str, Any]) -> Role | None:
    """The highest that one of the claim's values has."""
    settings = config.settings()
    values = claims.get(settings.oidc_role_claim) if settings.oidc_role_claim else None
    texts = [values] if isinstance(values, str) else values if isinstance(values, list) else []
    pairs = (part.rpartition("=") for part in settings.oidc_roles.split(",") if part)
    roles = {value.strip(): Role(role.strip()) for value, _, role in pairs}
    found = [roles[text] for text in texts if isinstance(text, str) and text in roles]
    return max(found, key=list(Role).index, default=None)
