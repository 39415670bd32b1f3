"""One browser and one Tidings for the tests of a module; members of every role are there."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import browsing
from tests.panel import place as places
from tests.panel import window as windows
from tests.panel.place import Place
from tests.panel.window import Window
from tidings.members.model import Role

Open = Callable[..., AbstractContextManager[Window]]
browser = browsing.browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser and the service behind it need longer than most tests."""
    browsing.be_patient(items, Path(__file__).parent)


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A running Tidings, with a member of each role called after it."""
    with places.place() as made:
        for role in Role:
            made.add(role)
        yield made


@pytest.fixture
def window(browser: Browser, place: Place) -> Open:
    """Opens a window at that place."""
    return partial(windows.window, browser, place)
