"""The pages of others that may show the chat: their origins, as a browser says them."""

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from tidings.core import config
from tidings.web.bounds import GUARDED

ALLOWED_HEADERS = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match")
TOLD_HEADERS = ("ETag", "Retry-After")
LONGEST_KEPT_S = 600


def listed() -> frozenset[str]:
    """The origins of the settings."""
    return frozenset(config.settings().origins.split())


class Origins:
    """Middleware: lets pages of listed origins call the API with a token. No cookie is taken from them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._shared = CORSMiddleware(
            app,
            allow_origins=sorted(listed()),
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=ALLOWED_HEADERS,
            expose_headers=TOLD_HEADERS,
            max_age=LONGEST_KEPT_S,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, with what its browser needs to hear."""
        is_shared = scope["type"] == "http" and scope["path"].startswith(GUARDED)
        await (self._shared if is_shared else self._app)(scope, receive, send)
