"""People imported by HTTP: a file comes whole or not at all, an importer takes it in, and tells what came of it."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.audience.files import known
from tests.waiting import until
from tests.web import process
from tests.web.calling import NOON, Api, Caller
from tests.web.sockets import served
from tidings.audience import lists, uploading, uploads
from tidings.core import clock, config, db, queries
from tidings.core.clock import Clock
from tidings.core.errors import Conflict
from tidings.core.loop import Poll
from tidings.web.callers import Scope
from tidings.web.people import uploading as uploading_route
from tidings.workers import importer

CSV, NDJSON = "text/csv", "application/x-ndjson"
PEOPLE = b"external_id,name,zone\nu1,Ada,Europe/Lisbon\nu2,Ben,Mars\nu3,Eve,\n"


def keeper(api: Api) -> Caller:
    return api.server(Scope.PEOPLE_READ, Scope.PEOPLE_WRITE)


def send(caller: Caller, api: Api, content: Any, kind: str = CSV, path: str = "/v1/imports", **more: str) -> Any:
    return api.client.post(path, content=content, headers={**caller.headers, "Content-Type": kind, **more})


@pytest.fixture
def poll(api: Api, database: str, monkeypatch: pytest.MonkeyPatch) -> Poll:
    """An importer, stepped by hand."""
    monkeypatch.setenv("DATABASE_URL", database)
    config.settings.cache_clear()
    return importer.begin(api.tx)


def take(poll: Poll) -> None:
    while poll() == 0:
        pass


def left(tx: db.Connection) -> tuple[int, int]:
    """Uploads and pieces that are kept."""
    found = tx.execute(
        "select (select count(*) from upload) as uploads, (select count(*) from upload_part) as parts"
    ).fetchone()
    assert found is not None
    return found["uploads"], found["parts"]


def test_a_file_is_kept_taken_in_and_told_of_with_its_rejects(api: Api, poll: Poll) -> None:
    tom = keeper(api)
    told = send(tom, api, PEOPLE)
    assert (told.status_code, told.json()["state"]) == (202, "waiting")
    place = told.headers["location"]
    assert place == told.json()["place"]
    assert tom.get(place).json()["read_count"] is None
    assert tom.get(f"{place}/rejects").status_code == 409
    take(poll)
    found = tom.get(place).json()
    counts = {name: found[f"{name}_count"] for name in ("read", "new", "changed", "unchanged", "rejected")}
    assert counts == {"read": 3, "new": 2, "changed": 0, "unchanged": 0, "rejected": 1}
    assert (found["state"], found["error"], found["progress"]) == ("done", None, None)
    assert found["uploaded_by"].startswith("key:")
    rejects = tom.get(f"{place}/rejects")
    assert rejects.headers["content-type"].startswith(CSV)
    assert rejects.text.splitlines() == [
        "line,reason,external_id,name,zone",
        "3,\"zone 'Mars' is not known: use an IANA name such as Europe/Lisbon, or none\",u2,Ben,Mars",
    ]
    assert known(api.tx) == {"u1": "Ada", "u3": "Eve"}
    assert left(api.tx) == (1, 1)


def test_objects_a_line_go_in_too_and_into_a_list(api: Api, poll: Poll) -> None:
    tom = api.server(Scope.PEOPLE_READ, Scope.PEOPLE_WRITE, Scope.CAMPAIGNS_WRITE)
    people = b'{"external_id": "u1", "name": "Ada"}\n{"name": "Nobody"}\n'
    told = send(tom, api, people, NDJSON, "/v1/imports?list=spring")
    take(poll)
    assert [each["external_id"] for each in lists.members(api.tx, "spring", limit=9)] == ["u1"]
    [line] = tom.get(f"{told.json()['place']}/rejects").text.splitlines()
    assert json.loads(line) == {"name": "Nobody", "line": 2, "reason": "external_id is missing"}


def test_whoever_may_not_change_lists_imports_into_none(api: Api) -> None:
    assert send(keeper(api), api, PEOPLE, CSV, "/v1/imports?list=spring").status_code == 403
    tom = api.server(Scope.PEOPLE_WRITE, Scope.CAMPAIGNS_WRITE)
    assert send(tom, api, PEOPLE, CSV, "/v1/imports?list=%20spring").status_code == 400
    assert left(api.tx) == (0, 0)


def test_a_file_that_cannot_be_read_as_a_whole_fails_with_words(api: Api, poll: Poll) -> None:
    tom = keeper(api)
    broken = send(tom, api, b"shoe,\0name\n44,Ada\n").json()["place"]
    good = send(tom, api, PEOPLE).json()["place"]
    take(poll)
    found = tom.get(broken).json()
    assert (found["state"], found["read_count"]) == ("failed", None)
    assert found["error"].startswith("The file: the first line has to name the columns")
    assert tom.get(good).json()["state"] == "done"


def test_a_defect_in_an_import_fails_it_and_holds_up_nobody(
    api: Api, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    tom = keeper(api)
    first, second = (send(tom, api, PEOPLE).json()["place"] for _ in range(2))
    with monkeypatch.context() as patch:
        patch.setattr("tidings.audience.importing._check_sum", lambda _: 1 / 0)
        poll()
    take(poll)
    assert [tom.get(place).json()["state"] for place in (first, second)] == ["failed", "done"]


def test_a_file_that_kills_its_importers_fails_after_three_and_holds_up_nobody(api: Api, poll: Poll) -> None:
    tom = keeper(api)
    deadly, behind = (send(tom, api, PEOPLE).json() for _ in range(2))
    for _ in range(3):
        # What a killed importer leaves.
        db.run(api.tx, queries.load("audience")["begin_taking"], upload_id=deadly["id"], now=clock.now())
    take(poll)
    found = tom.get(deadly["place"]).json()
    assert (found["state"], found["error"].startswith("Whatever took it in died of it")) == ("failed", True)
    assert tom.get(behind["place"]).json()["state"] == "done"


def test_a_file_that_met_others_is_tried_as_often_as_it_takes(
    api: Api, poll: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    tom = keeper(api)
    place = send(tom, api, PEOPLE).json()["place"]

    def met(*_: object) -> None:
        raise Conflict("Somebody else stored people meanwhile.")

    with monkeypatch.context() as patch:
        patch.setattr("tidings.audience.importing._check_sum", met)
        assert [poll() for _ in range(5)] == [importer.AGAIN_S] * 5
    take(poll)
    assert tom.get(place).json()["state"] == "done"


def test_a_repetition_is_answered_the_same_and_imported_once(api: Api, poll: Poll) -> None:
    tom = keeper(api)
    key = {"Idempotency-Key": "monday"}
    first, again = (send(tom, api, PEOPLE, **key) for _ in range(2))
    assert (again.json(), again.headers["location"]) == (first.json(), first.headers["location"])
    assert again.headers["idempotency-replayed"] == "true"
    assert send(tom, api, PEOPLE + b"u4,Tom,\n", **key).status_code == 422
    take(poll)
    assert [each["id"] for each in tom.get("/v1/imports").json()["items"]] == [first.json()["id"]]


def test_all_imports_are_shown_newest_first_a_page_at_a_time(api: Api) -> None:
    tom = keeper(api)
    ids = [send(tom, api, PEOPLE).json()["id"] for _ in range(3)]
    first = tom.get("/v1/imports", limit=2).json()
    rest = tom.get("/v1/imports", limit=2, cursor=first["next"]).json()
    assert [each["id"] for each in first["items"] + rest["items"]] == ids[::-1]
    assert rest["next"] is None


def test_what_is_no_file_of_people_is_refused_at_once(api: Api) -> None:
    tom = keeper(api)
    assert send(tom, api, PEOPLE, "application/json").status_code == 415
    assert send(tom, api, b"").status_code == 400
    assert tom.get("/v1/imports/7").status_code == 404
    assert tom.get("/v1/imports/7/rejects").status_code == 404
    assert left(api.tx) == (0, 0)


def test_rejects_are_kept_for_a_week_and_what_came_of_it_longer(api: Api, poll: Poll, database: str) -> None:
    tom = keeper(api)
    place = send(tom, api, PEOPLE).json()["place"]
    take(poll)
    for days, status in ((6, 200), (8, 404)):
        clock.use(Clock(NOON + timedelta(days=days), 1.0, time.time()))
        uploads.forget(api.tx, clock.now() - uploads.REJECTS_KEPT)
        assert tom.get(f"{place}/rejects").status_code == status
    assert tom.get(place).json()["rejected_count"] == 1


def test_a_file_in_many_pieces_is_read_as_one(api: Api, poll: Poll, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tidings.audience.uploading.PART_BYTES", 7)
    monkeypatch.setattr("tidings.audience.pieces.PART_BYTES", 7)
    monkeypatch.setattr("tidings.audience.taking.PART_BYTES", 7)
    tom = keeper(api)
    people = b"".join(
        b'u%d,"Ada\nof %d",%s\n' % (number, number, b"Mars" if number % 9 == 0 else b"") for number in range(200)
    )
    told = send(tom, api, iter([b"external_id,na", b"me,zone\n", people, people]))
    take(poll)
    found = tom.get(told.json()["place"]).json()
    assert (found["read_count"], found["new_count"], found["rejected_count"]) == (400, 177, 223)
    assert len(tom.get(f"{told.json()['place']}/rejects").text.splitlines()) == 1 + 2 * 223


def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_LARGEST_IMPORT_BYTES", str(3 * uploading.PART_BYTES))
    config.settings.cache_clear()
    tom = keeper(api)
    piece = b"x" * uploading.PART_BYTES
    for content in (piece * 4, iter([piece] * 4)):
        told = send(tom, api, content)
        assert (told.status_code, told.json()["type"]) == (413, "urn:tidings:problem:too-large")
    assert left(api.tx) == (0, 0)


def test_more_files_than_there_is_room_for_are_told_to_come_again(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    tom = keeper(api)
    monkeypatch.setattr("tidings.web.people.uploading.ROOM", threading.BoundedSemaphore(1))
    with uploading_route.ROOM:
        assert send(tom, api, PEOPLE).status_code == 503
    monkeypatch.setattr(uploading, "MOST", 1)
    assert [send(tom, api, PEOPLE).status_code for _ in range(2)] == [202, 503]


def opened(port: int, caller: Caller, *headers: str) -> socket.socket:
    """A connection on which an upload was begun."""
    lines = ["POST /v1/imports HTTP/1.1", "Host: here", f"Authorization: {caller.headers['Authorization']}"]
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall("\r\n".join([*lines, f"Content-Type: {CSV}", *headers, "", ""]).encode())
    return connection


@pytest.mark.parametrize("form", ["with a length", "in chunks"])
def test_a_file_that_is_cut_off_leaves_nothing_and_imports_nobody(
    api: Api, poll: Poll, database: str, form: str
) -> None:
    with served(database) as port:
        header = "Content-Length: 9000000" if form == "with a length" else "Transfer-Encoding: chunked"
        connection = opened(port, keeper(api), header)
        content = b"external_id\n" + b"u1\n" * 1_000_000
        connection.sendall(content if form == "with a length" else b"%x\r\n%s\r\n" % (len(content), content))
        until(lambda: left(api.tx) >= (1, 2), "two pieces of the file")
        connection.close()
        until(lambda: left(api.tx) == (0, 0), "an end of the pieces")
    take(poll)
    assert known(api.tx) == {}


def test_a_file_of_which_nothing_more_comes_is_given_up(
    api: Api, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tidings.web.people.uploading.LONGEST_PAUSE_S", 0.3)
    with served(database) as port, opened(port, keeper(api), "Content-Length: 100") as connection:
        connection.sendall(b"external_id\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 408")
    assert left(api.tx) == (0, 0)


def test_a_file_that_comes_drop_by_drop_is_given_up(api: Api, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "LONGEST_PAUSE_S", 1.0)
    with served(database) as port, opened(port, keeper(api), "Content-Length: 1000") as connection:
        connection.settimeout(0.1)
        connection.sendall(b"external_id\n")
        told = b""
        for _ in range(50):
            connection.sendall(b"u")
            with suppress(TimeoutError):
                told = connection.recv(1000)
                break
    assert told.startswith(b"HTTP/1.1 408") and b"1,048,576 bytes" in told
    assert left(api.tx) == (0, 0)


def test_what_is_left_of_a_file_whose_taker_died_is_taken_away(api: Api, poll: Poll) -> None:
    upload_id = uploading.begin(api.tx, "csv", None, "tom", NOON)
    uploading.keep(api.tx, upload_id, 0, PEOPLE)
    uploading.discard_abandoned(api.tx)
    assert left(api.tx) == (1, 1)
    api.tx.execute("update upload set alive_at = alive_at - interval '1 hour'")
    take(poll)
    assert left(api.tx) == (0, 0)
    assert keeper(api).get("/v1/imports").json()["items"] == []


def test_memory_of_the_process_is_bounded_however_large_the_file(api: Api, database: str, tmp_path: Path) -> None:
    """Told by what the operating system counts at most, before and after."""
    tom = keeper(api)

    def much() -> Iterator[bytes]:
        yield b"external_id\n"
        for number in range(60):
            yield b"".join(b"u%d-%d\n" % (number, each) for each in range(80_000))

    with process.started(database, tmp_path / "api.log") as running:
        place = f"http://127.0.0.1:{running.port}/v1/imports"
        headers = {**tom.headers, "Content-Type": CSV}
        httpx.post(place, content=PEOPLE, headers=headers)
        before = running.peak()
        told = httpx.post(place, content=much(), headers=headers, timeout=60)
        assert told.status_code == 202
        grown = running.peak() - before
    assert tom.get(told.json()["place"]).json()["size_bytes"] > 40_000_000
    assert grown < 25_000_000
