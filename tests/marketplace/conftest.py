"""One market for the tests of a module."""

from collections.abc import Iterator

import pytest

from tests.marketplace import market as markets
from tests.marketplace.market import Market


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A shop and a Tidings behind it need longer than most tests."""
    for item in items:
        if "tests/marketplace/" in item.nodeid:
            item.add_marker(pytest.mark.timeout(240))


@pytest.fixture(scope="module")
def market() -> Iterator[Market]:
    """A shop with its Tidings."""
    with markets.market() as opened:
        yield opened
