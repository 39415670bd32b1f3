"""Passwords: kept as Argon2id hashes with the parameters that RFC 9106 recommends where memory is short."""

import base64
import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tidings.core.errors import BadInput

SHORTEST, LONGEST = 12, 200
_hasher = PasswordHasher()


def check(password: str, email: str) -> None:
    """Raises BadInput for a password that is too easy to guess or too long to be one."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(f"A password has {SHORTEST} to {LONGEST} characters.")
    if password.lower() == email.lower() or len(set(password)) < 4:
        raise BadInput("This password is the first that somebody would try: take another one.")


def invent() -> str:
    """A password that nobody guesses, for somebody to begin with."""
    return secrets.token_urlsafe(15)


def hashed(password: str) -> str:
    """What is kept of a password. Takes a tenth of a second and 64 MiB."""
    return _hasher.hash(_normal(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether it is the password of this hash; None, for nobody's, takes as long and never matches."""
    try:
        is_right = _hasher.verify(password_hash or _nobodys(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return is_right and password_hash is not None


@cache
def _nobodys() -> str:
    """What no password leads to: whoever names an account that is none waits as long as everybody does."""
    salt, digest = (base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    return f"$argon2id$v=19$m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}${salt}${digest}"


def _normal(password: str) -> str:
    """Keyboards differ in how they compose a letter with its accent."""
    return unicodedata.normalize("NFC", password)
