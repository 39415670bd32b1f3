"""A person's token: it says who somebody is for some minutes, so sign it only for whoever is signed in."""

import time

import jwt

SHORTEST_SECRET = 32


def sign_token(person: str, secret: str, *, audience: str = "tidings", lasts_s: int = 600) -> str:
    """A JWT (HS256) for the person with this id. Raises ValueError for a secret that can be guessed."""
    if len(secret.encode()) < SHORTEST_SECRET:
        raise ValueError(f"a secret of people's tokens has at least {SHORTEST_SECRET} bytes")
    if not person:
        raise ValueError("a token is for somebody: give the person's id")
    now = int(time.time())
    return jwt.encode({"sub": person, "aud": audience, "iat": now, "exp": now + lasts_s}, secret, algorithm="HS256")
