"""A real Kafka for the tests of the bus, and for each test topics of its own."""

import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tidings.core import config
from tidings.core.broker import Broker
from tidings.core.postgres import free_port

STORE = Path(__file__).parents[2] / ".cache" / "tidings" / "jars"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def broker() -> Iterator[Broker]:
    """A running Kafka."""
    with tempfile.TemporaryDirectory(prefix="tidings-tests-") as place:
        running = Broker(Path(place) / "kafka", free_port(), STORE)
        running.start()
        yield running
        running.stop()


@pytest.fixture
def kafka(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> str:
    """Its address, named in the settings, with a prefix of topics that nobody else has."""
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", broker.address)
    monkeypatch.setenv("TIDINGS_KAFKA_PREFIX", f"test-{os.getpid()}-{next(_numbers)}.")
    config.settings.cache_clear()
    return broker.address
