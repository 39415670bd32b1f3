"""A marketplace's page that shows the chat, on an origin of its own, with a strict policy; it signs tokens."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tidings.core.postgres import free_port
from tidings.web import tokens

SECRET = "the secret of a marketplace that does not exist"
POLICY = (
    "default-src 'none'; script-src {api} 'self'; connect-src {api} {socket} 'self'; style-src 'self'; "
    "img-src {api} 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)
PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><title>A marketplace</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/{look}.css"><script type="module" src="/page.js"></script></head>
<body><main><h1>Messages</h1>{chats}</main></body></html>"""
# For a page that brings a script of its own, and puts the chat there itself.
BARE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A marketplace</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/plain.css">{scripts}</head><body>{body}</body></html>"""
CHAT = '<tidings-chat data-person="{person}"{attributes}></tidings-chat>'
SCRIPT = """
import "{api}/widget/tidings-chat.js";
window.told = [];
for (const name of ["tidings-unread", "tidings-open", "tidings-error"]) {{
  addEventListener(name, (event) => window.told.push([name, event.detail]));
}}
for (const chat of document.querySelectorAll("tidings-chat")) {{
  chat.url = "{api}";
  chat.token = async () => (await fetch(`/token?person=${{encodeURIComponent(chat.dataset.person)}}`)).text();
}}
"""
PLAIN = """
body { margin: 0; font-family: system-ui, sans-serif; color-scheme: light dark }
h1 { position: absolute; clip-path: inset(50%); block-size: 1px; inline-size: 1px; overflow: hidden }
tidings-chat { block-size: 100dvh }
"""
# What a page may do to everything that stands in it.
HOSTILE = """
* { all: unset !important; font: 40px/3 cursive !important; color: red !important }
* { text-transform: uppercase !important; letter-spacing: 1em !important; word-spacing: 2em !important }
* { white-space: pre !important; word-break: break-all !important; text-align: end !important }
* { cursor: none !important; user-select: none !important; pointer-events: none !important; direction: rtl !important }
* { --accent: lime; --on: red; --bg: yellow; --text: red; --soft: red; --hair: red; --quiet: red; --radius: 0 }
button, textarea, article, svg, .line, .bubble, .button { border: 9px solid red !important; float: right !important }
tidings-chat { block-size: 600px !important }
"""
PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 90" fill="none" stroke="#2f5b46" stroke-width="4">
<rect width="160" height="90" fill="#cfe3d4" stroke="none"/>
<circle cx="50" cy="58" r="18"/><circle cx="106" cy="58" r="18"/>
<path d="M50 58 68 30h30l8 28M68 30l16 28 14-28M50 58h34"/></svg>"""
LOOKS = {"plain": PLAIN, "hostile": PLAIN + HOSTILE}


class Shop:
    """Where it is."""

    def __init__(self, port: int) -> None:
        self.port, self.api = port, ""
        # More that is there: of which kind, and what.
        self.files: dict[str, tuple[str, str]] = {}

    @property
    def origin(self) -> str:
        """As a browser says it."""
        return f"http://127.0.0.1:{self.port}"

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[str, str]:
        """What is there, and of which kind."""
        if path in self.files:
            return self.files[path]
        if path == "/token":
            return "text/plain", tokens.sign(query["person"][0], SECRET, lasts_s=int(query.get("lasts", ["600"])[0]))
        if path == "/page.js":
            return "text/javascript", SCRIPT.format(api=self.api)
        if path == "/picture.svg":
            return "image/svg+xml", PICTURE
        if path.endswith(".css"):
            return "text/css", LOOKS[path[1:-4]]
        return "text/html; charset=utf-8", self._page(query)

    def add(self, path: str, body: str, script: str, *, is_chat_known: bool) -> None:
        """A page of its own: this body and this script, with the chat's own script before it or without."""
        sources = ([f"{self.api}/widget/tidings-chat.js"] if is_chat_known else []) + [f"{path}.js"]
        scripts = "".join(f'<script type="module" src="{each}"></script>' for each in sources)
        self.files[path] = "text/html; charset=utf-8", BARE.format(scripts=scripts, body=body)
        self.files[f"{path}.js"] = "text/javascript; charset=utf-8", script

    def _page(self, query: dict[str, list[str]]) -> str:
        told = {name: values[0] for name, values in query.items()}
        attributes = "".join(f' {name}="{told[name]}"' for name in ("to", "topic", "to-name") if name in told)
        chats = "".join(CHAT.format(person=each, attributes=attributes) for each in query["person"])
        return PAGE.format(lang=told.get("lang", "en"), look=told.get("look", "plain"), chats=chats)

    def policy(self) -> str:
        """What the page may load."""
        return POLICY.format(api=self.api, socket=self.api.replace("http", "ws"))


@contextmanager
def shop() -> Iterator[Shop]:
    """A shop that is gone afterwards. Tell it where the API is before somebody comes."""
    made = Shop(free_port())

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            if asked.path == "/favicon.ico":
                self.send_error(404)
                return
            kind, text = made.answer(asked.path, parse_qs(asked.query))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", made.policy())
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", made.port), Answer)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield made
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
