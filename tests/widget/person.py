"""Somebody with the chat open in a browser window, and the same person by the API."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import httpx
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, expect

from tests import browsing
from tests.widget.shop import SECRET, Shop
from tidings.web import tokens

WIDE, PHONE = (1440, 900), (390, 844)


class Window:
    """A window with the chat of one person."""

    def __init__(self, shop: Shop, context: BrowserContext, person: str) -> None:
        self.shop, self.context, self.person = shop, context, person
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints = browsing.complaints(self.page)
        self.page.on("dialog", self._close)

    @property
    def chat(self) -> Locator:
        """The first chat of the page."""
        return self.page.locator("tidings-chat").first

    def visit(self, at: str = "/", **query: Any) -> Page:
        """Open a page of the shop."""
        self.page.goto(f"{self.shop.origin}{at}?{urlencode({'person': self.person, **query}, doseq=True)}")
        return self.page

    def go(self, at: str = "/", **query: Any) -> Page:
        """Open a page of the shop, and wait for the inbox."""
        self.visit(at, **query)
        expect(self.chat.locator(".lists")).to_be_attached()
        expect(self.chat.locator(".lists .wait")).to_have_count(0)
        return self.page

    def line(self, name: str) -> Locator:
        """A conversation in the list."""
        return self.chat.locator(".line").filter(has_text=name)

    def open(self, name: str) -> None:
        """Open the conversation with somebody."""
        self.line(name).first.click()
        self.field.wait_for()

    @property
    def field(self) -> Locator:
        """Where one writes."""
        return self.chat.locator("form[part=composer] textarea")

    def write(self, text: str) -> None:
        """Write, and send by Enter."""
        self.field.fill(text)
        self.field.press("Enter")

    def bubble(self, text: str) -> Locator:
        """The message with this text."""
        return self.chat.locator("article").filter(has_text=text)

    @property
    def unsent(self) -> Locator:
        """The marks of messages that are on their way."""
        return self.chat.get_by_role("img", name="Sending")

    @property
    def stale(self) -> Locator:
        """What says that nothing is heard any more."""
        return self.chat.get_by_text("No connection since")

    def said(self) -> list[str]:
        """What the open conversation shows, from above."""
        return self.chat.locator("article .text").all_text_contents()

    def drawn(self) -> str:
        """All that the chat has in the page, seen or not."""
        return str(self.page.evaluate("document.querySelector('tidings-chat').shadowRoot.innerHTML"))

    def told(self, name: str) -> list[Any]:
        """What the page heard of an event."""
        found: list[Any] = self.page.evaluate("name => window.told.filter((e) => e[0] === name).map((e) => e[1])", name)
        return found

    def _close(self, dialog: Dialog) -> None:
        self.complaints.append(f"it ran: {dialog.message}")
        dialog.dismiss()


@contextmanager
def window(
    browser: Browser,
    shop: Shop,
    person: str,
    size: tuple[int, int] = WIDE,
    *,
    scheme: str = "light",
    locale: str = "en-GB",
) -> Iterator[Window]:
    """A window of that size; at its end nothing may have been complained about."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=locale,
        has_touch=size == PHONE,
    )
    made = Window(shop, context, person)
    try:
        yield made
    finally:
        context.close()
    assert made.complaints == [], made.complaints


class Caller:
    """The same person without a window."""

    def __init__(self, shop: Shop, person: str) -> None:
        self.person = person
        self._client = httpx.Client(
            base_url=shop.api, headers={"Authorization": f"Bearer {tokens.sign(person, SECRET, lasts_s=600)}"}
        )

    def say(self, to: str, topic: str, text: str) -> str:
        """Write to somebody; the conversation's id."""
        answer = self._client.post("/v1/messages", json={"to": f"person:{to}", "topic": topic, "text": text})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["conversation_id"])

    def answer(self, conversation: str, text: str) -> None:
        """Write into a conversation that is there."""
        answer = self._client.post(f"/v1/conversations/{conversation}/messages", json={"text": text})
        assert answer.status_code == 201, answer.text

    def block(self, person: str) -> None:
        """Let somebody write nothing more."""
        answer = self._client.put(f"/v1/blocks/person:{person}")
        assert answer.status_code == 204, answer.text

    def history(self, topic: str) -> list[str]:
        """What was said in the conversation about something, from its beginning."""
        lines = self.get("/v1/conversations?kind=people")["items"]
        found = [each["id"] for each in lines if each["topic"] == topic]
        return [each["text"] for each in self.messages(found[0])] if found else []

    def messages(self, conversation: str) -> list[dict[str, Any]]:
        """The last hundred of a conversation."""
        found: list[dict[str, Any]] = self.get(f"/v1/conversations/{conversation}/messages?limit=100")["items"]
        return found

    def get(self, path: str) -> Any:
        """Ask."""
        answer = self._client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()
