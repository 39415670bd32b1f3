"""Whether somebody is who they say they are, by their password: in steps, of which the long one needs no connection.

The same steps are taken, and the same is answered, whether there is such a member or not.
"""

from dataclasses import dataclass

from tidings.core import db, queries
from tidings.members import passwords, roster, sessions, waiting
from tidings.members.model import Member

Q = queries.load("members")


@dataclass(frozen=True)
class Claim:
    """An e-mail that somebody says is theirs, from where, and what is known of it; a disabled member is nobody."""

    email: str
    address: str
    member: Member | None
    password_hash: str | None


def begin(tx: db.Connection, email: str, address: str) -> Claim:
    """Count the attempt. Raises TooManyAttempts."""
    waiting.count(tx, email, address)
    found = db.row(tx, Q["member_to_prove"], email=email.strip().lower())
    if found is None:
        return Claim(email, address, None, None)
    member = roster.member({name: value for name, value in found.items() if name != "password_hash"})
    return Claim(email, address, member, found["password_hash"])


def is_proven(claim: Claim, password: str) -> bool:
    """Whether it is the member's password. Takes a tenth of a second and 64 MiB."""
    return passwords.matches(claim.password_hash, password)


def end(connection: db.Connection, claim: Claim) -> str | None:
    """The token of a new session for whoever was proven; None when the password was changed meanwhile."""
    assert claim.member is not None and claim.password_hash is not None, "nobody proves to be nobody"
    waiting.forgive(connection, claim.email, claim.address)
    return sessions.begin_proven(connection, claim.member.id, claim.password_hash)
