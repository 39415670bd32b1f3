"""People write to each other by HTTP while processes die: what they were told holds, and the API comes back."""

import time

import httpx
import pytest

from tests.flow.house import House, house, invite
from tests.waiting import until
from tidings.web import tokens

pytestmark = [pytest.mark.crash, pytest.mark.beside, pytest.mark.timeout(120)]
SECRET = "a secret of the test's own, long enough"
ABOUT = "listing/1"


class Person:
    """Somebody with a token, and a connection that is made anew for each request."""

    def __init__(self, made: House, external_id: str) -> None:
        self._place = f"http://127.0.0.1:{made.environment['TIDINGS_API_PORT']}"
        self._headers = {"Authorization": f"Bearer {tokens.sign(external_id, SECRET)}"}

    def ask(self, path: str) -> httpx.Response:
        return httpx.get(f"{self._place}{path}", headers=self._headers, timeout=10)

    def write(self, to: str, text: str, key: str) -> httpx.Response:
        body = {"to": f"person:{to}", "topic": ABOUT, "text": text}
        headers = {**self._headers, "Idempotency-Key": key}
        return httpx.post(f"{self._place}/v1/messages", json=body, headers=headers, timeout=10)

    def is_served(self) -> bool:
        try:
            return self.ask("/health").status_code == 200
        except httpx.TransportError:
            return False


def insist(writer: Person, to: str, text: str) -> None:
    """Write until it is acknowledged, as a client does that repeats with the same key. Takes no more than 10 s."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            answer = writer.write(to, text, key=text.replace(" ", "-"))
        except httpx.TransportError:
            time.sleep(0.05)
            continue
        if answer.status_code == 201:
            return
        assert answer.status_code == 503, answer.text
        assert answer.headers["retry-after"]
        time.sleep(0.05)
    raise AssertionError(f"{text!r} was never acknowledged")


@pytest.mark.parametrize("victim", ["api", "postgres"])
def test_messages_written_while_it_is_killed_again_and_again_arrive_once_each(victim: str) -> None:
    with house(TIDINGS_JWT_SECRET=SECRET) as made:
        ada_id, ben_id = invite(made, 2)
        ada, ben = Person(made, ada_id), Person(made, ben_id)
        until(ada.is_served, "the API")
        for number in range(24):
            if number % 8 == 4:
                made.kill(victim)
            insist(ada, ben_id, f"message {number}")
        [line] = ben.ask("/v1/conversations").json()["items"]
        said = ben.ask(f"/v1/conversations/{line['id']}/messages?limit=100").json()["items"]
        assert [each["text"] for each in said] == [f"message {number}" for number in range(24)]
