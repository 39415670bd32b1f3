"""Members who sign in elsewhere: whom an OpenID Connect provider means, by its own number for them once they came."""

from dataclasses import dataclass
from datetime import datetime

from tidings.core import db, queries
from tidings.core.errors import BadInput, Conflict, TidingsError
from tidings.members import changing, roster
from tidings.members.model import Member, Role

Q = queries.load("members")


class NotInvited(TidingsError):
    """Whoever was named elsewhere is no member here, or not any more."""

    exit_code = 4


@dataclass(frozen=True)
class Identity:
    """Whom a provider names: `email` is verified by it, `role` is what its groups make of them, if anything."""

    issuer: str
    subject: str
    email: str
    name: str
    role: Role | None


def admit(connection: db.Connection, who: Identity, now: datetime) -> Member:
    """The member whom it means, with the role that it gives them. Raises NotInvited.

    Whoever has such a role becomes a member. The e-mail counts only until the provider's number for them is known: it
    may be given to somebody else later.
    """
    with db.transaction(connection) as tx:
        member = _known(tx, who) or _invited(tx, who) or _new(tx, who, now)
    if member is None or member.disabled_at is not None:
        raise NotInvited(f"{who.email} is no member here: ask an administrator for an invitation.")
    return _with_role(connection, member, who.role)


def _known(tx: db.Connection, who: Identity) -> Member | None:
    found = db.row(tx, Q["member_by_subject"], issuer=who.issuer, subject=who.subject)
    return roster.member(found) if found else None


def _invited(tx: db.Connection, who: Identity) -> Member | None:
    """Links a member to the provider's number for them, unless that is another one already."""
    found = db.row(tx, Q["link_member"], email=who.email.strip().lower(), issuer=who.issuer, subject=who.subject)
    return roster.get(tx, found["id"]) if found else None


def _new(tx: db.Connection, who: Identity, now: datetime) -> Member | None:
    if who.role is None:
        return None
    try:
        roster.create(tx, who.email, who.name[: roster.LONGEST_NAME], who.role, None, who.issuer, now)
    except (BadInput, Conflict) as error:
        raise NotInvited(str(error)) from error
    return _invited(tx, who)


def _with_role(connection: db.Connection, member: Member, role: Role | None) -> Member:
    """The last administrator stays one, whatever the provider says."""
    if role is None or role is member.role:
        return member
    try:
        return changing.change_role(connection, member.id, role)
    except Conflict:
        return member
