"""The server's side of a socket's connection: as uvicorn has it, but whoever does not read is cut off, and nothing of a
connection that ended is left in a circle.
"""

import contextlib

from fastapi import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

# So long what was said last may take to arrive.
LONGEST_FLUSH_S = 2.0
_ABORT = "tidings.abort"


class SocketConnection(WebSocketsSansIOProtocol):
    """A socket whose application may let it go without a word, which ASGI has no message for."""

    async def run_asgi(self) -> None:
        """Serve it. An orderly end waits until everything is read, which may be never."""
        self.scope["extensions"][_ABORT] = {"abort": self.transport.abort}
        try:
            await super().run_asgi()
        finally:
            self.loop.call_later(LONGEST_FLUSH_S, self.transport.abort)

    def keepalive_timeout(self) -> None:
        """Nobody answers any more: nothing is waited for."""
        super().keepalive_timeout()
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the circle apart that the protocol is in with its parser."""
        super().connection_lost(exc)
        with contextlib.suppress(RuntimeError, ValueError):
            self.conn.parser.close()


def abort(socket: WebSocket) -> None:
    """Cut a connection off, with all that waits to be read at its other end."""
    found = socket.scope.get("extensions", {}).get(_ABORT)
    if found:
        found["abort"]()
