"""How a socket ends: a code and words for each reason, and that whoever does not read them is not waited for."""

import asyncio
import contextlib

from fastapi import WebSocket, WebSocketDisconnect

from tidings.core.errors import BadInput, Unavailable
from tidings.web.live import connection
from tidings.web.refusals import Forbidden, Overloaded, Unauthenticated

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
# What sending and receiving raise when the other end is gone.
GONE = (WebSocketDisconnect, RuntimeError, OSError)
LONGEST_CLOSE_S = 1.0


class Ended(Exception):
    """The socket ends with this code and these words."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(why)
        self.code, self.why = code, why


def of(error: Exception) -> Ended:
    """The end that an error is."""
    return Ended(next((code for kind, code in CODES.items() if isinstance(error, kind)), LATER), str(error))


async def close(socket: WebSocket, end: Ended) -> None:
    """Say why. Whoever does not read is not waited for."""
    with contextlib.suppress(*GONE):
        try:
            async with asyncio.timeout(LONGEST_CLOSE_S):
                await socket.close(end.code, end.why[:120])
        except TimeoutError:
            connection.abort(socket)
