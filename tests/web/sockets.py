"""The API behind a real socket, in a thread of the test's own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.waiting import until
from tidings.core.postgres import free_port
from tidings.web import app
from tidings.web.app import Doors

HOST = "127.0.0.1"


@contextmanager
def served(database: str, *, does_stream: bool = False, doors: Doors = Doors.ALL) -> Iterator[int]:
    """The API on a database, as the product serves it; its port. Streams of events end at once unless `does_stream`."""
    port = free_port()
    server = app.server(database, HOST, port, doors)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started, "the API")
        if not does_stream:
            server.config.app.state.campaigns_feed.is_closed = True  # type: ignore[union-attr]
            server.config.app.state.live.is_closed = True  # type: ignore[union-attr]
        yield port
    finally:
        server.should_exit = True
        thread.join(20)
