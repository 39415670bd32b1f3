"""How much a request may say before its body: the fast parser takes any amount, and keeps it in memory."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 64 * 1024


class BoundedHeads(HttpToolsProtocol):
    """The server's side of a connection, which ends it when the first line and the headers of a request do not end."""

    _head_size: int | None = None

    def data_received(self, data: bytes) -> None:
        """Take what came. What came together with the end of the request before is not counted."""
        was_in_head = self._head_size is not None
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
        super().on_headers_complete()
