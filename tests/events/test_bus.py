"""The buses that exist, each held to the conformance suite."""

import pytest

from tests.events.conformance import BusConformance
from tidings.core import db
from tidings.events.bus import Bus, LocalBus
from tidings.events.kafka import topics
from tidings.events.kafka.bus import KafkaBus


class TestLocalBus(BusConformance):
    implementation = "local"

    @pytest.fixture
    def bus(self) -> Bus:
        return LocalBus()


class TestKafkaBus(BusConformance):
    implementation = "kafka"

    @pytest.fixture
    def bus(self, kafka: str, tx: db.Connection) -> Bus:
        """Topics with one partition each, where the suite asks for an order that only keys give."""
        topics.ensure(tx)
        return KafkaBus()
