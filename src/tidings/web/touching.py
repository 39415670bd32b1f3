"""Tells those who look, once a request has changed a conversation: sooner than the bus would."""

from collections.abc import Iterable
from typing import Protocol

from fastapi import Request

from tidings.chat.model import Place


class Told(Protocol):
    """Whoever tells them; `live.hub.Hub` does, and needs what the chat's routes answer."""

    def touch(self, places: Iterable[Place]) -> None:
        """These views were changed."""
        ...


def touch(request: Request, a: int, b: int, topic_name: str) -> None:
    """Both views of the conversation of `a` and `b`, after the change was committed; from any thread."""
    told: Told = request.app.state.live
    told.touch((Place(a, b, topic_name), Place(b, a, topic_name)))
