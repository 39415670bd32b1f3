"""What the API's tests stand on: the application on the test's database, and callers of every kind."""

import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from tests.web.calling import NOON, SECRET, Api
from tests.web.hostility import House
from tidings.chat import participants
from tidings.core import clock, config, db
from tidings.core.clock import Clock
from tidings.web import app


@pytest.fixture
def api(database: str, tx: db.Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """The application, at noon, with one sender."""
    monkeypatch.setenv("TIDINGS_JWT_SECRET", SECRET)
    config.settings.cache_clear()
    clock.use(Clock(NOON, 1.0, time.time()))
    participants.ensure_default(tx, NOON)
    with TestClient(app.create(database), raise_server_exceptions=False) as client:
        # Streams of events end at once: this client reads an answer whole.
        client.app.state.campaigns_feed.is_closed = True  # type: ignore[attr-defined]
        client.app.state.live.is_closed = True  # type: ignore[attr-defined]
        yield Api(client, tx)


@pytest.fixture
def house(api: Api) -> Iterator[House]:
    # A defect is told by its answer; its log would be coloured for longer than all tests take.
    with capture_logs():
        yield House(api)
