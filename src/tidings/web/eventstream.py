"""Server-sent events to one client: news when there are some, a sign of life when there are none, and an end.

It ends when whoever listens is let in no longer, when they read too slowly, and when the API stops.
"""

import contextlib
import time
from collections.abc import Callable

import anyio
from anyio import to_thread
from fastapi.sse import format_sse_event
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from tidings.web.feed import AWAY, Feed, Listener

MEDIA_TYPE = "text/event-stream"
HEARTBEAT_S = 15.0
CHECK_S = 3.0
# So long may what was written wait for its reader.
LONGEST_SEND_S = 10.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
ENDS = (TimeoutError, *AWAY)


class EventStream(Response):
    """Everything that a feed has, and then whatever changes, each as a list under one event's name."""

    media_type = MEDIA_TYPE

    def __init__(self, feed: Feed, event: str, check: Callable[[], None]) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._feed = feed
        self._event = event
        self._check = check

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until it ends."""
        with self._feed.listener() as listener:
            async with anyio.create_task_group() as both:
                both.start_soon(until_gone, receive, both.cancel_scope)
                await self._send(listener, send)
                both.cancel_scope.cancel()

    async def _send(self, listener: Listener, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        # Not allowed any more, too slow, or nobody can tell: the client comes again, and is told why.
        with contextlib.suppress(*ENDS):
            await self._tell(listener, send)
        with anyio.move_on_after(LONGEST_SEND_S):
            await send(body(b"", has_more=False))

    async def _tell(self, listener: Listener, send: Send) -> None:
        checked_s = told_s = time.monotonic()
        while not listener.is_over:
            found = await listener.next(CHECK_S / 2)
            now_s = time.monotonic()
            if now_s - checked_s >= CHECK_S:
                await to_thread.run_sync(self._check)
                checked_s = now_s
            if found is not None:
                text = (b"[" + b",".join(found) + b"]").decode()
                await write(send, format_sse_event(event=self._event, data_str=text))
                told_s = now_s
            elif now_s - told_s >= HEARTBEAT_S:
                await write(send, format_sse_event(comment=""))
                told_s = now_s


async def until_gone(receive: Receive, scope: anyio.CancelScope) -> None:
    """Cancel once the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


async def write(send: Send, content: bytes) -> None:
    """Raises TimeoutError when what was written before is not read."""
    with anyio.fail_after(LONGEST_SEND_S):
        await send(body(content, has_more=True))


def body(content: bytes, *, has_more: bool) -> Message:
    """A piece of an answer."""
    return {"type": "http.response.body", "body": content, "more_body": has_more}
