"""People write to each other, by HTTP and on sockets, while processes die: what they were told holds, each once."""

import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import orjson
import pytest
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from tests.flow.house import House, house, invite
from tests.waiting import until
from tidings.web import tokens

pytestmark = [pytest.mark.crash, pytest.mark.beside, pytest.mark.timeout(300)]
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

    def into(self, conversation: str, text: str, key: str) -> httpx.Response:
        path = f"{self._place}/v1/conversations/{conversation}/messages"
        return httpx.post(path, json={"text": text}, headers={**self._headers, "Idempotency-Key": key}, timeout=10)

    def socket(self) -> ClientConnection:
        """One that is known; raises what a socket does that is not served."""
        address = f"{self._place.replace('http', 'ws')}/v1/socket"
        made: ClientConnection = connect(address, open_timeout=3, legacy=True)
        made.send(orjson.dumps({"type": "hello", "token": self._headers["Authorization"].split()[1]}).decode())
        made.recv(timeout=3)
        return made

    def is_served(self) -> bool:
        try:
            return self.ask("/health").status_code == 200
        except httpx.TransportError:
            return False


def insist(writer: Person, to: str, text: str) -> None:
    """Write until it is acknowledged, as a client does that repeats with the same key. Takes no more than 30 s."""
    deadline = time.monotonic() + 30
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
        until(ada.is_served, "the API", seconds=60)
        for number in range(24):
            if number % 8 == 4:
                made.kill(victim)
            insist(ada, ben_id, f"message {number}")
        [line] = ben.ask("/v1/conversations").json()["items"]
        said = ben.ask(f"/v1/conversations/{line['id']}/messages?limit=100").json()["items"]
        assert [each["text"] for each in said] == [f"message {number}" for number in range(24)]


class Talker:
    """Somebody who says one thing after another on a socket, and repeats what was not answered, there or by HTTP."""

    def __init__(self, person: Person, conversation: str, name: str) -> None:
        self._person, self._conversation, self._name = person, conversation, name
        self._socket: ClientConnection | None = None
        self.trouble_count = 0

    def talk(self, is_over: threading.Event) -> list[str]:
        """What was said, in this order, until it is over."""
        said: list[str] = []
        for number in itertools.count():
            if is_over.is_set():
                return said
            text = f"{self._name} {number}"
            self._insist(text)
            said.append(text)
        raise AssertionError

    def _insist(self, text: str) -> None:
        deadline = time.monotonic() + 30
        key = text.replace(" ", "-")
        while time.monotonic() < deadline:
            try:
                if self._say(text, key):
                    return
            except (OSError, TimeoutError, WebSocketException, httpx.TransportError):
                self.trouble_count += 1
                self._socket = None
            time.sleep(0.05)
        raise AssertionError(f"{text!r} was never acknowledged")

    def _say(self, text: str, key: str) -> bool:
        if (
            self.trouble_count % 2
            and self._socket is None
            and self._person.into(self._conversation, text, key).is_success
        ):
            return True
        self._socket = self._socket or self._person.socket()
        self._socket.send(
            orjson.dumps({"type": "post", "key": key, "conversation_id": self._conversation, "text": text}).decode()
        )
        while True:
            told = orjson.loads(self._socket.recv(timeout=5))
            if told.get("key") == key:
                assert told["type"] == "posted" or told["problem"]["status"] == 503, told
                self.trouble_count += told["type"] != "posted"
                return bool(told["type"] == "posted")


@pytest.mark.parametrize("victim", ["api", "postgres"])
def test_what_is_said_on_sockets_while_it_is_killed_is_written_once_and_in_order(victim: str) -> None:
    with house(TIDINGS_JWT_SECRET=SECRET) as made:
        people = {name: Person(made, name) for name in invite(made, 4)}
        names = list(people)
        until(people[names[0]].is_served, "the API", seconds=60)
        pairs = list(itertools.combinations(names, 2))
        places = [people[a].write(b, "Hello", f"hello-{b}").json()["conversation_id"] for a, b in pairs]
        talkers = [Talker(people[a], place, f"{a} to {b}") for (a, b), place in zip(pairs, places, strict=True)]
        is_over = threading.Event()
        with ThreadPoolExecutor(len(talkers)) as pool:
            talking = [pool.submit(each.talk, is_over) for each in talkers]
            for _ in range(3):
                time.sleep(1.5)
                made.kill(victim)
                until(people[names[0]].is_served, "the API again", seconds=60)
            time.sleep(1.5)
            is_over.set()
            said = [each.result(60) for each in talking]
        assert sum(each.trouble_count for each in talkers) > 0
        for (a, _), place, texts in zip(pairs, places, said, strict=True):
            kept: list[str] = []
            cursor = ""
            while True:
                page = people[a].ask(f"/v1/conversations/{place}/messages?limit=100{cursor}").json()
                kept = [each["text"] for each in page["items"]] + kept
                if page["before"] is None:
                    break
                cursor = f"&cursor={page['before']}"
            assert kept == ["Hello", *texts]
            assert len(texts) > 10
