"""The cookie of a member's session, and what a request that shows it has to prove beside: that the panel sent it.

The proof is made from the session's token by a function that does not lead back, so nothing of it has to be kept; only
who may read an answer of the API knows it (OWASP, Cross-Site Request Forgery Prevention). `Origin` is looked at too.
"""

import hmac
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from tidings.core import config
from tidings.members import sessions
from tidings.web.refusals import CrossSite

NAME = "tidings_session"
PROOF = "X-CSRF-Token"
SAFE = ("GET", "HEAD", "OPTIONS")
_PURPOSE = b"tidings: what the panel sends beside the cookie"


def token(request: HTTPConnection) -> str:
    """The token of the session that a request shows; empty without one."""
    return request.cookies.get(NAME, "")


def proof(shown: str) -> str:
    """What whoever has this session sends in `X-CSRF-Token`."""
    return hmac.digest(shown.encode(), _PURPOSE, "sha256").hex()


def check_proof(request: HTTPConnection, shown: str) -> None:
    """Raises CrossSite for what another site may have made a browser send."""
    check_origin(request)
    told = request.headers.get(PROOF, "")
    if not hmac.compare_digest(told.encode(), proof(shown).encode()):
        raise CrossSite(f"Say in {PROOF} what GET /v1/session tells as csrf_token.")


def check_origin(request: HTTPConnection) -> None:
    """Raises CrossSite when the browser says that the page of another site sent this."""
    origin = request.headers.get("origin")
    if origin is None or origin.lower() in {*_own(request), _public()}:
        return
    raise CrossSite("This came from the page of another site.")


def begin(response: Response, request: HTTPConnection, shown: str) -> None:
    """Have the browser show this session from now on."""
    response.set_cookie(
        NAME,
        shown,
        max_age=int(sessions.LONGEST.total_seconds()),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="strict",
    )


def end(response: Response, request: HTTPConnection) -> None:
    """Have the browser forget it."""
    response.delete_cookie(NAME, path="/", secure=is_secure(request), httponly=True, samesite="strict")


def is_secure(request: HTTPConnection) -> bool:
    """Whether the browser came by https, as far as is known here."""
    return request.url.scheme == "https" or (_public() or "").startswith("https://")


def _own(request: HTTPConnection) -> tuple[str, str]:
    """A browser tells truly by which name it came; a proxy in front may have taken the encryption away."""
    host = request.headers.get("host", "").lower()
    return f"http://{host}", f"https://{host}"


def _public() -> str | None:
    address = urlsplit(config.settings().public_url)
    return f"{address.scheme}://{address.netloc}".lower() if address.netloc else None
