"""What the API takes at most: requests under way, and bytes of a body. Beyond that it refuses at once."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tidings.core import config
from tidings.web import errors
from tidings.web.refusals import Overloaded, TooLarge

MOST_REQUESTS = 200
LARGEST_BODY = 1_000_000
GUARDED = "/v1/"
OPEN = ("/v1/openapi.json", "/v1/session/ways", "/v1/session/oidc", "/v1/session/oidc/callback")
# Open to all as well, and the only one of those whose body is read.
SIGN_IN = ("POST", "/v1/session")
# Routes that take a file have a bound of their own, by the settings.
UPLOADS = ("/v1/imports",)


class Bounds:
    """Middleware, for those who are known; others are few and have no body (see `admission`)."""

    def __init__(self, app: ASGIApp, most_requests: int = MOST_REQUESTS) -> None:
        self._app = app
        self._most = most_requests
        self._count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or turn it away."""
        if scope["type"] != "http" or not is_guarded(scope["method"], scope["path"]):
            await self._app(scope, receive, send)
            return
        if self._count >= self._most:
            await errors.answer(Overloaded("Too many requests are under way."))(scope, receive, send)
            return
        largest = config.settings().largest_import_bytes if scope["path"] in UPLOADS else LARGEST_BODY
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > largest:
            await errors.answer(too_large(largest))(scope, receive, send)
            return
        self._count += 1
        try:
            await self._app(scope, _counting(receive, largest), send)
        finally:
            self._count -= 1


def is_guarded(method: str, path: str) -> bool:
    """Whether only those who are known get to this address."""
    return path.startswith(GUARDED) and path not in OPEN and (method, path) != SIGN_IN


def too_large(largest: int) -> TooLarge:
    """What whoever sends more than so many bytes is told."""
    return TooLarge(f"The body is larger than {largest:,} bytes.")


def _counting(receive: Receive, largest: int) -> Receive:
    """A body without a declared length is counted as it comes."""
    came = 0

    async def counted() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > largest:
            raise too_large(largest)
        return message

    return counted
