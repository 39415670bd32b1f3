"""The server's side of a socket's connection: as uvicorn has it, but one that does not read can be cut off."""

from fastapi import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

_ABORT = "tidings.abort"


class SocketConnection(WebSocketsSansIOProtocol):
    """A socket whose application may let it go without a word, which ASGI has no message for."""

    async def run_asgi(self) -> None:
        """Serve it."""
        self.scope["extensions"][_ABORT] = {"abort": self.transport.abort}
        await super().run_asgi()


def abort(socket: WebSocket) -> None:
    """Cut a connection off, with all that waits to be read at its other end."""
    found = socket.scope.get("extensions", {}).get(_ABORT)
    if found:
        found["abort"]()
