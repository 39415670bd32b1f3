"""API keys: made with scopes, shown once, kept as a hash, revoked at once."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from tidings.core import db, queries
from tidings.core.errors import BadInput, NotFound

Q = queries.load("web")
PREFIX = "tdg_"
LONGEST_NAME = 100
FIRST = (datetime.min.replace(tzinfo=UTC), "")
_SHOWN = re.compile(r"tdg_(?P<id>[0-9a-f]{12})_(?P<secret>[A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class ApiKey:
    """A key without its secret."""

    id: str
    name: str
    scopes: tuple[str, ...]
    participant_id: int | None
    created_at: datetime
    created_by: str
    revoked_at: datetime | None


def create(
    tx: db.Connection, name: str, scopes: Iterable[str], participant_id: int | None, who: str, now: datetime
) -> tuple[ApiKey, str]:
    """A new key, and the text that a server shows, which is told this once. Raises BadInput."""
    kept = tuple(sorted(set(scopes)))
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadInput(f"A key's name has 1 to {LONGEST_NAME} characters: say who uses it.")
    if not kept:
        raise BadInput("A key without a scope may do nothing: give it at least one.")
    if ("chat" in kept) != (participant_id is not None):
        raise BadInput("The scope chat and a system participant to speak as belong together: give both or neither.")
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    db.run(
        tx,
        Q["create_key"],
        id=key_id,
        name=name.strip(),
        secret_hash=_hash(secret),
        scopes=list(kept),
        participant_id=participant_id,
        who=who,
        now=now,
    )
    return ApiKey(key_id, name.strip(), kept, participant_id, now, who, None), f"{PREFIX}{key_id}_{secret}"


def is_one(shown: str) -> bool:
    """Whether a text has the form of a key, so that it is worth looking for."""
    return _SHOWN.fullmatch(shown) is not None


def find(tx: db.Connection, shown: str) -> ApiKey | None:
    """The key that a server shows; None when there is none, its secret is another, or it was revoked."""
    parts = _SHOWN.fullmatch(shown)
    found = db.row(tx, Q["key"], id=parts["id"]) if parts else None
    if parts is None or found is None or not hmac.compare_digest(bytes(found["secret_hash"]), _hash(parts["secret"])):
        return None
    return None if found["revoked_at"] else _key(found)


def everyone(tx: db.Connection, limit: int | None = None, after: tuple[datetime, str] = FIRST) -> list[ApiKey]:
    """Keys, oldest first, revoked ones as well: at most so many, of those after an instant and id."""
    found = db.rows(tx, Q["keys"], limit=limit, after_at=after[0], after_id=after[1])
    return [_key(each) for each in found]


def revoke(tx: db.Connection, key_id: str, now: datetime) -> None:
    """Let a key open nothing any more, from the next request on. Idempotent. Raises NotFound."""
    if not db.run(tx, Q["revoke_key"], id=key_id, now=now):
        raise NotFound(f"There is no API key {key_id!r}.")


def _key(row: db.Row) -> ApiKey:
    fields = {name: value for name, value in row.items() if name != "secret_hash"}
    return ApiKey(**{**fields, "scopes": tuple(row["scopes"])})


def _hash(secret: str) -> bytes:
    """A plain hash is enough: the secret is 256 random bits, which nobody guesses."""
    return hashlib.sha256(secret.encode()).digest()
