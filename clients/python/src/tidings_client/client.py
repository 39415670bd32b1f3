"""Where a server begins: one Tidings, and what can be done with it."""

from types import TracebackType
from typing import Any, Self

from tidings_client.calling import Caller
from tidings_client.campaigns import Campaigns
from tidings_client.chat import Chat
from tidings_client.people import People


class Tidings:
    """A Tidings at an address, by an API key; by a person's token, `chat` is what that person may do.

    Safe to share between threads. Options are those of `Caller`: `tries`, `timeout_s`.
    """

    def __init__(self, url: str, key: str, **options: Any) -> None:
        self._caller = Caller(url.rstrip("/"), key, **options)
        self.people = People(self._caller)
        self.chat = Chat(self._caller)
        self.campaigns = Campaigns(self._caller)

    def close(self) -> None:
        """Let its connections go."""
        self._caller.close()

    def __enter__(self) -> Self:
        """`with Tidings(url, key) as tidings`."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()
