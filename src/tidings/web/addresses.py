"""Addresses are matched as they were sent, and a part of one is decoded after that: so a name in it may hold a slash.

Otherwise `/v1/people/a%2Fb` would be the same as `/v1/people/a/b` before any route is looked for.
"""

from urllib.parse import quote, unquote

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.types import ASGIApp, Receive, Scope, Send

# What stands for itself in a path (RFC 3986, section 3.3), the slash and the percent sign of what is encoded.
PLAIN = "/%:@!$&'()*+,;=~-._"


class Name(StringConvertor):
    """A part of an address between two slashes, as its route sees it."""

    def convert(self, value: str) -> str:
        """What was encoded."""
        return unquote(value)

    def to_string(self, value: str) -> str:
        """The part of an address that stands for a text."""
        return quote(value, safe="")


# In place of the framework's own, so that no route can forget it.
register_url_convertor("str", Name())


class AsSent:
    """Middleware, before all that looks at an address."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on with its address as it was sent."""
        if scope["type"] == "http":
            sent = scope.get("raw_path") or quote(scope["path"])
            scope = {**scope, "path": quote(sent, safe=PLAIN)}
        await self._app(scope, receive, send)
