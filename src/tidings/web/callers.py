"""Who calls: a person by a token that the marketplace signed, or a server by an API key with scopes."""

from dataclasses import dataclass
from enum import StrEnum

from tidings.audience import persons
from tidings.core import db
from tidings.core.errors import NotFound
from tidings.web import keys, tokens
from tidings.web.refusals import Forbidden, Unauthenticated


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


def identify(tx: db.Connection, authorization: str | None) -> Caller:
    """Who shows this `Authorization` header. Raises Unauthenticated, or Forbidden for a person who is not known."""
    kind, _, shown = (authorization or "").partition(" ")
    if kind.lower() != "bearer" or not shown.strip():
        raise Unauthenticated("Show a person's token or an API key: `Authorization: Bearer …`.")
    shown = shown.strip()
    return _server(tx, shown) if shown.startswith(keys.PREFIX) else _person(tx, shown)


def person_name(external_id: str) -> str:
    """The name of a person who calls."""
    return f"person:{external_id}"


def _server(tx: db.Connection, shown: str) -> Caller:
    key = keys.find(tx, shown)
    if key is None:
        raise Unauthenticated("There is no such API key, or it was revoked.")
    return Caller(f"key:{key.id}", key.participant_id, frozenset(Scope(scope) for scope in key.scopes))


def _person(tx: db.Connection, token: str) -> Caller:
    external_id = tokens.subject(token)
    try:
        person = persons.find(tx, external_id)
    except NotFound as error:
        raise Forbidden(f"The token is good, but nobody here is {external_id!r}: import the person first.") from error
    return Caller(person_name(external_id), person.id, frozenset())
