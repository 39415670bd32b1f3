"""Whatever is shown: axe finds nothing serious, nothing is wider than its window, and everybody sees it who may."""

from collections.abc import Iterator

import pytest

from bench import browser
from tests.panel import checking, pages
from tests.panel.conftest import Open
from tests.panel.pages import Shown
from tests.panel.place import Place
from tests.panel.window import PHONE, WIDE


@pytest.fixture(scope="module")
def shown(place: Place) -> Iterator[Shown]:
    yield pages.furnish(place)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_sound(window: Open, shown: Shown, size: tuple[int, int], scheme: str) -> None:
    found = {}
    with window(size, scheme=scheme) as seen:
        seen.sign_in("administrator@example.org")
        for name, path in pages.paths(shown).items():
            page = seen.go(path)
            browser.rest(page)
            if faults := checking.faults(page):
                found[name] = faults
            if overflow := checking.overflow_px(page):
                found[f"{name} is too wide"] = [{"px": overflow}]
    assert found == {}


def test_the_door_is_sound(window: Open) -> None:
    with window() as seen:
        page = seen.go("/sign-in")
        browser.rest(page)
        assert checking.faults(page) == []
