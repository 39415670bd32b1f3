"""Requests as people make them: independent of one another and of the answers, each timed from when it was due.

A client of its own, because one that does more would take as much of the processors as what it measures.
"""

import asyncio
import random
import selectors
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

LONGEST_S = 30.0
# Below the number of requests that an API process takes at once, so that it queues and does not refuse.
MOST_LINES = 150
# The status of what was never answered.
UNANSWERED = 0


@dataclass(frozen=True)
class Request:
    """A request as it goes over the wire, of which kind it is, and which one where that matters."""

    kind: str
    data: bytes
    name: str = ""


@dataclass(frozen=True)
class Answer:
    """What came of a request: seconds from when it was due, by `perf_counter`, to the last byte of its answer."""

    kind: str
    took_s: float
    status: int
    name: str = ""
    due_s: float = 0.0


@dataclass
class _Run:
    """Requests that are due, connections that are free, and what came back."""

    host: str
    port: int
    waiting: deque[tuple[Request, float]] = field(default_factory=deque)
    free: list["_Line"] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    line_count: int = 0


def request(kind: str, method: str, path: str, token: str, body: bytes = b"", more: str = "") -> Request:
    """One request of HTTP/1.1; `more` are further header lines."""
    head = f"{method} {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n{more}"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return Request(kind, f"{head}\r\n".encode() + body)


def run(host: str, port: int, requests: Sequence[Request], rate: float, drawn: random.Random) -> list[Answer]:
    """Make the requests, `rate` a second on average, at moments that are drawn; all their answers."""
    # select() sleeps to the microsecond, where epoll would begin everything up to a millisecond late.
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selectors.SelectSelector())) as runner:
        return runner.run(_make(_Run(host, port), requests, rate, drawn))


def told(answers: Sequence[Answer]) -> dict[str, Any]:
    """Milliseconds below which half of the answers and 99 of 100 stayed, all of them and by kind."""
    wrong = [answer for answer in answers if not 200 <= answer.status < 300]
    kinds = {kind: [each for each in answers if each.kind == kind] for kind in {answer.kind for answer in answers}}
    by_kind = {kind: {"p50_ms": p_ms(each, 0.5), "p99_ms": p_ms(each, 0.99)} for kind, each in sorted(kinds.items())}
    whole = {"p50_ms": p_ms(answers, 0.5), "p99_ms": p_ms(answers, 0.99)}
    return {**whole, "answers": len(answers), "refused": len(wrong), "kinds": by_kind}


def p_ms(answers: Sequence[Answer], share: float) -> float:
    """Milliseconds below which that share of the answers stayed; one that refuses counts as if it had never come."""
    taken_s = sorted(each.took_s if 200 <= each.status < 300 else LONGEST_S for each in answers)
    return taken_s[min(len(taken_s) - 1, int(len(taken_s) * share))] * 1000


async def _make(state: _Run, requests: Sequence[Request], rate: float, drawn: random.Random) -> list[Answer]:
    due_s = time.perf_counter() + 0.1
    for each in requests:
        due_s += drawn.expovariate(rate)
        wait_s = due_s - time.perf_counter()
        if wait_s > 0:
            await asyncio.sleep(wait_s)
        state.waiting.append((each, due_s))
        state.asked[each.kind] += 1
        await _serve(state)
    deadline_s = time.perf_counter() + LONGEST_S
    while len(state.answers) < len(requests) and time.perf_counter() < deadline_s:
        await asyncio.sleep(0.01)
    for line in state.free:
        line.close()
    missing = state.asked - Counter(answer.kind for answer in state.answers)
    return state.answers + [Answer(kind, LONGEST_S, UNANSWERED) for kind in missing.elements()]


async def _serve(state: _Run) -> None:
    """Hand what waits to lines that are free; a new one only when none is."""
    if not state.free and state.line_count < MOST_LINES:
        state.line_count += 1
        await asyncio.get_running_loop().create_connection(lambda: _Line(state), state.host, state.port)
    while state.waiting and state.free:
        state.free.pop().send(*state.waiting.popleft())


class _Line(asyncio.Protocol):
    """A kept connection with one request under way at most."""

    def __init__(self, state: _Run) -> None:
        self._state = state
        self._came = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._state.free.append(self)

    def send(self, asked: Request, due_s: float) -> None:
        """Make a request that was due at that moment of `perf_counter`."""
        self._asked, self._due_s = asked, due_s
        self._transport.write(asked.data)

    def close(self) -> None:
        """Let the connection go."""
        self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._came += data
        head_end = self._came.find(b"\r\n\r\n")
        if head_end < 0:
            return
        head = self._came[:head_end].lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(self._came) < head_end + 4 + length:
            return
        took_s = time.perf_counter() - self._due_s
        status = int(self._came[9:12])
        self._state.answers.append(Answer(self._asked.kind, took_s, status, self._asked.name, self._due_s))
        self._came.clear()
        if self._state.waiting:
            self.send(*self._state.waiting.popleft())
        else:
            self._state.free.append(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._state.line_count -= 1
        if self in self._state.free:
            self._state.free.remove(self)
