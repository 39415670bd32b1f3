"""Callers of the API as tests tell of them."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

from fastapi.testclient import TestClient
from httpx import Response

from tests.campaigns.drafts import a_person
from tidings.chat import participants
from tidings.core import db
from tidings.members import roster, sessions
from tidings.members.model import Role
from tidings.web import cookies, keys, tokens
from tidings.web.callers import Scope

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECRET = "a secret of the test's own, long enough"
NEWS = "system:marketplace-news"


class Caller:
    """Somebody who calls, with what they show."""

    headers: dict[str, str]

    def __init__(self, client: TestClient, shown: str | None) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer {shown}"} if shown is not None else {}

    def get(self, path: str, **query: Any) -> Response:
        """GET, with a query."""
        return cast(Response, self.client.get(path, params=query, headers=self.headers))

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Response:
        """Any method, with a body of JSON and more headers; `idempotency_key` is Idempotency-Key."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cast(Response, self.client.request(method, path, json=body, headers={**self.headers, **named}))

    def post(self, path: str, body: Any = None, **headers: str) -> Response:
        """POST."""
        return self.call("POST", path, body, **headers)

    def client_raw(self, path: str, text: str) -> Response:
        """POST a message whose text is escaped by hand, so that it may be none."""
        body = '{"text": ' + json.dumps(text) + "}"
        kind = {"Content-Type": "application/json"}
        return cast(Response, self.client.post(path, content=body, headers={**self.headers, **kind}))

    def raw(self, method: str, path: str, body: Any) -> Response:
        """A body of JSON in ASCII, so that it may hold half a character."""
        headers = {**self.headers, "Content-Type": "application/json"}
        return cast(Response, self.client.request(method, path, content=json.dumps(body), headers=headers))

    def put(self, path: str, body: Any = None) -> Response:
        """PUT."""
        return self.call("PUT", path, body)

    def delete(self, path: str) -> Response:
        """DELETE."""
        return self.call("DELETE", path)


class Member(Caller):
    """A member, with a new session for each request: signing out ends no other one."""

    def __init__(self, client: TestClient, tx: db.Connection, member_id: int, has_proof: bool = True) -> None:
        self.client = client
        self._tx, self._member_id, self._has_proof = tx, member_id, has_proof

    @property
    def headers(self) -> dict[str, str]:  # type: ignore[override]
        """The session, and what proves that it was the panel that sent it."""
        return session(self.token(), has_proof=self._has_proof)

    def token(self) -> str:
        """Of a new session."""
        token = sessions.begin(self._tx, self._member_id)
        assert token is not None
        return token

    def without_proof(self) -> "Member":
        """The same as another site would have a browser send it."""
        return Member(self.client, self._tx, self._member_id, has_proof=False)


def session(token: str, *, has_proof: bool = True) -> dict[str, str]:
    """The headers of a session."""
    proof = {cookies.PROOF: cookies.proof(token)} if has_proof else {}
    return {"Cookie": f"{cookies.NAME}={token}", **proof}


class Api:
    """The application under test, and whoever calls it."""

    def __init__(self, client: TestClient, tx: db.Connection) -> None:
        self.client = client
        self.tx = tx

    def sending(self, headers: dict[str, str]) -> Caller:
        """With headers of the test's own making."""
        caller = Caller(self.client, None)
        caller.headers = headers
        return caller

    def nobody(self) -> Caller:
        """Without a token."""
        return Caller(self.client, None)

    def showing(self, shown: str) -> Caller:
        """With a token or a key of the test's own making."""
        return Caller(self.client, shown)

    def person(self, external_id: str, *, name: str = "") -> Caller:
        """A person, made at the first call."""
        if not db.row(self.tx, "select 1 as one from person where external_id = %(id)s", id=external_id):
            a_person(self.tx, external_id, name=name or external_id.capitalize())
        return Caller(self.client, tokens.sign(external_id, SECRET))

    def member(self, role: Role, name: str = "") -> "Member":
        """A member of this role, made at the first call, who signs in anew for each request."""
        email = f"{name or role}@market.example"
        if not db.row(self.tx, "select 1 as one from member where email = %(email)s", email=email):
            roster.create(self.tx, email, "", role, None, "test", NOON)
        return Member(self.client, self.tx, roster.find(self.tx, email).id)

    def server(self, *scopes: Scope, speaks_as: str = "") -> Caller:
        """A server with a key."""
        _, shown = self.key(scopes, speaks_as)
        return Caller(self.client, shown)

    def key(self, scopes: Sequence[Scope], speaks_as: str = "") -> tuple[keys.ApiKey, str]:
        """A key and its text."""
        participant_id = participants.find(self.tx, speaks_as).id if speaks_as else None
        return keys.create(self.tx, "test", scopes, participant_id, "test", NOON)
