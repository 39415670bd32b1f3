"""The desk of a marketplace where a page asks for tokens: what is answered there, and how often anybody is asked."""

from collections.abc import Callable

from playwright.sync_api import Page, Request, Route

from tests.widget.shop import SECRET
from tidings.web import tokens

Answer = Callable[[Route], None]


class Desk:
    """Of one page, which is opened after it."""

    def __init__(self, page: Page, api: str) -> None:
        self.answer: Answer = fails
        self.token_count = self.asked_count = self.socket_count = 0
        self._api = f"{api}/v1/"
        page.route("**/token?*", self._give)
        page.on("request", self._note)
        page.on("websocket", lambda _: self._connect())

    def _give(self, route: Route) -> None:
        self.token_count += 1
        self.answer(route)

    def _note(self, request: Request) -> None:
        self.asked_count += request.url.startswith(self._api)

    def _connect(self) -> None:
        self.socket_count += 1

    def total(self) -> int:
        """Of whatever kind."""
        return self.token_count + self.asked_count + self.socket_count


def gives(token: str) -> Answer:
    """It answers with this."""
    return lambda route: route.fulfill(body=token, content_type="text/plain")


def good(person: str, lasts_s: int = 600) -> Answer:
    """It answers with a new token each time."""
    return lambda route: route.fulfill(body=tokens.sign(person, SECRET, lasts_s=lasts_s), content_type="text/plain")


def fails(route: Route) -> None:
    """It cannot be reached."""
    route.abort()


def never(_route: Route) -> None:
    """It does not answer."""
