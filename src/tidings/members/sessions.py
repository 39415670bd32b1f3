"""Sessions: a random token of somebody who signed in, kept as a hash; times are real, whatever the product's clock."""

import hashlib
import re
import secrets
from datetime import UTC, datetime, timedelta

from tidings.core import clock, db, queries
from tidings.members import roster
from tidings.members.model import Member

Q = queries.load("members")
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
# A use is noted when the last one that was noted is older.
NOTED_EVERY = timedelta(minutes=1)
MOST_OF_MEMBER = 20
FORGOTTEN_AT_ONCE = 10_000
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def begin(connection: db.Connection, member_id: int) -> str | None:
    """A new session; its token, which is told this once, or None for a disabled member. Of too many some end."""
    return _begin(connection, "begin_session", member_id=member_id)


def begin_proven(connection: db.Connection, member_id: int, password_hash: str) -> str | None:
    """The same for whoever knew the password of this hash; None also when they have another one by now."""
    return _begin(connection, "begin_proven_session", member_id=member_id, password_hash=password_hash)


def is_one(token: str) -> bool:
    """Whether a text has the form of a token, so that it is worth looking for."""
    return _TOKEN.fullmatch(token) is not None


def find(tx: db.Connection, token: str, *, is_use: bool = True) -> Member | None:
    """Whose session it is; None when there is none, or it ended. `is_use`: it goes on from now."""
    if not is_one(token):
        return None
    now = real_now()
    found = db.row(tx, Q["session_member"], token_hash=_hash(token), begun=now - LONGEST, used=now - IDLE)
    if found is None:
        return None
    if is_use and found["used_at"] < now - NOTED_EVERY:
        db.run(tx, Q["note_use"], token_hash=_hash(token), now=now)
    return roster.member({name: value for name, value in found.items() if name != "used_at"})


def end(tx: db.Connection, token: str) -> None:
    """End a session, from the next request on. Idempotent."""
    db.run(tx, Q["end_session"], token_hash=_hash(token))


def end_all(tx: db.Connection, member_id: int) -> None:
    """End all sessions of a member."""
    db.run(tx, Q["end_sessions"], member_id=member_id)


def forget_old(tx: db.Connection) -> int:
    """Take away sessions that ended by themselves, some at a time; how many there were."""
    now = real_now()
    return db.run(tx, Q["forget_sessions"], begun=now - LONGEST, used=now - IDLE, limit=FORGOTTEN_AT_ONCE)


def real_now() -> datetime:
    """Real time, in UTC."""
    return datetime.fromtimestamp(clock.real_s(), UTC)


def _begin(connection: db.Connection, query: str, member_id: int, **more: str) -> str | None:
    token = secrets.token_urlsafe(32)
    with db.transaction(connection) as tx:
        if not db.run(tx, Q[query], token_hash=_hash(token), member_id=member_id, now=real_now(), **more):
            return None
        db.run(tx, Q["trim_sessions"], member_id=member_id, most=MOST_OF_MEMBER)
    return token


def _hash(token: str) -> bytes:
    """A plain hash is enough: the token is 256 random bits, which nobody guesses."""
    return hashlib.sha256(token.encode()).digest()
