"""A browser window of somebody in the shop, and what they do in its chat."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, expect

from tests import browsing
from tests.marketplace.market import Market

WIDE, PHONE = (1440, 900), (390, 844)
LONGEST_MS = 20_000


@contextmanager
def window(
    browser: Browser, market: Market, person: str, size: tuple[int, int] = WIDE, *, scheme: str = "light"
) -> Iterator[Page]:
    """Somebody's window; nothing in it may be complained about, by the content policy neither."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.set_default_timeout(LONGEST_MS)
    complaints = browsing.complaints(page)
    try:
        page.goto(f"{market.address}/as/{person}")
        yield page
    finally:
        context.close()
    assert complaints == [], complaints


def chat(page: Page) -> Locator:
    """The chat of a page."""
    return page.locator("tidings-chat").first


def write(page: Page, text: str) -> None:
    """Write into the open conversation, and see it there."""
    field = chat(page).get_by_role("textbox")
    field.fill(text)
    field.press("Enter")
    expect(message(page, text)).to_be_visible()


def message(page: Page, text: str) -> Locator:
    """The message with this text."""
    return chat(page).get_by_role("article").filter(has_text=text)
