"""Signing in elsewhere: to the provider, and back with a code. What a browser has to keep meanwhile is in a cookie."""

import base64
import binascii
import hmac
from dataclasses import asdict
from functools import cache, partial
from typing import Annotated
from urllib.parse import urlencode

import orjson
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from tidings.core import clock, config, log
from tidings.core.errors import NotFound, Unavailable
from tidings.members import linking, sessions
from tidings.members.linking import NotInvited
from tidings.web import callers, cookies, noting
from tidings.web.pools import Pools
from tidings.web.signin import provider
from tidings.web.signin.provider import Errand, NotProven, Provider
from tidings.web.texts import Text

router = APIRouter(prefix="/v1/session/oidc", tags=["session"])
COOKIE = "tidings_oidc"
LONGEST_S = 600
PANEL = "/panel"
# Of a provider that hangs, only these wait.
MOST_AT_ONCE = 4
Told = Annotated[Text | None, Query(max_length=4000)]
Back = Annotated[
    Text, Query(max_length=1000, description="Where in the panel to come back to.", examples=["/campaigns"])
]
logger = log.get(__name__)


@router.get("", status_code=302, response_class=RedirectResponse)
async def leave(request: Request, back: Back = "/") -> RedirectResponse:
    """To the provider at which members may sign in. `404` when there is none."""
    found, errand = _provider(), provider.errand()
    address = await to_thread.run_sync(found.address, errand, _here(request), limiter=_asking())
    answer = RedirectResponse(address, status_code=302)
    kept = {**asdict(errand), "back": back if _is_inside(back) else "/"}
    _keep(answer, request, base64.urlsafe_b64encode(orjson.dumps(kept)).decode(), LONGEST_S)
    return answer


@router.get("/callback", status_code=303, response_class=RedirectResponse)
async def come_back(
    request: Request, code: Told = None, state: Told = None, iss: Told = None, error: Told = None
) -> RedirectResponse:
    """Where the provider sends members back to: into the panel, signed in, or to its page that tells why not."""
    found, errand, back = _provider(), *_kept(request)
    noting.of(request).target = "session/oidc"
    try:
        token = await _sign_in(request, found, errand, code, state, iss, error)
    except (NotProven, NotInvited, Unavailable) as refused:
        logger.warning("oidc.refused", error=str(refused))
        reason = {NotInvited: "not-invited", NotProven: "not-proven"}.get(type(refused), "unavailable")
        answer = RedirectResponse(f"{PANEL}/sign-in?{urlencode({'refused': reason, 'back': back})}", status_code=303)
    else:
        answer = RedirectResponse(f"{PANEL}{back}", status_code=303)
        cookies.begin(answer, request, token)
    _keep(answer, request, "", 0)
    return answer


async def _sign_in(
    request: Request,
    found: Provider,
    errand: Errand | None,
    code: str | None,
    state: str | None,
    iss: str | None,
    error: str | None,
) -> str:
    """The token of a new session. Raises NotProven, NotInvited or Unavailable."""
    if errand is None or state is None or not hmac.compare_digest(state.encode(), errand.state.encode()):
        raise NotProven("This browser was not sent to the provider from here, or too long ago.")
    if iss is not None and iss != config.settings().oidc_issuer:
        raise NotProven("Another provider answered (RFC 9207).")
    if error is not None or code is None:
        raise NotProven(f"The provider refused: {error}")
    ask = partial(found.identify, errand, code, _here(request))
    who = await to_thread.run_sync(ask, limiter=_asking())
    pools: Pools = request.app.state.pools
    async with pools.lend(for_person=False) as tx:
        member = await to_thread.run_sync(linking.admit, tx, who, clock.now())
        noting.of(request).who = callers.member_name(member.email)
        token = await to_thread.run_sync(sessions.begin, tx, member.id)
        await to_thread.run_sync(sessions.end, tx, cookies.token(request))
    if token is None:
        raise NotInvited(f"{member.email} was disabled.")
    return token


def _provider() -> Provider:
    issuer = config.settings().oidc_issuer
    if not issuer:
        raise NotFound("Nobody signs in elsewhere here: TIDINGS_OIDC_ISSUER names no provider.")
    return provider.of(issuer)


def _here(request: Request) -> str:
    """Where the provider sends browsers back to, which it has to know."""
    host = config.settings().public_url or f"{request.url.scheme}://{request.url.netloc}"
    return f"{host}{router.prefix}/callback"


def _is_inside(back: str) -> bool:
    """Whether it stays in the panel, however a browser reads it."""
    return back.startswith("/") and not back.startswith("//") and "\\" not in back and back.isprintable()


def _keep(answer: RedirectResponse, request: Request, text: str, lasts_s: int) -> None:
    """Lax, so that it is there when the provider sends the browser back."""
    secure = cookies.is_secure(request)
    answer.set_cookie(COOKIE, text, max_age=lasts_s, path=router.prefix, secure=secure, httponly=True, samesite="lax")


def _kept(request: Request) -> tuple[Errand | None, str]:
    """What this browser was sent with, and where to it wanted; None and the panel's top when it was not."""
    try:
        found = orjson.loads(base64.urlsafe_b64decode(request.cookies.get(COOKIE, "")))
        errand, back = Errand(found["state"], found["nonce"], found["verifier"]), found["back"]
    except (ValueError, binascii.Error, KeyError, TypeError):
        return None, "/"
    is_whole = all(isinstance(text, str) and text for text in (*asdict(errand).values(), back))
    return (errand, back) if is_whole and _is_inside(back) else (None, "/")


@cache
def _asking() -> CapacityLimiter:
    return CapacityLimiter(MOST_AT_ONCE)
