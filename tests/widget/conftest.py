"""One browser, one Tidings and one marketplace's page for the tests of a module."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import browsing
from tests.panel import place as places
from tests.panel.place import Place
from tests.widget import person as persons
from tests.widget import shop as shops
from tests.widget.person import Caller, Window
from tests.widget.shop import SECRET, Shop

Open = Callable[..., AbstractContextManager[Window]]
Call = Callable[[str], Caller]
browser = browsing.browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser and the service behind it need longer than most tests."""
    browsing.be_patient(items, Path(__file__).parent)


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    """A page on another origin than the API's."""
    with shops.shop() as made:
        yield made


@pytest.fixture(scope="module")
def place(shop: Shop) -> Iterator[Place]:
    """A running Tidings that lets that page in."""
    with places.place(TIDINGS_JWT_SECRET=SECRET, TIDINGS_ORIGINS=shop.origin) as made:
        shop.api = made.address
        yield made


@pytest.fixture
def window(browser: Browser, shop: Shop, place: Place) -> Open:
    """Opens a window of somebody."""
    assert place.is_served()
    return partial(persons.window, browser, shop)


@pytest.fixture
def caller(shop: Shop, place: Place) -> Call:
    """Somebody without a window."""
    assert place.is_served()
    return partial(Caller, shop)
