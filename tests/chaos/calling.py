"""Callers of the API that insist: what was not answered is asked again, with the same key, as a client should."""

import time
from typing import Any

import httpx

from tests.chaos.findings import Findings

# A stopped process answers when it goes on, if ever; a client does not wait for that.
LONGEST_ANSWER_S = 6.0
# Less than a day of the product's clock, for which a key is kept.
LONGEST_INSISTING_S = 40.0
PAUSE_S = 0.1


class Unanswered(Exception):
    """The API did not answer for longer than any fault lasts."""


class Caller:
    """Somebody with a token or a key."""

    def __init__(self, place: str, credential: str, findings: Findings) -> None:
        self._http = httpx.Client(
            base_url=place, headers={"Authorization": f"Bearer {credential}"}, timeout=LONGEST_ANSWER_S
        )
        self._findings = findings

    def ask(self, method: str, path: str, body: Any = None, *, key: str = "") -> httpx.Response:
        """The first answer that is one: not 429 and not 503. Raises Unanswered after 40 s.

        What is a defect of the service by any reading, a status of 500 or of anything else above, is complained of.
        """
        headers = {"Idempotency-Key": key} if key else {}
        last = ""
        deadline_s = time.monotonic() + LONGEST_INSISTING_S
        while time.monotonic() < deadline_s:
            try:
                answer = self._http.request(method, path, json=body, headers=headers)
            except httpx.TransportError as error:
                last = repr(error)
                time.sleep(PAUSE_S)
                continue
            if answer.status_code in (429, 503):
                last = f"{answer.status_code} {answer.text[:300]}"
                if "retry-after" not in answer.headers:
                    self._findings.add("complaint", f"{method} {path}: {answer.status_code} without Retry-After")
                time.sleep(PAUSE_S)
                continue
            if answer.status_code >= 500:
                self._findings.add("complaint", f"{method} {path}: {answer.status_code} {answer.text[:300]}")
            return answer
        raise Unanswered(f"{method} {path} was not answered within {LONGEST_INSISTING_S:g} s; last: {last}")

    def close(self) -> None:
        """Let the connection go."""
        self._http.close()
