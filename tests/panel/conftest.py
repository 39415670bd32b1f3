"""One browser and one Tidings for the tests of a module; members of every role are there."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial

import pytest
from playwright.sync_api import Browser, expect

from bench import browser as browsers
from tests.panel import place as places
from tests.panel import window as windows
from tests.panel.place import Place
from tests.panel.window import Window
from tidings.members.model import Role

# Long enough for a machine that is busy with other tests.
expect.set_options(timeout=15_000)
Open = Callable[..., AbstractContextManager[Window]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser and the service behind it need longer than most tests."""
    for item in items:
        if "tests/panel/" in item.nodeid:
            item.add_marker(pytest.mark.timeout(240))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium; gone before another module's tests, whose event loops it would stand in the way of."""
    with browsers.chromium() as running:
        yield running


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
