"""One request to Tidings: sent again only where that can do nothing twice."""

import random
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import httpx

from tidings_client import problems
from tidings_client.problems import Unreachable

REPEATABLE = ("GET", "PUT", "DELETE")
PASSING = (429, 503)
FIRST_WAIT_S, LONGEST_WAIT_S = 0.25, 30.0
# Before a connection stands, nothing was asked.
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Caller:
    """Sends requests with a key or a token, and again while that is safe and `tries` are left."""

    def __init__(
        self,
        url: str,
        shown: str,
        *,
        tries: int = 5,
        timeout_s: float = 30.0,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        headers = {"Authorization": f"Bearer {shown}", "User-Agent": "tidings-client"}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout_s, transport=transport)
        self._tries, self._sleep = tries, sleep

    def close(self) -> None:
        """Let its connections go."""
        self._http.close()

    def wait(self, seconds: float) -> None:
        """Wait as it waits between tries."""
        self._sleep(seconds)

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        content: bytes | None = None,
        kind: str | None = None,
        key: str | None = None,
    ) -> Any:
        """What is answered, as JSON. `key` is the Idempotency-Key. Raises Problem, Unreachable."""
        headers = {name: value for name, value in (("Idempotency-Key", key), ("Content-Type", kind)) if value}
        known = {name: value for name, value in (query or {}).items() if value is not None}
        request = self._http.build_request(method, path, params=known, json=body, content=content, headers=headers)
        is_safe = method in REPEATABLE or key is not None
        for number in range(1, self._tries + 1):
            is_last = number == self._tries
            try:
                response = self._http.send(request)
            except httpx.TransportError as error:
                if is_last or not (is_safe or isinstance(error, _NEVER_SENT)):
                    raise Unreachable(f"{method} {path}: {error or type(error).__name__}") from error
                self._sleep(_backoff_s(number))
                continue
            if response.is_success:
                return response.json() if response.content else None
            problem = problems.of(response)
            if is_last or not (is_safe and problem.status in PASSING):
                raise problem
            self._sleep(_backoff_s(number) if problem.retry_after_s is None else problem.retry_after_s)
        raise AssertionError("the last try returns or raises")


def name(text: str) -> str:
    """A name as it stands in an address, a slash in it too."""
    return quote(text, safe="")


def _backoff_s(number: int) -> float:
    """Longer each time, and not at the same moment as everybody else."""
    longest_s: float = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**number)
    return random.uniform(longest_s / 2, longest_s)
