"""Who calls: a person by a token that the marketplace signed, or a server by an API key with scopes.

What is shown is checked in two steps, before a request is read: a token holds or not without a database, so that
nobody takes a connection from people who are known, and a key is looked for on a server's connection (see `keyring`).
Only then it is looked up who that is and what they may.
"""

from dataclasses import dataclass
from enum import StrEnum

from tidings.audience import persons
from tidings.core import db
from tidings.core.errors import NotFound
from tidings.web import keys, tokens
from tidings.web.refusals import Forbidden, Unauthenticated

NO_KEY = "There is no such API key, or it was revoked."


class Scope(StrEnum):
    """What a server may do."""

    CHAT = "chat"
    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    CAMPAIGNS_READ = "campaigns:read"
    CAMPAIGNS_WRITE = "campaigns:write"
    ACCOUNT_READ = "account:read"
    ACCOUNT_WRITE = "account:write"


@dataclass(frozen=True)
class Caller:
    """Somebody known. `name` is what histories and idempotency keep; a participant reads and writes messages."""

    name: str
    participant_id: int | None
    scopes: frozenset[Scope]

    def check_scope(self, scope: Scope) -> None:
        """Raises Forbidden without the scope."""
        if scope not in self.scopes:
            raise Forbidden(f"This needs an API key with the scope {scope}.")

    def participant(self) -> int:
        """The number of whoever speaks. Raises Forbidden for a key that speaks for nobody."""
        if self.participant_id is None:
            raise Forbidden("This needs a person's token, or an API key with the scope chat.")
        return self.participant_id


@dataclass(frozen=True)
class Shown:
    """What a request shows: the marketplace's id of the person whose token it is, or the text of an API key."""

    external_id: str = ""
    key: str = ""

    @property
    def is_person(self) -> bool:
        """Whether it is a person's token, which holds."""
        return not self.key


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


def identify(tx: db.Connection, shown: Shown) -> Caller:
    """Who shows this. Raises Unauthenticated for a key that is none, Forbidden for a person who is not known."""
    return _person(tx, shown.external_id) if shown.is_person else _server(tx, shown.key)


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


def _person(tx: db.Connection, external_id: str) -> Caller:
    try:
        person = persons.find(tx, external_id)
    except NotFound as error:
        raise Forbidden(f"The token is good, but nobody here is {external_id!r}: import the person first.") from error
    return Caller(person_name(external_id), person.id, frozenset())
