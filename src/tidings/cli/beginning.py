"""The first administrator of a new installation, without whom nobody could sign in."""

from tidings.cli import session
from tidings.core import clock, db
from tidings.core.errors import Conflict
from tidings.members import passwords, roster
from tidings.members.model import Role

EMAIL = "administrator@localhost"


def administrator(url: str) -> dict[str, str] | None:
    """Make somebody administrator where nobody is a member; their e-mail and password, which are told this once."""
    with db.connect("setup", url=url) as connection:
        if not roster.is_empty(connection):
            return None
        password = passwords.invent()
        try:
            made = roster.create(connection, EMAIL, "", Role.ADMINISTRATOR, password, session.named(""), clock.now())
        except Conflict:
            # Another Tidings begins at the same moment, and tells the password.
            return None
    return {"email": made.email, "password": password}


def words(first: dict[str, str] | None) -> list[str]:
    """The same for a person."""
    if first is None:
        return []
    return [f"Sign in as {first['email']}; this is the password, which is not shown again:", first["password"]]
