"""A marketplace's page with the chat in it, and one without, on an origin of their own; and what looks on in them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import ViewportSize

from bench import talks
from tidings.core import postgres
from tidings.web import tokens

HOST = "127.0.0.1"
EMPTY = "/empty"
VIEW: ViewportSize = {"width": 1280, "height": 800}
_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A marketplace</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>body {{ margin: 0; font-family: system-ui, sans-serif }} tidings-chat {{ block-size: 600px }}</style>
{more}</head>
<body><h1>Messages</h1>{chat}</body></html>"""
_SCRIPT = '<script type="module" src="{api}/widget/tidings-chat.js"></script>'
_CHAT = """<tidings-chat></tidings-chat>
<script type="module">document.querySelector("tidings-chat").token = async () => "{token}";</script>"""
# What comes is painted at the end of the next frame; the one after that begins when it is.
PAINTED = """
window.painted = new Promise((resolve) => {
    const paint = () => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
    const watch = (root, selector) => {
        const look = () => {
            if (!root.querySelector(selector)) return;
            observer.disconnect();
            paint();
        };
        const observer = new MutationObserver(look);
        observer.observe(root, { childList: true, subtree: true });
        look();
    };
    if (location.pathname === "/empty") watch(document, "h1");
    else customElements.whenDefined("tidings-chat").then(
        () => watch(document.querySelector("tidings-chat").shadowRoot, ".line"));
});
"""
# What comes on sockets, by its kind; `messages` are those that were told for the first time.
COUNTED = """
window.told = { conversation: 0, unread: 0, reset: 0, messages: 0 };
const Plain = WebSocket, newest = new Map();
window.WebSocket = class extends Plain {
    constructor(...given) {
        super(...given);
        this.addEventListener("message", ({ data }) => {
            const said = JSON.parse(data);
            told[said.type] = (told[said.type] ?? 0) + 1;
            if (said.type !== "conversation") return;
            const { id, last_seq } = said.conversation;
            if (newest.get(id) === undefined || newest.get(id) < last_seq) told.messages += 1;
            newest.set(id, last_seq);
        });
    }
};
"""


class Shop:
    """Where it is; tell it where the API is before somebody comes."""

    def __init__(self) -> None:
        self.port, self.api = postgres.free_port(), ""

    @property
    def origin(self) -> str:
        """As a browser says it."""
        return f"http://{HOST}:{self.port}"

    def address(self, person: str) -> str:
        """The page that shows this person their chat."""
        return f"{self.origin}/?person={person}"

    def page(self, address: str) -> str:
        """What is at an address of its own."""
        asked = urlsplit(address)
        if asked.path == EMPTY:
            return _HEAD.format(more="", chat="")
        [person] = parse_qs(asked.query)["person"]
        token = tokens.sign(person, talks.SECRET, lasts_s=3600)
        return _HEAD.format(more=_SCRIPT.format(api=self.api), chat=_CHAT.format(token=token))


@contextmanager
def running() -> Iterator[Shop]:
    """A shop that is gone afterwards."""
    made = Shop()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = made.page(self.path).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, made.port), Answer)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield made
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
