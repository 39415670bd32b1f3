"""The embedded Kafka by itself; what campaigns and buses make of it is in tests/events and tests/flow."""

from pathlib import Path

from tests.events.conftest import STORE
from tidings.core import broker
from tidings.core.broker import Broker
from tidings.core.postgres import free_port


def test_whoever_does_not_want_it_any_more_does_not_wait_until_it_answers(tmp_path: Path) -> None:
    made = Broker(tmp_path / "kafka", free_port(), STORE)
    try:
        made.start(lambda: True)
        assert not broker.answers(made.port)
    finally:
        made.stop()
    assert not broker.answers(made.port)
