"""Members as tests tell of them."""

from datetime import UTC, datetime

from tidings.core import db
from tidings.members import roster
from tidings.members.model import Member, Role

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PASSWORD = "a password of the test's own"


def a_member(tx: db.Connection, name: str, role: Role, password: str | None = PASSWORD) -> Member:
    """A member whose e-mail begins with the name."""
    return roster.create(tx, f"{name}@market.example", name.capitalize(), role, password, "test", NOON)
