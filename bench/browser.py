"""A real Chromium, and when a page in it has come to rest."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
# What stands where something is loaded.
_COMING = '[aria-busy="true"], .mantine-Skeleton-root[data-visible], .mantine-Loader-root'
_IS_AT_REST = """
    (coming) => document.querySelectorAll(coming).length === 0
        && document.getAnimations().every((each) => each.playState !== "running")
"""
LOOK_MS, LONGEST_S = 20, 10.0


def path() -> str:
    """Where the programs of a Chromium are."""
    found = subprocess.run([ROOT / "bin" / "chromium"], stdout=subprocess.PIPE, text=True, check=True)
    return found.stdout.strip()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window of its own, which is gone afterwards."""
    with sync_playwright() as playwright:
        # Without its sandbox, because it has none for root; it is shown nothing but the panel.
        browser = playwright.chromium.launch(executable_path=path(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def rest(page: Page) -> None:
    """Wait until a page shows what it is about: its heading is there, nothing is loading, nothing moves any more."""
    page.get_by_role("heading", level=1).first.wait_for()
    deadline_s = time.monotonic() + LONGEST_S
    # Asked from here: a page's policy forbids it to evaluate what it is told to wait for.
    while not page.evaluate(_IS_AT_REST, _COMING):
        if time.monotonic() > deadline_s:
            raise TimeoutError(f"{page.url} is still loading or moving after {LONGEST_S:g} s")
        page.wait_for_timeout(LOOK_MS)
