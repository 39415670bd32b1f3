"""A socket on which a client hears what changes: who it is comes in its first words, and again before they expire.

client                      server
{"type": "hello", …}   ──▶
                       ◀──  {"type": "welcome", …}     look at everything anew now
                       ◀──  {"type": "conversation", …}, {"type": "unread", …}, {"type": "reset"}
{"type": "hello", …}   ──▶  a new token, before `expires_at`
"""

import contextlib
from collections.abc import Awaitable, Callable

import anyio
from anyio.abc import TaskGroup
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from tidings.core.errors import BadInput, TidingsError, Unavailable
from tidings.web.feed import AWAY
from tidings.web.live import door
from tidings.web.live.door import Known
from tidings.web.live.hub import Hub
from tidings.web.live.listener import Listener
from tidings.web.refusals import Forbidden, Overloaded, Unauthenticated
from tidings.web.room import Room

router = APIRouter(prefix="/v1")
PROTOCOL = "tidings.v1"
LONGEST_SEND_S = 10.0
LONGEST_WAIT_S = 60.0
MOST_STRANGERS = 200
# Codes of RFC 6455 where they fit, and of ours, after HTTP's.
BAD, UNKNOWN, NOT_ALLOWED, TOO_SLOW = 4400, 4401, 4403, 4408
GOING, LATER = 1012, 1013
CODES: dict[type[Exception], int] = {
    BadInput: BAD,
    Unauthenticated: UNKNOWN,
    Forbidden: NOT_ALLOWED,
    Overloaded: LATER,
    Unavailable: LATER,
}
_strangers = Room(MOST_STRANGERS, "Too many are about to say who they are.")


class Ended(Exception):
    """The socket ends with this code and these words."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code, self.why = code, why


@router.websocket("/socket")
async def listen(socket: WebSocket) -> None:
    """Tell one client of what changes, until either goes."""
    if not door.is_allowed(socket):
        # Before it is accepted: an answer with 403.
        await socket.close(NOT_ALLOWED)
        return
    offered = socket.scope.get("subprotocols") or []
    await socket.accept(PROTOCOL if PROTOCOL in offered else None)
    try:
        known = await _first_words(socket)
        await _serve(socket, known)
    except (WebSocketDisconnect, RuntimeError, OSError):
        return
    except Ended as end:
        await _close(socket, end.code, end.why)
    except (TidingsError, *AWAY) as error:
        await _close(socket, _code(error), str(error))


def _code(error: Exception) -> int:
    return next((code for kind, code in CODES.items() if isinstance(error, kind)), LATER)


async def _first_words(socket: WebSocket) -> Known:
    try:
        with _strangers.place(), anyio.fail_after(door.LONGEST_HELLO_S):
            said = door.read(await socket.receive_text())
            return await door.identify(socket.app.state.pools, said.token)
    except TimeoutError as error:
        raise Ended(UNKNOWN, "Say who you are, at once.") from error


async def _serve(socket: WebSocket, known: Known) -> None:
    hub: Hub = socket.app.state.live
    with hub.listener(known.number, known.shown) as listener:
        await hub.ready(door.LONGEST_HELLO_S)
        conversation = _Conversation(socket, known, listener)
        async with anyio.create_task_group() as both:
            both.start_soon(conversation.until_end, conversation.hear, both)
            await conversation.until_end(conversation.tell, both)
        if conversation.end is not None:
            raise conversation.end


class _Conversation:
    """Both directions of one socket."""

    def __init__(self, socket: WebSocket, known: Known, listener: Listener) -> None:
        self._socket, self._known, self._listener = socket, known, listener
        self.end: Ended | None = None

    async def until_end(self, direction: Callable[[], Awaitable[None]], both: TaskGroup) -> None:
        """One direction, whose end is the end of both."""
        try:
            await direction()
        except Ended as end:
            self.end = end
        except (WebSocketDisconnect, RuntimeError, OSError):
            # The client is gone: nobody needs to be told why.
            pass
        except (TidingsError, *AWAY) as error:
            self.end = Ended(_code(error), str(error))
        both.cancel_scope.cancel()

    async def hear(self) -> None:
        """Take new tokens of the same client."""
        while True:
            said = door.read(await self._socket.receive_text())
            known = await door.identify(self._socket.app.state.pools, said.token)
            if known.number != self._known.number:
                raise Unauthenticated("The new token is somebody else's: open a socket of theirs.")
            self._known, self._listener.shown = known, known.shown
            await self._write(known.welcome())

    async def tell(self) -> None:
        """Say what there is, until the token expires, the listener ends, or the client reads too slowly."""
        await self._write(self._known.welcome())
        while not self._listener.is_over:
            rest_s = self._known.rest_s()
            if rest_s == 0:
                raise Ended(UNKNOWN, "The token expired.")
            await self._listener.wait(LONGEST_WAIT_S if rest_s is None else min(LONGEST_WAIT_S, rest_s))
            for text in self._listener.take():
                await self._write(text)
        raise Ended(GOING, "Come again.")

    async def _write(self, text: str) -> None:
        try:
            with anyio.fail_after(LONGEST_SEND_S):
                await self._socket.send_text(text)
        except TimeoutError as error:
            raise Ended(TOO_SLOW, "What was told was not read in time.") from error


async def _close(socket: WebSocket, code: int, why: str) -> None:
    with contextlib.suppress(RuntimeError, OSError, WebSocketDisconnect):
        await socket.close(code, why[:120])
