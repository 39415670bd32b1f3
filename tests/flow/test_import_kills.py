"""Files of people are uploaded and their importer, or the database, is killed in the middle: all of it is in, once."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.flow import striking
from tests.flow.house import House, house
from tests.waiting import until

pytestmark = [pytest.mark.crash, pytest.mark.timeout(120)]
COUNT = 60_000
# How the statements begin in which an import is struck: reading the file, and storing whom it names.
READING, STORING = "copy staged%", "with matched as%"


class Server:
    """A program that imports people."""

    def __init__(self, made: House) -> None:
        key = made.tell("key", "create", "importer", "--scope", "people:read", "--scope", "people:write")["key"]
        self._place = f"http://127.0.0.1:{made.environment['TIDINGS_API_PORT']}"
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "text/csv"}

    def is_served(self) -> bool:
        try:
            return httpx.get(f"{self._place}/health").status_code == 200
        except httpx.TransportError:
            return False

    def upload(self, people: bytes) -> str:
        told = httpx.post(f"{self._place}/v1/imports", content=people, headers=self._headers, timeout=30)
        assert told.status_code == 202, told.text
        return told.headers["location"]

    def ask(self, place: str) -> httpx.Response:
        return httpx.get(f"{self._place}{place}", headers=self._headers, timeout=30)

    def end(self, place: str) -> dict[str, Any]:
        """What came of an import, once it is over."""
        until(lambda: self.ask(place).json().get("ended_at"), "an end of the import", seconds=60)
        found: dict[str, Any] = self.ask(place).json()
        return found


def people() -> bytes:
    lines = (b"u%d,Ada,%s\n" % (number, b"Mars" if number % 100 == 0 else b"") for number in range(COUNT))
    return b"external_id,name,zone\n" + b"".join(lines)


def kill_in(made: House, victim: str, statement: str, then: Callable[[], object] = lambda: None) -> None:
    """Kill while the importer's statement executes; `then` is what leads to it, done once it is looked for."""
    if victim == "importer":
        until(lambda: made.processes(victim), "an importer")
        striking.strike(made, victim, statement, then)
        return
    then()
    query = (
        "select from pg_stat_activity "
        "where application_name = 'tidings-importer' and state = 'active' and query like %s"
    )
    with made.connect() as connection:
        until(lambda: connection.execute(query, [statement]).fetchone() is not None, statement)
    striking.kill(made, victim)
    until(made.is_answering, "PostgreSQL")


@pytest.mark.parametrize("victim", ["importer", "postgres"])
def test_an_import_that_is_killed_again_and_again_takes_everybody_and_its_summary_is_right(victim: str) -> None:
    with house() as made:
        server = Server(made)
        until(server.is_served, "the API")
        places: list[str] = []
        file = people()
        kill_in(made, victim, READING, lambda: places.append(server.upload(file)))
        kill_in(made, victim, STORING)
        [place] = places
        until(server.is_served, "the API")
        found = server.end(place)
        assert (found["state"], found["error"]) == ("done", None)
        counts = [found[f"{name}_count"] for name in ("read", "new", "changed", "unchanged", "rejected")]
        assert counts == [COUNT, COUNT - COUNT // 100, 0, 0, COUNT // 100]
        rejects = server.ask(f"{place}/rejects").text.splitlines()
        assert len(rejects) == 1 + COUNT // 100
        with made.connect() as connection:
            [row] = connection.execute("select count(*) as count from person").fetchall()
            assert row["count"] == COUNT - COUNT // 100
            [row] = connection.execute("select count(*) as count from upload_part where kind = 'file'").fetchall()
            assert row["count"] == 0
