"""PostgreSQL is away for a while: everybody is told at once, nothing that was told is lost, and all goes on by itself.

It is away for 10 seconds, or as many as TIDINGS_TEST_AWAY_S says.
"""

import contextlib
import itertools
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from tests import serving
from tests.flow.house import House, crowd, house, invite
from tests.flow.sending import launch
from tests.waiting import until
from tidings.core import postgres
from tidings.web import tokens

pytestmark = [pytest.mark.crash, pytest.mark.timeout(240)]
AWAY_S = float(os.environ.get("TIDINGS_TEST_AWAY_S", "10"))
AT_ONCE_S = 1.0
BACK_S = 10.0
MOST_GROWN = 50 * 1024 * 1024
MOST_FILES = 200
Away = Callable[[postgres.Server], contextlib.AbstractContextManager[None]]
SECRET = "a secret of the test's own, long enough"


@dataclass(frozen=True)
class Answer:
    began_s: float
    took_s: float
    status: int

    def is_of(self, left_s: float, back_s: float) -> bool:
        """Whether it was asked for while the server was away, and not about to be back."""
        return left_s < self.began_s < back_s - AT_ONCE_S


def shown(external_id: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.sign(external_id, SECRET)}"}


@dataclass
class Writer:
    """Somebody who writes message after message, each again and again with its key until it is acknowledged."""

    made: House
    external_id: str
    to: str
    topic: str
    texts: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=10))

    def write_until(self, over: threading.Event) -> None:
        for number in itertools.count():
            if over.is_set():
                return
            text = f"{self.topic} {number}"
            while not self._is_taken(text):
                time.sleep(0.1)
            self.texts.append(text)
            time.sleep(0.02)

    def _is_taken(self, text: str) -> bool:
        began_s = time.monotonic()
        body = {"to": f"person:{self.to}", "topic": self.topic, "text": text}
        headers = {**shown(self.external_id), "Idempotency-Key": text.replace(" ", "-")}
        try:
            told = self.client.post(f"{self.made.api}/v1/messages", json=body, headers=headers)
        except httpx.TransportError:
            return False
        self.answers.append(Answer(began_s, time.monotonic() - began_s, told.status_code))
        assert told.status_code in (201, 503), told.text
        assert told.status_code == 201 or told.headers["retry-after"]
        return told.status_code == 201


@contextlib.contextmanager
def gone(server: postgres.Server) -> Iterator[None]:
    """The server, killed."""
    os.kill(server.pid, signal.SIGKILL)
    try:
        yield
    finally:
        until(server.restart_if_dead, "an end of the server")


@contextlib.contextmanager
def writing(writers: list[Writer]) -> Iterator[None]:
    """All of them at once; at the end each has its last message acknowledged."""
    over = threading.Event()
    threads = [threading.Thread(target=writer.write_until, args=[over]) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(60)
    assert not any(thread.is_alive() for thread in threads)


def flood(made: House, external_ids: list[str], seconds: float) -> list[Answer]:
    """What a hundred who ask again and again are told."""
    found: list[Answer] = []
    until_s = time.monotonic() + seconds

    def ask(client: httpx.Client, headers: dict[str, str]) -> None:
        while time.monotonic() < until_s:
            began_s = time.monotonic()
            # A connection that was kept too long is closed by the API in the moment in which it is used again.
            try:
                told = client.get(f"{made.api}/v1/unread", headers=headers)
            except httpx.TransportError:
                continue
            found.append(Answer(began_s, time.monotonic() - began_s, told.status_code))
            time.sleep(1.0)

    with httpx.Client(timeout=10, limits=httpx.Limits(max_connections=100)) as client:
        asking = itertools.islice(itertools.cycle(map(shown, external_ids)), 100)
        threads = [threading.Thread(target=ask, args=[client, each]) for each in asking]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return found


@pytest.mark.parametrize("away", [serving.standing_still, gone])
def test_whatever_was_acknowledged_is_there_once_and_all_goes_on(away: Away) -> None:
    with (
        serving.server() as server,
        serving.new_database(server.url, "tidings_away") as url,
        house(TIDINGS_JWT_SECRET=SECRET, DATABASE_URL=url) as made,
    ):
        *ids, reader = invite(made, 6)
        crowd(made, 8_000)
        writers = [Writer(made, each, reader, f"topic/{number}") for number, each in enumerate(ids)]
        until(lambda: is_served(made), "the API")
        [api] = made.processes("api")
        campaign = launch(made, ceiling=500)
        with writing(writers):
            until(lambda: all(len(writer.texts) > 10 for writer in writers), "messages")
            until(lambda: campaign.sent_count() > 0, "the campaign's beginning")
            before = api.memory_info().rss
            with away(server):
                left_s = time.monotonic()
                told = flood(made, [*ids, reader], AWAY_S)
                files, grown = api.num_fds(), api.memory_info().rss - before
                back_s = time.monotonic()
            counts = {writer.topic: len(writer.texts) + 10 for writer in writers}
            until(lambda: all(len(each.texts) > counts[each.topic] for each in writers), "more", seconds=BACK_S)
        for writer in writers:
            told += writer.answers
        check_told([each for each in told if each.is_of(left_s, back_s)], left_s)
        assert (grown < MOST_GROWN, files < MOST_FILES) == (True, True)
        assert made.processes("api") == [api]
        campaign.wait_for_end(90)
        campaign.recount()
        for writer in writers:
            check_kept(writer)


def check_told(answers: list[Answer], left_s: float) -> None:
    """Nobody waited, and once that it is away can be known, nobody is told anything else.

    A few of a hundred callers in one process may have waited for a processor themselves.
    """
    assert {each.status for each in answers if each.began_s > left_s + AT_ONCE_S} == {503}
    took_s = sorted(each.took_s for each in answers)
    assert took_s[len(took_s) * 99 // 100] < AT_ONCE_S
    assert took_s[-1] < 3 * AT_ONCE_S


def check_kept(writer: Writer) -> None:
    """What was acknowledged is there, once and in its order, and nothing else."""
    with writer.made.connect() as connection:
        found = connection.execute("select body from message where body like %s order by seq", [f"{writer.topic} %"])
        assert [row["body"] for row in found] == writer.texts


def is_served(made: House) -> bool:
    try:
        return httpx.get(f"{made.api}/health").status_code == 200
    except httpx.TransportError:
        return False
