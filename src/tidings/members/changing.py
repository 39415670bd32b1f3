"""Changing what a member may: each change ends their sessions, and somebody stays an administrator."""

from datetime import datetime

from tidings.core import db, queries
from tidings.core.errors import Conflict
from tidings.members import passwords, roster, sessions
from tidings.members.model import Member, Role

Q = queries.load("members")


def change_role(connection: db.Connection, member_id: int, role: Role) -> Member:
    """Give a member another role. Idempotent. Raises NotFound, or Conflict for the last administrator."""
    with db.transaction(connection) as tx:
        if role is not Role.ADMINISTRATOR:
            _check_not_last(tx, member_id)
        if db.run(tx, Q["change_role"], id=member_id, role=role):
            sessions.end_all(tx, member_id)
        return roster.get(tx, member_id)


def disable(connection: db.Connection, member_id: int, now: datetime) -> Member:
    """Let a member in no more. Idempotent. Raises NotFound, or Conflict for the last administrator."""
    with db.transaction(connection) as tx:
        _check_not_last(tx, member_id)
        db.run(tx, Q["disable_member"], id=member_id, now=now)
        sessions.end_all(tx, member_id)
        return roster.get(tx, member_id)


def enable(tx: db.Connection, member_id: int) -> Member:
    """Let a member in again, with the role that they had. Idempotent. Raises NotFound."""
    db.run(tx, Q["enable_member"], id=member_id)
    return roster.get(tx, member_id)


def change_password(connection: db.Connection, member_id: int, password: str) -> Member:
    """Give a member another password. Raises NotFound or BadInput."""
    found = roster.get(connection, member_id)
    passwords.check(password, found.email)
    password_hash = passwords.hashed(password)
    with db.transaction(connection) as tx:
        db.run(tx, Q["change_password"], id=member_id, password_hash=password_hash)
        sessions.end_all(tx, member_id)
        return roster.get(tx, member_id)


def _check_not_last(tx: db.Connection, member_id: int) -> None:
    """Locks all administrators, so that two of them do not remove each other at the same moment."""
    administrators = {found["id"] for found in db.rows(tx, Q["lock_administrators"])}
    if administrators == {member_id}:
        raise Conflict("This is the last administrator: make somebody else one first.")
