"""What the tests in a browser share: the browser itself, their patience, and what a page's console complains about."""

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from bench import browser as browsers

# Long enough for a machine that is busy with other tests.
LONGEST_S = 240
expect.set_options(timeout=15_000)
# What Chromium says by itself of an answer, or of none, that a page expects and shows in words.
_EXPECTED = ("Failed to load resource", "WebSocket connection to")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium; gone before another module's tests, whose event loops it would stand in the way of."""
    try:
        browsers.path()
    except subprocess.CalledProcessError:
        pytest.skip("There is no Chromium here: bin/chromium says how to get one.")
    with browsers.chromium() as running:
        yield running


def be_patient(items: Iterable[pytest.Item], folder: Path) -> None:
    """Give the tests of a folder as long as a browser, and the service behind it, may need."""
    for item in items:
        if folder in item.path.parents:
            item.add_marker(pytest.mark.timeout(LONGEST_S))


def complaints(page: Page) -> list[str]:
    """What a page complains about from now on: errors that nobody caught, and what its console calls wrong."""
    found: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_EXPECTED):
            found.append(f"{message.type}: {message.text}")

    page.on("console", listen)
    page.on("pageerror", lambda error: found.append(f"error: {error}"))
    return found
