"""People's tokens: short-lived JWTs that the marketplace signs, checked by the rules of RFC 8725.

Either with a secret (HS256) or with public keys (RS256, ES256 in a JWKS): the two are never mixed, so that nobody
passes a public key off as a secret. Times in a token are real time, whatever the product's clock says.
"""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import jwt

from tidings.core import clock, config
from tidings.core.errors import Unavailable
from tidings.web.jwks import Jwks
from tidings.web.refusals import Unauthenticated

LEEWAY_S = 10
LONGEST_TOKEN = 8192
# Tokens that are remembered, and how long each may be: 20 MB at most.
MOST_KEPT = 10_000
LONGEST_KEPT = 2048
_BY_SECRET = ("HS256",)
_BY_KEY_TYPE = {"RSA": "RS256", "EC": "ES256"}
_NEEDED = ["exp", "iat", "sub", "aud"]


def subject(token: str) -> str:
    """The marketplace's id of the person whom the token is for.

    Waits for nobody. Raises Unauthenticated when the token does not hold, Unavailable when the keys are not at hand.
    """
    if len(token) > LONGEST_TOKEN:
        raise Unauthenticated("The token is longer than a token may be.")
    longest_s = config.settings().jwt_longest_seconds
    try:
        claims = _verified(token)
        lasts_s = _number(claims["exp"]) - _number(claims["iat"])
    except (jwt.PyJWKClientConnectionError, OSError) as error:
        raise Unavailable(f"The keys of tokens cannot be read: {error}") from error
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as error:
        raise Unauthenticated(f"The token does not hold: {error}") from error
    if lasts_s > longest_s:
        raise Unauthenticated(f"The token lives longer than {longest_s} seconds: sign short-lived ones.")
    if not isinstance(claims["sub"], str) or not claims["sub"]:
        raise Unauthenticated("The token names no subject.")
    return str(claims["sub"])


def expires_s(token: str) -> float:
    """When a token that holds expires, in seconds of real time since the epoch."""
    claims = jwt.decode(token, options={"verify_signature": False})
    return float(claims["exp"])


def has_to_fetch(token: str) -> bool:
    """Whether its key should be fetched before the token is checked."""
    place = _address()
    return place is not None and len(token) <= LONGEST_TOKEN and _fetched(place).has_to_fetch(_named(token))


def fetch(token: str) -> None:
    """Fetch its key, and wait for it; checking the token tells what came of it."""
    place = _address()
    if place is not None:
        _fetched(place).fetch(_named(token))


def sign(external_id: str, secret: str, *, lasts_s: int = 600) -> str:
    """A person's token as a marketplace with a secret signs it: for demos, tests and the command line."""
    now = int(clock.real_s())
    claims = {"sub": external_id, "aud": config.settings().jwt_audience, "iat": now, "exp": now + lasts_s}
    return jwt.encode(claims, secret, algorithm="HS256")


def _verified(token: str) -> dict[str, Any]:
    settings = config.settings()
    if settings.jwt_secret:
        return _checked(token, settings.jwt_secret, _BY_SECRET)
    if settings.jwt_jwks:
        key = _key_of(token, settings.jwt_jwks)
        return _checked(token, key, (_BY_KEY_TYPE[str(key.key_type)],))
    raise Unauthenticated("People cannot come in: set TIDINGS_JWT_SECRET or TIDINGS_JWT_JWKS.")


def _checked(token: str, key: str | jwt.PyJWK, algorithms: tuple[str, ...]) -> dict[str, Any]:
    """Somebody who writes shows the same token again and again: it is decoded once with the same key, and only whether
    it has expired changes after that.
    """
    audience = config.settings().jwt_audience
    if len(token) > LONGEST_KEPT:
        return _decode(token, key, algorithms, audience)
    claims = _kept(token, key, algorithms, audience)
    if claims["exp"] <= clock.real_s() - LEEWAY_S:
        raise jwt.ExpiredSignatureError("Signature has expired")
    return claims


def _decode(token: str, key: str | jwt.PyJWK, algorithms: tuple[str, ...], audience: str) -> dict[str, Any]:
    return jwt.decode(
        token,
        key if isinstance(key, str) else key.key,
        algorithms=list(algorithms),
        audience=audience,
        leeway=LEEWAY_S,
        options={"require": _NEEDED, "strict_aud": True},
    )


_kept = lru_cache(MOST_KEPT)(_decode)


def _number(time_s: Any) -> float:
    """RFC 7519 wants a number of seconds; what only looks like one was read as one so far."""
    if isinstance(time_s, bool) or not isinstance(time_s, int | float):
        raise jwt.DecodeError("its times are not numbers")
    return time_s


def _address() -> str | None:
    """Where keys are fetched from, if they are."""
    settings = config.settings()
    return settings.jwt_jwks if not settings.jwt_secret and settings.jwt_jwks.startswith("https://") else None


def _named(token: str) -> str | None:
    """The name of its key; None also when the token is broken, which checking it tells."""
    try:
        found = jwt.get_unverified_header(token).get("kid")
    except (jwt.PyJWTError, ValueError):
        return None
    return found if isinstance(found, str) else None


def _key_of(token: str, place: str) -> jwt.PyJWK:
    if place.startswith("https://"):
        return _fetched(place).find(jwt.get_unverified_header(token).get("kid"))
    named = jwt.get_unverified_header(token).get("kid")
    for key in _file(place, Path(place).stat().st_mtime_ns).keys:
        if key.key_id == named or named is None:
            return key
    raise jwt.InvalidKeyError("its key is none of the JWKS")


@cache
def _fetched(url: str) -> Jwks:
    return Jwks(url)


@cache
def _file(path: str, _changed_at: int) -> jwt.PyJWKSet:
    return jwt.PyJWKSet.from_json(Path(path).read_text())
