"""Bodies, read whole before a route sees them: only so large, so slow, and so many large ones at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

import anyio
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tidings.core.errors import TidingsError
from tidings.web import errors
from tidings.web.bounds import LARGEST_BODY, UPLOADS, too_large
from tidings.web.refusals import Overloaded, TooSlow

# Whatever people write fits in: such a body is never refused for want of room.
SMALL = 64 * 1024
# JSON takes up to thirty times as much memory once it is understood.
MOST_OF_LARGE = 8_000_000
LONGEST_S = 30.0
# Of whoever is not known yet.
BRIEF, BRIEFLY_S = 4096, 5.0


class Bodies:
    """Middleware: hands a request on with its body. Files are read by the routes that take them, piece by piece."""

    def __init__(self, app: ASGIApp, most_of_large: int = MOST_OF_LARGE, longest_s: float = LONGEST_S) -> None:
        self._app = app
        self._room = most_of_large
        self._longest_s = longest_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, or turn the request away."""
        if scope["type"] != "http" or scope["path"] in UPLOADS:
            await self._app(scope, receive, send)
            return
        with self._place() as place:
            try:
                body = await self._read(receive, place)
            except TidingsError as error:
                await errors.answer(error)(scope, receive, send)
            except ClientDisconnect:
                return
            else:
                await self._app(scope, _giving(body, receive), send)

    async def _read(self, receive: Receive, place: "_Place") -> bytes:
        parts: list[bytes] = []
        has_more = True
        with anyio.move_on_after(self._longest_s):
            while has_more:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                parts.append(message.get("body", b""))
                place.grow(len(parts[-1]))
                has_more = message.get("more_body", False)
        if has_more:
            raise TooSlow(f"The body did not come within {self._longest_s:g} seconds.")
        return parts[0] if len(parts) == 1 else b"".join(parts)

    @contextmanager
    def _place(self) -> Iterator["_Place"]:
        place = _Place(self)
        try:
            yield place
        finally:
            self._room += place.taken

    def take(self, size: int) -> None:
        """Room for so many bytes more. Raises Overloaded."""
        if size > self._room:
            raise Overloaded("Too many large bodies are under way.")
        self._room -= size


class _Place:
    """The room that one body takes, nothing while it is small."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self._size = 0
        self.taken = 0

    def grow(self, by: int) -> None:
        """Raises TooLarge or Overloaded."""
        self._size += by
        if self._size > LARGEST_BODY:
            raise too_large(LARGEST_BODY)
        if self._size > SMALL:
            self._bodies.take(self._size - self.taken)
            self.taken = self._size


def brief(receive: Receive) -> Receive:
    """A body that is read only as far as an e-mail and a password need, and only so long."""
    came, is_whole, until_s = 0, False, anyio.current_time() + BRIEFLY_S

    async def counted() -> Message:
        nonlocal came, is_whole
        if is_whole:
            return await receive()
        with anyio.move_on_at(until_s) as waiting:
            message = await receive()
        if waiting.cancelled_caught:
            raise TooSlow(f"The body did not come within {BRIEFLY_S:g} seconds.")
        came += len(message.get("body", b""))
        if came > BRIEF:
            raise too_large(BRIEF)
        is_whole = not message.get("more_body", False)
        return message

    return counted


def _giving(body: bytes, receive: Receive) -> Receive:
    """The body in one piece, and then whatever the server has to say."""
    is_given = False

    async def give() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return give
