"""The same by server-sent events, for whom sockets are kept from: each event has the name of what is said."""

import asyncio
import contextlib

import anyio
import orjson
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tidings.web import asking
from tidings.web.eventstream import ENDS, HEADERS, HEARTBEAT_S, MEDIA_TYPE, body, until_gone, write
from tidings.web.live import door
from tidings.web.live.door import Known
from tidings.web.live.hub import Hub
from tidings.web.live.listener import Listener
from tidings.web.room import Room

router = APIRouter(prefix="/v1", tags=["chat"])
# Each takes one of the places of requests.
MOST_STREAMS = 60
SCHEMA = {
    "type": "string",
    "description": "Server-sent events: `welcome`, `conversation`, `unread` and `reset`, as on the socket. Comments "
    "come while there are none. It ends with the token.",
}
_room = Room(MOST_STREAMS, "Too many are listening by streams: ask now and then instead.")


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={200: {"content": {MEDIA_TYPE: {"schema": SCHEMA}}}},
    openapi_extra={"security": asking.of_participant("GET")},
)
async def follow(request: Request) -> Response:
    """What changes in the caller's conversations, as it happens; look at everything anew after `welcome`.

    `503` says that too many listen: ask for the inbox now and then instead.
    """
    known = await door.recognise(request)
    return _Told(request.app.state.live, known)


class _Told(Response):
    """Says what is said on a socket, until the token expires."""

    media_type = MEDIA_TYPE

    def __init__(self, hub: Hub, known: Known) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._hub, self._known = hub, known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until it ends."""
        news = asyncio.Event()
        with _room.place(), self._hub.listener(self._known.number, self._known.shown, news.set) as listener:
            await self._hub.ready(door.LONGEST_HELLO_S)
            async with anyio.create_task_group() as both:
                both.start_soon(until_gone, receive, both.cancel_scope)
                await self._send(listener, news, send)
                both.cancel_scope.cancel()

    async def _send(self, listener: Listener, news: asyncio.Event, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        with contextlib.suppress(*ENDS):
            if not listener.is_over:
                await write(send, _event(self._known.welcome()))
            while not listener.is_over and self._known.rest_s() != 0:
                rest_s = self._known.rest_s()
                with anyio.move_on_after(HEARTBEAT_S if rest_s is None else min(HEARTBEAT_S, rest_s)):
                    await news.wait()
                news.clear()
                told = listener.take()
                for text in told:
                    await write(send, _event(text))
                if not told:
                    await write(send, format_sse_event(comment=""))
        with anyio.move_on_after(1.0):
            await send(body(b"", has_more=False))


def _event(text: str) -> bytes:
    return format_sse_event(event=orjson.loads(text)["type"], data_str=text)
