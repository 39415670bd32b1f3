"""What the engine's tests stand on: noon of a quiet Monday, no grace, batches of 500, and an engine stepped by hand."""

from collections.abc import Iterator

import pytest

from tests.delivery.engine import NOON, Engine, engine_of, set_clock
from tidings.core import config


@pytest.fixture(autouse=True)
def _at_noon(_settings: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_LAUNCH_GRACE_SECONDS", "0")
    monkeypatch.setenv("TIDINGS_BATCH_SIZE", "500")
    config.settings.cache_clear()
    set_clock(NOON)


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    """The engine on the test's database."""
    with engine_of(database) as made:
        yield made
