"""Whatever happens to PostgreSQL, the API says so at once, holds nobody up, and is back by itself."""

import os
import signal
import threading
import time
from collections.abc import Iterator

import psutil
import pytest
from fastapi.testclient import TestClient
from httpx import Response
from structlog.testing import capture_logs

from tests import serving
from tests.waiting import until
from tests.web.calling import NOON, SECRET, Api, Caller
from tidings.chat import participants
from tidings.core import config, db, postgres
from tidings.web import app
from tidings.web.presence import Presence

pytestmark = pytest.mark.alone
# What "at once" means, for a server that ended and for one that stands still; and for sixty who ask at the same moment
# and share an interpreter with the API that answers them.
AT_ONCE_S, ALL_AT_ONCE_S = 1.0, 2.0


@pytest.fixture(scope="module")
def own() -> Iterator[postgres.Server]:
    """A server that a test may stop."""
    with serving.server() as running:
        yield running


@pytest.fixture
def api(own: postgres.Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    monkeypatch.setenv("TIDINGS_JWT_SECRET", SECRET)
    config.settings.cache_clear()
    with serving.migrated_database(own.url, "tidings_presence") as url, db.connect("test", url=url) as tx:
        participants.ensure_default(tx, NOON)
        with TestClient(app.create(url), raise_server_exceptions=False) as client:
            yield Api(client, tx)


def timed(caller: Caller) -> tuple[float, Response]:
    began_s = time.monotonic()
    told = caller.get("/v1/unread")
    return time.monotonic() - began_s, told


def is_well(caller: Caller) -> bool:
    return timed(caller)[1].status_code == 200


def check_told(took_s: float, told: Response, longest_s: float = AT_ONCE_S) -> None:
    assert (told.status_code, told.headers["retry-after"]) == (503, "1"), told.text
    assert told.json()["type"] == "urn:tidings:problem:unavailable"
    assert took_s < longest_s


def test_a_server_that_stands_still_is_told_at_once_and_is_back_by_itself(api: Api, own: postgres.Server) -> None:
    ada = api.person("ada")
    assert is_well(ada)
    with serving.standing_still(own):
        check_told(*timed(ada))
        for _ in range(20):
            took_s, told = timed(ada)
            assert (told.status_code, took_s < 0.2) == (503, True)
        assert api.nobody().get("/health").status_code == 503
    until(lambda: is_well(ada), "PostgreSQL found again", seconds=10)
    assert api.nobody().get("/health").status_code == 200


def test_many_who_ask_a_server_that_stands_still_are_all_told_at_once(api: Api, own: postgres.Server) -> None:
    ada = api.person("ada")
    assert is_well(ada)
    found: list[tuple[float, Response]] = []
    many = [api.person(f"person{number}") for number in range(60)]
    callers = [threading.Thread(target=lambda each=each: found.append(timed(each))) for each in many]
    with serving.standing_still(own):
        for each in callers:
            each.start()
        for each in callers:
            each.join(30)
    assert len(found) == 60
    for took_s, told in found:
        check_told(took_s, told, ALL_AT_ONCE_S)
    until(lambda: is_well(ada), "PostgreSQL found again", seconds=10)


def test_a_server_that_ended_is_told_at_once_and_is_found_when_it_is_back(own: postgres.Server, api: Api) -> None:
    ada = api.person("ada")
    assert is_well(ada)
    os.kill(own.pid, signal.SIGKILL)
    try:
        until(lambda: not is_well(ada), "the end of the connections", seconds=AT_ONCE_S)
        check_told(*timed(ada))
        until(lambda: api.nobody().get("/health").status_code == 503, "a look", seconds=AT_ONCE_S)
    finally:
        until(own.restart_if_dead, "an end")
    until(lambda: is_well(ada), "PostgreSQL found again", seconds=20)


def test_a_defect_does_not_end_the_asking(own: postgres.Server) -> None:
    came: list[int] = []

    def defective() -> None:
        came.append(1)
        if len(came) < 3:
            raise ValueError("a defect")

    with capture_logs() as logs:
        presence = Presence(own.url, defective, lambda: None)
        presence.start(0.1)
        until(lambda: len(came) == 3, "news after defects", seconds=10)
        presence.stop()
    assert [line["event"] for line in logs][:2] == ["presence.failed"] * 2


def test_an_application_that_begins_before_its_server_serves_once_it_is_there(
    own: postgres.Server, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = api.person("ada")
    url = api.tx.info.dsn
    with serving.standing_still(own), TestClient(app.create(url), raise_server_exceptions=False) as client:
        late = Caller(client, ada.headers["Authorization"].removeprefix("Bearer "))
        check_told(*timed(late))
        postmaster = psutil.Process(own.pid)
        serving.go_on([postmaster, *postmaster.children(recursive=True)])
        until(lambda: is_well(late), "PostgreSQL found", seconds=10)
