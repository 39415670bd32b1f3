"""Sockets of people who listen and write: thousands in one process, so each does no more than it must (RFC 6455)."""

import asyncio
import os
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field

import orjson

LONGEST_S = 60.0
# Handshakes under way at a time.
AT_ONCE = 50
AGAIN_S = 0.5
_TEXT, _CLOSE, _PING = 0x81, 0x88, 0x89


@dataclass
class Told:
    """What came: by the text of each message, the moment of `perf_counter` at which whoever it is for had it.

    `posted_s`: by the key of each message, when whoever wrote it was told that it is written.
    """

    at_s: dict[str, float] = field(default_factory=dict)
    posted_s: dict[str, float] = field(default_factory=dict)
    frame_count: int = 0
    lost_count: int = 0
    refused: list[str] = field(default_factory=list)


class Listening(asyncio.Protocol):
    """One socket, on which somebody says who they are and then listens."""

    def __init__(self, host: str, token: str, told: Told, ready: Callable[[], None]) -> None:
        self._host, self._token, self._told, self._ready = host, token, told, ready
        self._came = bytearray()
        self._is_open = self.is_known = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for a socket."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        key = b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET /v1/socket HTTP/1.1\r\nHost: {self._host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: tidings.v1\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        """Take frames as they come."""
        self._came += data
        if not self._is_open:
            end = self._came.find(b"\r\n\r\n")
            if end < 0:
                return
            assert self._came.startswith(b"HTTP/1.1 101"), bytes(self._came[:200])
            del self._came[: end + 4]
            self._is_open = True
            self._say(_TEXT, orjson.dumps({"type": "hello", "token": self._token}))
        while (frame := self._frame()) is not None:
            self._take(*frame)

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it; one that was not welcomed yet is opened again."""
        if self.is_known:
            self._told.lost_count += 1
        else:
            self._ready()

    def post(self, conversation_id: str, text: str) -> None:
        """Write; its text is its key as well."""
        key = text.replace(" ", "-")
        said = {"type": "post", "key": key, "conversation_id": conversation_id, "text": text}
        self._say(_TEXT, orjson.dumps(said))

    def close(self) -> None:
        """Let it go."""
        self._transport.close()

    def _frame(self) -> tuple[int, bytes] | None:
        """The next whole frame of a server, which masks none; none is longer than 64 KiB here."""
        if len(self._came) < 2:
            return None
        kind, length, begin = self._came[0], self._came[1], 2
        if length == 126:
            if len(self._came) < 4:
                return None
            length, begin = int.from_bytes(self._came[2:4]), 4
        if len(self._came) < begin + length:
            return None
        content = bytes(self._came[begin : begin + length])
        del self._came[: begin + length]
        return kind, content

    def _take(self, kind: int, content: bytes) -> None:
        if kind == _PING:
            self._say(0x8A, content)
        elif kind == _TEXT:
            self._told.frame_count += 1
            now_s = time.perf_counter()
            said = orjson.loads(content)
            if said["type"] == "welcome" and not self.is_known:
                self.is_known = True
                self._ready()
            # Whoever wrote it is told as well; only the other one waited for it.
            if said["type"] == "conversation" and said["conversation"]["unread_count"]:
                self._told.at_s.setdefault(said["message"]["text"], now_s)
            elif said["type"] == "posted":
                self._told.posted_s[said["key"]] = now_s
            elif said["type"] == "refused":
                self._told.refused.append(said["problem"]["detail"])

    def _say(self, kind: int, content: bytes) -> None:
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[number % 4] for number, byte in enumerate(content))
        size = len(content)
        head = bytes([kind, 0x80 | size]) if size < 126 else bytes([kind, 0x80 | 126]) + size.to_bytes(2)
        self._transport.write(head + mask + masked)


async def listen(host: str, port: int, tokens: list[str], told: Told) -> list[Listening]:
    """A socket for each token, all of them welcomed. Raises TimeoutError."""
    waiting = asyncio.Semaphore(AT_ONCE)
    loop = asyncio.get_running_loop()

    async def one(token: str) -> Listening:
        async with waiting:
            while True:
                is_over = asyncio.Event()
                _, made = await loop.create_connection(lambda: Listening(host, token, told, is_over.set), host, port)  # noqa: B023
                await is_over.wait()
                if made.is_known:
                    return made
                # A process that has just begun turns some away.
                await asyncio.sleep(AGAIN_S)

    async with asyncio.timeout(LONGEST_S):
        return list(await asyncio.gather(*map(one, tokens)))
