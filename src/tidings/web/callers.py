"""Who calls: a person by a token that the marketplace signed, a server by an API key with scopes, or a member by the
session that they signed in for, with the scopes of their role.

What is shown is checked in two steps, before a request is read: a token holds or not without a database, so that
nobody takes a connection from people who are known, and a key or a session is looked for on a server's connection (see
`keyring`). Only then it is looked up who that is and what they may.
"""

from dataclasses import dataclass
from enum import StrEnum

from tidings.audience import persons
from tidings.core import db
from tidings.core.errors import NotFound
from tidings.members import sessions
from tidings.members.model import Role
from tidings.web import keys, tokens
from tidings.web.refusals import Forbidden, Unauthenticated

NO_KEY = "There is no such API key, or it was revoked."
NO_SESSION = "Nobody is signed in with this session, or it ended."


class Scope(StrEnum):
    """What a server or a member may do."""

    CHAT = "chat"
    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    CAMPAIGNS_READ = "campaigns:read"
    CAMPAIGNS_WRITE = "campaigns:write"
    CAMPAIGNS_LAUNCH = "campaigns:launch"
    ACCOUNT_READ = "account:read"
    ACCOUNT_WRITE = "account:write"


READING = frozenset({Scope.CAMPAIGNS_READ, Scope.PEOPLE_READ, Scope.ACCOUNT_READ})
_AUTHORS = READING | {Scope.CAMPAIGNS_WRITE, Scope.PEOPLE_WRITE}
_PUBLISHERS = _AUTHORS | {Scope.CAMPAIGNS_LAUNCH}
OF_ROLES: dict[Role, frozenset[Scope]] = {
    Role.VIEWER: READING,
    Role.AUTHOR: _AUTHORS,
    Role.PUBLISHER: _PUBLISHERS,
    Role.ADMINISTRATOR: _PUBLISHERS | {Scope.ACCOUNT_WRITE},
}


@dataclass(frozen=True)
class Caller:
    """Somebody known. `name` is what histories and idempotency keep; a participant reads and writes messages."""

    name: str
    participant_id: int | None
    scopes: frozenset[Scope]
    member_id: int | None = None

    def check_scope(self, scope: Scope) -> None:
        """Raises Forbidden without the scope."""
        if scope not in self.scopes:
            raise Forbidden(f"This needs the scope {scope}, which your API key or your role does not have.")

    def participant(self) -> int:
        """The number of whoever speaks. Raises Forbidden for a key that speaks for nobody."""
        if self.participant_id is None:
            raise Forbidden("This needs a person's token, or an API key with the scope chat.")
        return self.participant_id


@dataclass(frozen=True)
class Shown:
    """What a request shows: the marketplace's id of the person whose token it is, or the text of an API key, or the
    token of a session.
    """

    external_id: str = ""
    key: str = ""
    session: str = ""

    @property
    def is_person(self) -> bool:
        """Whether it is a person's token, which holds."""
        return not self.key and not self.session


def check(authorization: str | None) -> Shown:
    """What this `Authorization` header shows, as far as that needs no database. Raises Unauthenticated."""
    text = _bearer(authorization)
    if not text:
        raise Unauthenticated("Show a person's token or an API key: `Authorization: Bearer …`.")
    if not text.startswith(keys.PREFIX):
        return Shown(external_id=tokens.subject(text))
    if not keys.is_one(text):
        raise Unauthenticated(NO_KEY)
    return Shown(key=text)


def token(authorization: str | None) -> str | None:
    """The token in this `Authorization` header, which may not hold; None for anything else."""
    text = _bearer(authorization)
    return text if text and not text.startswith(keys.PREFIX) else None


def check_session(token: str) -> Shown:
    """What a cookie with this session's token shows. Raises Unauthenticated for what cannot be one."""
    if not sessions.is_one(token):
        raise Unauthenticated(NO_SESSION)
    return Shown(session=token)


def identify(tx: db.Connection, shown: Shown, *, is_use: bool = False) -> Caller:
    """Who shows this; `is_use`: a session goes on from now.

    Raises Unauthenticated for a key or a session that is none, Forbidden for a person who is not known.
    """
    if shown.is_person:
        return _person(tx, shown.external_id)
    return _member(tx, shown.session, is_use) if shown.session else _server(tx, shown.key)


def member_name(email: str) -> str:
    """The name of a member who calls."""
    return f"member:{email}"


def person_name(external_id: str) -> str:
    """The name of a person who calls."""
    return f"person:{external_id}"


def _bearer(authorization: str | None) -> str:
    kind, _, text = (authorization or "").partition(" ")
    return text.strip() if kind.lower() == "bearer" else ""


def _server(tx: db.Connection, shown: str) -> Caller:
    key = keys.find(tx, shown)
    if key is None:
        raise Unauthenticated(NO_KEY)
    return Caller(f"key:{key.id}", key.participant_id, frozenset(Scope(scope) for scope in key.scopes))


def _member(tx: db.Connection, token: str, is_use: bool) -> Caller:
    found = sessions.find(tx, token, is_use=is_use)
    if found is None:
        raise Unauthenticated(NO_SESSION)
    return Caller(member_name(found.email), None, OF_ROLES[found.role], found.id)


def _person(tx: db.Connection, external_id: str) -> Caller:
    try:
        person = persons.find(tx, external_id)
    except NotFound as error:
        raise Forbidden(f"The token is good, but nobody here is {external_id!r}: import the person first.") from error
    return Caller(person_name(external_id), person.id, frozenset())
