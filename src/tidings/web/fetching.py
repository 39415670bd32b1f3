"""Waiting for public keys: whoever shows a token whose key is not at hand waits, and nobody else does."""

from functools import cache

import anyio
from anyio import CapacityLimiter, to_thread

from tidings.web import callers, tokens
from tidings.web.room import Room

LONGEST_S = 3.0
MOST_WAITING = 100
THREADS = 2


async def prepare(authorization: str | None) -> None:
    """Have the key of a token at hand, if it can be had soon; checking the token tells. Raises Overloaded."""
    token = callers.token(authorization)
    if token is None or not tokens.has_to_fetch(token):
        return
    _room().enter()
    try:
        with anyio.move_on_after(LONGEST_S):
            await to_thread.run_sync(tokens.fetch, token, abandon_on_cancel=True, limiter=_threads())
    finally:
        _room().leave()


@cache
def _room() -> Room:
    return Room(MOST_WAITING, "Too many requests wait for the keys of tokens.")


@cache
def _threads() -> CapacityLimiter:
    """Its own: a server of keys that hangs takes no thread from those who are known."""
    return CapacityLimiter(THREADS)
