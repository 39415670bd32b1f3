"""The buses that exist, each held to the conformance suite."""

import pytest

from tests.events.conformance import BusConformance
from tidings.events.bus import Bus, LocalBus


class TestLocalBus(BusConformance):
    implementation = "local"

    @pytest.fixture
    def bus(self) -> Bus:
        return LocalBus()
