"""What the tests of commands stand on: a database with zones and a sender, and somebody who gives commands there."""

import pytest

from tests.cli.telling import Teller
from tidings.audience import zones
from tidings.chat import participants
from tidings.core import clock, config, db


@pytest.fixture
def tell(
    tx: db.Connection, database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Teller:
    monkeypatch.setenv("DATABASE_URL", database)
    config.settings.cache_clear()
    zones.sync(tx)
    participants.ensure_default(tx, clock.now())
    return Teller(monkeypatch, capsys)
