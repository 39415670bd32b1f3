"""Who is a member: adding and finding."""

import re
from datetime import datetime

from tidings.core import db, queries
from tidings.core.errors import BadInput, Conflict, NotFound
from tidings.members import passwords
from tidings.members.model import Member, Role

Q = queries.load("members")
LONGEST_EMAIL, LONGEST_NAME = 254, 100
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")


def create(
    tx: db.Connection, email: str, name: str, role: Role, password: str | None, who: str, now: datetime
) -> Member:
    """A new member; without a password they sign in elsewhere only. Raises BadInput, or Conflict when there is one."""
    address = check_email(email)
    if password is not None:
        passwords.check(password, address)
    made = db.row(
        tx,
        Q["create_member"],
        email=address,
        name=check_name(name or address.partition("@")[0]),
        role=role,
        password_hash=None if password is None else passwords.hashed(password),
        who=who,
        now=now,
    )
    if made is None:
        raise Conflict(f"{address} is a member already.")
    return get(tx, made["id"])


def everyone(tx: db.Connection) -> list[Member]:
    """All members by e-mail, disabled ones as well."""
    return [member(found) for found in db.rows(tx, Q["members"])]


def get(tx: db.Connection, member_id: int) -> Member:
    """The member with this number. Raises NotFound."""
    found = db.row(tx, Q["member_by_id"], id=member_id)
    if found is None:
        raise NotFound(f"There is no member {member_id}.")
    return member(found)


def find(tx: db.Connection, email: str) -> Member:
    """The member with this e-mail. Raises NotFound."""
    found = db.row(tx, Q["member_by_email"], email=email.strip().lower())
    if found is None:
        raise NotFound(f"Nobody here has the e-mail {email!r}: `tidings member list` shows all members.")
    return member(found)


def is_empty(tx: db.Connection) -> bool:
    """Whether nobody is a member yet."""
    return db.row(tx, Q["any_member"]) is None


def check_email(text: str) -> str:
    """The e-mail in lower case. Raises BadInput for what is none."""
    found = text.strip().lower()
    if not _EMAIL.fullmatch(found) or len(found) > LONGEST_EMAIL or not found.isprintable():
        raise BadInput(f"{text[:LONGEST_EMAIL]!r} is no e-mail such as ada@market.example.")
    return found


def check_name(text: str) -> str:
    """A name as it is shown. Raises BadInput."""
    found = text.strip()
    if not found or len(found) > LONGEST_NAME or not found.isprintable():
        raise BadInput(f"A member's name has 1 to {LONGEST_NAME} characters.")
    return found


def member(row: db.Row) -> Member:
    """A member as the table has it."""
    return Member(**{**row, "role": Role(row["role"])})
