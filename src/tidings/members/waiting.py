"""How long whoever signs in wrongly waits before the next attempt, by the e-mail that is tried and by the address.

Whether there is such an account makes no difference. An attempt counts before its password is looked at, so that many
at the same moment are many; one that has to wait does not count.
"""

import hashlib
import ipaddress
import math
from datetime import timedelta

from tidings.core import db, queries
from tidings.core.errors import TidingsError
from tidings.members import sessions

Q = queries.load("members")
FORGOTTEN = timedelta(hours=1)
FORGOTTEN_AT_ONCE = 10_000
EMAIL, ADDRESS = "email", "address"
# Attempts that nobody waits after, and how long somebody waits at most: each one more doubles the wait, from a second.
FREE = {EMAIL: 5, ADDRESS: 30}
LONGEST_S = {EMAIL: 300, ADDRESS: 60}


class TooManyAttempts(TidingsError):
    """The next attempt to sign in has to wait for `wait_s` seconds."""

    exit_code = 4

    def __init__(self, wait_s: int) -> None:
        self.wait_s = wait_s
        super().__init__(f"Too many attempts to sign in: try again in {wait_s} seconds.")


def count(connection: db.Connection, email: str, address: str) -> None:
    """Count an attempt, both by e-mail and by address. Raises TooManyAttempts when it comes too early for either."""
    with db.transaction(connection) as tx:
        _count(tx, ADDRESS, _network(address))
        _count(tx, EMAIL, email.strip().lower())


def forgive(tx: db.Connection, email: str, address: str = "") -> None:
    """Forget the attempts of an e-mail that was signed in with, and one of the address that it came from."""
    db.run(tx, Q["forgive_email"], kind=EMAIL, name_hash=_hash(email.strip().lower()))
    if address:
        db.run(tx, Q["forgive_address"], kind=ADDRESS, name_hash=_hash(_network(address)))


def forget_old(tx: db.Connection) -> int:
    """Take away what nobody waits for any more, some at a time; how many there were."""
    return db.run(tx, Q["forget_attempts"], old=sessions.real_now() - FORGOTTEN, limit=FORGOTTEN_AT_ONCE)


def _count(tx: db.Connection, kind: str, name: str) -> None:
    now = sessions.real_now()
    place = {"kind": kind, "name_hash": _hash(name)}
    limits = {"forgotten": now - FORGOTTEN, "free": FREE[kind], "longest_s": LONGEST_S[kind]}
    if db.row(tx, Q["count_attempt"], **place, **limits, now=now) is None:
        kept = db.row(tx, Q["next_attempt"], **place)
        wait_s = (kept["opens_at"] - now).total_seconds() if kept else 0.0
        raise TooManyAttempts(max(1, math.ceil(wait_s)))


def _network(address: str) -> str:
    """Whoever has one address of IPv6 has all those that begin like it."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def _hash(name: str) -> bytes:
    """What is typed for an e-mail may be somebody's password."""
    return hashlib.sha256(name.encode()).digest()
