"""One market for the tests of a module, and a browser for those that need one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import browsing
from tests.marketplace import market as markets
from tests.marketplace.market import Market

browser = browsing.browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A shop and a Tidings behind it need longer than most tests."""
    browsing.be_patient(items, Path(__file__).parent)


@pytest.fixture(scope="module")
def market() -> Iterator[Market]:
    """A shop with its Tidings."""
    with markets.market() as opened:
        yield opened
