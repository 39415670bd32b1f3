"""More large bodies at a time than fit: most are refused, the process stays small, and people get through."""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.web.calling import SECRET, Api
from tests.web.process import Process, started
from tidings.audience import lists
from tidings.core import clock
from tidings.web import tokens
from tidings.web.bounds import LARGEST_BODY
from tidings.web.callers import Scope

pytestmark = pytest.mark.alone
AT_ONCE = 500
# Of JSON that takes many times its size once it is understood.
BODY = b'{"people": [' + b"[],[[]],{}," * (LARGEST_BODY // 11 - 2) + b'""]}'
MOST_GROWN = 300 * 1024 * 1024


@pytest.fixture
def process(api: Api, database: str, tmp_path: Path) -> Iterator[Process]:
    """Started by itself, so that its memory is its own."""
    with started(database, tmp_path / "api.log") as running:
        yield running


async def send(port: int, shown: str) -> int:
    """The status of a request with the large body; 0 when the connection was ended before it was told."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"POST /v1/lists/staff/members HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {shown}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(BODY)}\r\nConnection: close\r\n\r\n"
    )
    try:
        writer.write(head.encode() + BODY)
        line = await asyncio.wait_for(reader.readline(), 60)
    except ConnectionError:
        return 0
    finally:
        writer.close()
    return int(line.split()[1]) if line else 0


def test_a_flood_of_large_bodies_takes_little_memory_and_people_get_through(api: Api, process: Process) -> None:
    lists.create(api.tx, "staff", clock.now())
    _, key = api.key([Scope.CAMPAIGNS_WRITE])
    api.person("ada"), api.person("ben")
    headers = {"Authorization": f"Bearer {tokens.sign('ada', SECRET)}"}
    before = process.peak()
    people: list[tuple[int, float]] = []

    def write() -> None:
        with httpx.Client(headers=headers, timeout=30) as client:
            for number in range(20):
                began_s = time.monotonic()
                body = {"to": "person:ben", "topic": "listing/1", "text": f"message {number}"}
                told = client.post(f"http://127.0.0.1:{process.port}/v1/messages", json=body)
                people.append((told.status_code, time.monotonic() - began_s))

    async def run() -> list[int]:
        flood = asyncio.gather(*(send(process.port, key) for _ in range(AT_ONCE)))
        await asyncio.to_thread(write)
        return await flood

    answers = Counter(asyncio.run(run()))
    grown = process.peak() - before
    assert set(answers) <= {422, 503, 0}
    assert answers[503] > 0 and answers[422] > 0
    assert {status for status, _ in people} == {201}
    assert statistics.median(took_s for _, took_s in people) < 0.5
    assert grown < MOST_GROWN
