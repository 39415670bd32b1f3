"""Files are answered whole, as a server may (RFC 9110, section 14.2): what asks for pieces is not looked at.

The framework would answer those that are none with plain text.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

ASKS_FOR_PIECES = (b"range", b"if-range")


class Whole:
    """Middleware: takes those headers off a request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on without them."""
        if scope["type"] == "http" and any(name in ASKS_FOR_PIECES for name, _ in scope["headers"]):
            scope = {**scope, "headers": [each for each in scope["headers"] if each[0] not in ASKS_FOR_PIECES]}
        await self._app(scope, receive, send)
