"""A socket on which a client hears what changes and writes: who it is comes in its first words, and again later.

client                      server
{"type": "hello", …}   ──▶
                       ◀──  {"type": "welcome", …}     look at everything anew now
                       ◀──  {"type": "conversation", …}, {"type": "unread", …}, {"type": "reset"}
{"type": "post", …}    ──▶
                       ◀──  {"type": "posted", …} or {"type": "refused", …}
{"type": "hello", …}   ──▶  a new token, before `expires_at`

Thousands are open at a time and silent: a socket goes past the middleware, which is for requests, and has one task,
which waits for what the client says. Whatever there is to tell makes a second one for as long as it is told.
"""

import asyncio
from functools import partial

import anyio
from fastapi import WebSocket
from starlette.types import ASGIApp, Receive, Scope, Send

from tidings.core.errors import BadInput, TidingsError
from tidings.web import callers, errors
from tidings.web.chat import refs, writing
from tidings.web.feed import AWAY
from tidings.web.live import door
from tidings.web.live.door import Known
from tidings.web.live.ending import GOING, GONE, LATER, NOT_ALLOWED, TOO_SLOW, UNKNOWN, Ended, close, of
from tidings.web.live.hub import Hub
from tidings.web.live.listener import Listener
from tidings.web.live.saying import Hello, Post, Posted, Problem, Refused
from tidings.web.refusals import Unauthenticated
from tidings.web.room import Room

PATH = "/v1/socket"
PROTOCOL = "tidings.v1"
LONGEST_SEND_S = 10.0
MOST_STRANGERS = 200
# Said by one client and not answered yet, or answered and not read.
MOST_OWED = 20
_strangers = Room(MOST_STRANGERS, "Too many are about to say who they are.")


class Sockets:
    """Middleware, the first that anything meets: serves sockets at their address."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a socket, or let everything else on."""
        if scope["type"] == "websocket" and scope["path"] == PATH:
            await serve(WebSocket(scope, receive, send))
        else:
            await self._app(scope, receive, send)


async def serve(socket: WebSocket) -> None:
    """Tell one client of what changes and write what it says, until either goes."""
    if not door.is_allowed(socket):
        # Before it is accepted: an answer with 403.
        await close(socket, Ended(NOT_ALLOWED, "This page may not."))
        return
    offered = socket.scope.get("subprotocols") or []
    try:
        await socket.accept(PROTOCOL if PROTOCOL in offered else None)
        known = await _first_words(socket)
        await _Client(socket, known).listen()
    except GONE:
        return
    except Ended as end:
        await close(socket, end)
    except (TidingsError, *AWAY) as error:
        await close(socket, of(error))


async def _first_words(socket: WebSocket) -> Known:
    try:
        with _strangers.place():
            # Not `asyncio.timeout`: its cancellation would break into a thread's wait for a connection.
            with anyio.fail_after(door.LONGEST_HELLO_S):
                said = door.read(await socket.receive_text())
                if not isinstance(said, Hello):
                    raise BadInput("Say hello first.")
                return await door.identify(socket.app.state.pools, said.token)
    except TimeoutError as error:
        raise Ended(UNKNOWN, "Say who you are, at once.") from error


class _Client:
    """Whoever is at the other end of one socket."""

    __slots__ = (
        "_answers",
        "_end",
        "_expiry",
        "_is_welcome",
        "_known",
        "_listener",
        "_owed_count",
        "_socket",
        "_telling",
    )

    def __init__(self, socket: WebSocket, known: Known) -> None:
        self._socket, self._known = socket, known
        self._listener: Listener | None = None
        self._telling: asyncio.Task[None] | None = None
        self._expiry: asyncio.TimerHandle | None = None
        self._answers: list[str] | None = None
        self._owed_count = 0
        self._end = Ended(GOING, "Come again.")
        self._is_welcome = False

    async def listen(self) -> None:
        """Until either goes. Raises Ended and what the doors raise."""
        hub: Hub = self._socket.app.state.live
        try:
            with hub.listener(self._known.number, self._known.shown, self._wake) as self._listener:
                await hub.ready(door.LONGEST_HELLO_S)
                await self._welcome()
                while True:
                    await self._hear(await self._socket.receive_text())
        finally:
            self._stop()

    async def _hear(self, text: str) -> None:
        said = door.read(text)
        if isinstance(said, Post):
            self._post(said)
            return
        known = await door.identify(self._socket.app.state.pools, said.token)
        if known.number != self._known.number:
            raise Unauthenticated("The new token is somebody else's: open a socket of theirs.")
        self._known = known
        if self._listener:
            self._listener.shown = known.shown
        await self._welcome()

    async def _welcome(self) -> None:
        if self._expiry:
            self._expiry.cancel()
        rest_s = self._known.rest_s()
        if rest_s is not None:
            self._expiry = asyncio.get_running_loop().call_later(rest_s, self._expire)
        await self._write([self._known.welcome()])
        # What came before is told after it.
        self._is_welcome = True
        self._wake()

    def _post(self, said: Post) -> None:
        if self._listener is None or self._listener.is_over:
            raise self._end
        if self._owed_count >= MOST_OWED:
            raise Ended(LATER, "More was said than was answered and read: wait for answers.")
        self._owed_count += 1

        def answer(told: writing.Posted | TidingsError) -> None:
            self._answers = [*(self._answers or ()), _answer(said.key, told)]
            self._wake()

        try:
            peer_id, topic = refs.of_conversation(said.conversation_id)
            known = self._known
            check = None if known.shown.is_person else partial(callers.identify, shown=known.shown)
            post = writing.Post(
                known.name, known.number, said.conversation_id, peer_id, topic, said.text, said.key, check
            )
            self._socket.app.state.writer.put(post, answer)
        except TidingsError as error:
            answer(error)

    def _wake(self) -> None:
        """There is something to tell."""
        if self._telling is None and self._listener is not None and (self._is_welcome or self._listener.is_over):
            self._telling = asyncio.get_running_loop().create_task(self._tell(self._listener))

    async def _tell(self, listener: Listener) -> None:
        """Say what there is; the end of the listener is the end of the socket."""
        try:
            while not listener.is_over:
                answers, self._answers = self._answers or [], None
                texts = [*answers, *listener.take()]
                if not texts:
                    return
                await self._write(texts)
                self._owed_count -= len(answers)
            await close(self._socket, self._end)
        except GONE:
            # The task that hears is told as well.
            return
        except Ended as end:
            await close(self._socket, end)
        finally:
            self._telling = None

    async def _write(self, texts: list[str]) -> None:
        try:
            async with asyncio.timeout(LONGEST_SEND_S):
                for text in texts:
                    await self._socket.send_text(text)
        except TimeoutError as error:
            raise Ended(TOO_SLOW, "What was told was not read in time.") from error

    def _expire(self) -> None:
        self._end = Ended(UNKNOWN, "The token expired.")
        if self._listener:
            self._listener.end()

    def _stop(self) -> None:
        if self._expiry:
            self._expiry.cancel()
        if self._telling:
            self._telling.cancel()
        # Whatever is answered from now on finds nobody.
        self._listener = None


def _answer(key: str, told: writing.Posted | TidingsError) -> str:
    if isinstance(told, writing.Posted):
        return Posted(key=key, conversation_id=told.conversation_id, seq=told.seq).model_dump_json()
    problem = Problem.model_validate_json(bytes(errors.answer(told).body))
    return Refused(key=key, problem=problem).model_dump_json()
