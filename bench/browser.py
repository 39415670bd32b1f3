"""A real Chromium, and when a page in it has come to rest."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
# What stands where something is loaded.
_COMING = '[aria-busy="true"], .mantine-Skeleton-root[data-visible], .mantine-Loader-root'


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
    page.wait_for_function(f"document.querySelectorAll('{_COMING}').length === 0")
    page.wait_for_function("document.getAnimations().every((each) => each.playState !== 'running')")
