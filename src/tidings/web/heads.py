"""How much a request may say before its body, and for how long: the fast parser keeps and waits for anything."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from tidings.core.errors import BadInput
from tidings.web import errors

LARGEST_HEAD = 64 * 1024
LONGEST_S = 30.0


class BoundedHeads(HttpToolsProtocol):
    """The server's side of a connection, which ends it when the first line and the headers of a request do not end.

    One that says nothing is ended too: whoever is not known could hold all that the process may have.
    """

    _head_size: int | None = None
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there."""
        super().connection_made(transport)
        self._deadline = self.loop.call_later(LONGEST_S, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came. What came together with the end of the request before is not counted."""
        was_in_head = self._head_size is not None
        if self._deadline is None and (self.cycle is None or self.cycle.response_complete):
            self._deadline = self.loop.call_later(LONGEST_S, self.transport.close)
        super().data_received(data)
        if was_in_head and self._head_size is not None:
            self._head_size += len(data)
            if self._head_size > LARGEST_HEAD:
                self.send_400_response("The headers are too long.")

    def on_message_begin(self) -> None:
        """A request begins."""
        self._head_size = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its headers ended."""
        self._head_size = None
        self._wait_no_more()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request, and end the connection."""
        told = errors.answer(BadInput(msg))
        told.headers["Connection"] = "close"
        head = b"".join(b"%b: %b\r\n" % header for header in told.raw_headers)
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\n" + head + b"\r\n" + bytes(told.body))
        self.transport.close()

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
