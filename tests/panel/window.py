"""A browser window of somebody who works with the panel; what its console complains about is a defect."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests.panel.place import PASSWORD, Place

WIDE, PHONE = (1440, 900), (390, 844)
LONGEST_MS = 20_000
# What Chromium says by itself of an answer that the page expects and shows in words.
_EXPECTED = "Failed to load resource"


class Window:
    """One window, with cookies of its own."""

    def __init__(self, place: Place, context: BrowserContext) -> None:
        self.place, self.context = place, context
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.set_default_timeout(LONGEST_MS)
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("response", self._check)

    def go(self, path: str) -> Page:
        """Go to an address of the panel."""
        self.page.goto(f"{self.place.address}/panel{path}")
        return self.page

    def sign_in(self, email: str, password: str = PASSWORD) -> Page:
        """Sign in as somebody, and wait for what they see first."""
        self.enter(email, password)
        self.page.wait_for_url("**/panel/campaigns**")
        self.page.get_by_role("heading", name="Campaigns", level=1).wait_for()
        return self.page

    def enter(self, email: str, password: str) -> None:
        """Fill the sign-in form in, and send it."""
        self.go("/sign-in")
        self.page.get_by_label("E-mail").fill(email)
        self.page.locator('input[name="password"]').fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_EXPECTED):
            self.complaints.append(f"{message.type}: {message.text}")

    def _check(self, response: Response) -> None:
        # 503 is what a database that is away is answered by; whoever tests that looks at it.
        if response.status >= 500 and response.status != 503:
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")


@contextmanager
def window(
    browser: Browser, place: Place, size: tuple[int, int] = WIDE, *, scheme: str = "light", locale: str = "en-GB"
) -> Iterator[Window]:
    """A window of that size; at its end nothing may have been complained about."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=locale,
    )
    made = Window(place, context)
    try:
        yield made
    finally:
        context.close()
    assert made.complaints == [], made.complaints
