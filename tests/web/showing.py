"""What callers show to get in, and what strangers try: everything that must not open anything."""

import base64
import hashlib
import hmac
import time
from pathlib import Path
from typing import Any

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.web.calling import NOON, SECRET, Api, Caller, session
from tidings.chat import participants
from tidings.members import sessions
from tidings.members.model import Role
from tidings.web import keys
from tidings.web.callers import Scope

SENDER = participants.DEFAULT_HANDLE
# What an administrator's browser would send for another site.
WITHOUT_PROOF = "session without CSRF header"


def signed(
    secret: Any = SECRET, algorithm: str = "HS256", *, headers: dict[str, Any] | None = None, **changes: Any
) -> str:
    now = int(time.time())
    claims = {"sub": "ada", "aud": "tidings", "iat": now, "exp": now + 600} | changes
    return jwt.encode(claims, secret, algorithm=algorithm, headers=headers)


def strangers(api: Api) -> dict[str, Caller]:
    """Callers whom nothing makes known."""
    now = int(time.time())
    revoked, shown = api.key([scope for scope in Scope], SENDER)
    keys.revoke(api.tx, revoked.id, NOON)
    _, right = api.key([Scope.PEOPLE_READ])
    return {
        "nobody": api.nobody(),
        "expired": api.showing(signed(iat=now - 900, exp=now - 300)),
        "wrong audience": api.showing(signed(aud="elsewhere")),
        "alg none": api.showing(signed(None, "none")),
        "another secret": api.showing(signed("another secret of thirty-two bytes or more")),
        "signed by a private key": api.showing(signed(ec.generate_private_key(ec.SECP256R1()), "ES256")),
        "a key's form only": api.showing("tdg_0123"),
        "another hash": api.showing(signed(algorithm="HS512")),
        "revoked key": api.showing(shown),
        **ended_sessions(api),
        "wrong secret of a key": api.showing(right[:-2] + ("aa" if right[-2:] != "aa" else "bb")),
    }


def ended_sessions(api: Api) -> dict[str, Caller]:
    """Sessions that open nothing any more, or never did, each with its proof."""
    member = api.member(Role.ADMINISTRATOR)
    ended, expired = member.token(), member.token()
    sessions.end(api.tx, ended)
    api.tx.execute(
        "update member_session set used_at = used_at - interval '12 hours' where token_hash = %s",
        [hashlib.sha256(expired.encode()).digest()],
    )
    shown = {"ended session": ended, "expired session": expired, "no session": "x" * 43, "a session's form only": "x"}
    return {name: api.sending(session(token)) for name, token in shown.items()}


def confused(algorithm: str, place: Path) -> dict[str, str]:
    """Tokens of whoever holds the marketplace's public key only, which is left at the place as a JWKS."""
    is_rsa = algorithm == "RS256"
    made: Any = rsa.generate_private_key(65537, 2048) if is_rsa else ec.generate_private_key(ec.SECP256R1())
    public = made.public_key()
    jwk = {**orjson.loads(jwt.get_algorithm_by_name(algorithm).to_jwk(public)), "kid": "k1", "use": "sig"}
    place.write_bytes(orjson.dumps({"keys": [jwk]}))
    forms = {
        "PEM": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "PEM without its last line's end": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).strip(),
        "DER": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "JWK": orjson.dumps(jwk),
    }
    own = ec.generate_private_key(ec.SECP256R1())
    own_jwk = orjson.loads(jwt.get_algorithm_by_name("ES256").to_jwk(own.public_key()))
    return {
        **{f"the public key's {name} as a secret": forged(secret) for name, secret in forms.items()},
        "a key that the token brings along": signed(own, "ES256", headers={"kid": "k1", "jwk": own_jwk}),
        "a key of the other kind": signed(own, "ES256", headers={"kid": "k1"}) if is_rsa else "a.b.c",
        "alg none": signed(None, "none", headers={"kid": "k1"}),
    }


def forged(secret: bytes) -> str:
    """Signed HS256 with whatever bytes, which PyJWT refuses to do for those of a key."""

    def part(value: Any) -> bytes:
        return base64.urlsafe_b64encode(orjson.dumps(value)).rstrip(b"=")

    now = int(time.time())
    claims = {"sub": "ada", "aud": "tidings", "iat": now, "exp": now + 600}
    text = part({"alg": "HS256", "typ": "JWT", "kid": "k1"}) + b"." + part(claims)
    return (text + b"." + base64.urlsafe_b64encode(hmac.digest(secret, text, "sha256")).rstrip(b"=")).decode()


def known(api: Api) -> dict[str, Caller]:
    """Callers who are known, by what the table calls them; whoever has the scope chat is a system participant."""
    servers: dict[str, Caller] = {
        scope: api.server(scope, speaks_as=SENDER if scope is Scope.CHAT else "") for scope in Scope
    }
    people = {"person": api.person("ada"), "another person": api.person("eve"), "blocked person": api.person("mallory")}
    api.person("ada").put("/v1/blocks/person:mallory")
    members: dict[str, Caller] = {role: api.member(role) for role in Role}
    return {**people, **servers, **members, WITHOUT_PROOF: api.member(Role.ADMINISTRATOR).without_proof()}
