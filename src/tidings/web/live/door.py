"""Who is let in to listen: known by a token that comes in the first words, from a page that may show the chat."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from anyio import to_thread
from pydantic import ValidationError
from starlette.requests import HTTPConnection, Request

from tidings.core import clock, db
from tidings.core.errors import BadInput
from tidings.web import admission, callers, fetching, origins, tokens
from tidings.web.callers import Shown
from tidings.web.chat import refs
from tidings.web.live.saying import WORDS, Hello, Post, Welcome
from tidings.web.pools import Pools

# In which a client has to say who it is.
LONGEST_HELLO_S = 10.0


@dataclass(frozen=True)
class Known:
    """Whoever listens; `name` is what idempotency keeps.

    `expires_s`: seconds of real time since the epoch; None for a key, which is revoked instead.
    """

    number: int
    name: str
    ref: str
    shown: Shown
    expires_s: float | None

    @property
    def expires_at(self) -> datetime | None:
        """The same as an instant."""
        return None if self.expires_s is None else datetime.fromtimestamp(self.expires_s, UTC)

    def welcome(self) -> str:
        """What they are told first."""
        return Welcome(ref=self.ref, expires_at=self.expires_at).model_dump_json()

    def rest_s(self) -> float | None:
        """Seconds until a new token has to have come."""
        return None if self.expires_s is None else max(0.0, self.expires_s + tokens.LEEWAY_S - clock.real_s())


def is_allowed(connection: HTTPConnection) -> bool:
    """Whether the page that opens a socket may: its origin is the API's own or a listed one; programs name none."""
    origin = connection.headers.get("origin")
    if origin is None or origin in origins.listed():
        return True
    return urlsplit(origin).netloc == connection.headers.get("host")


def read(text: str) -> Hello | Post:
    """What a client said. Raises BadInput."""
    try:
        return WORDS.validate_json(text)
    except ValidationError as error:
        [fault, *_] = error.errors()
        place = ".".join(map(str, fault["loc"]))
        raise BadInput(
            f"A client says hello or post, as docs/asyncapi.json has them: {place} {fault['msg']}."
        ) from error


async def identify(pools: Pools, token: str) -> Known:
    """Whose token or key that is. Raises Unauthenticated, Forbidden, and what the pools raise."""
    authorization = f"Bearer {token}"
    await fetching.prepare(authorization)
    shown = callers.check(authorization)
    return await _known(pools, shown, authorization)


async def recognise(request: Request) -> Known:
    """Whose request that is, which was let in. Raises Unauthenticated, Forbidden, and what the pools raise."""
    return await _known(request.app.state.pools, admission.shown(request), request.headers.get("authorization"))


async def _known(pools: Pools, shown: Shown, authorization: str | None) -> Known:
    async with pools.lend(for_person=shown.is_person) as tx:
        number, name, ref = await to_thread.run_sync(_look, tx, shown)
    token = callers.token(authorization)
    return Known(number, name, ref, shown, tokens.expires_s(token) if token else None)


def _look(tx: db.Connection, shown: Shown) -> tuple[int, str, str]:
    caller = callers.identify(tx, shown)
    number = caller.participant()
    return number, caller.name, refs.describe(tx, [number])[number].ref or ""
