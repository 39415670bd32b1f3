"""The whole of what the shop does for the chat: a token for whoever is signed in, and a page to put it on."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse

from shop.web.pages import Me, Work, page
from tidings_client import sign_token

router = APIRouter()


@router.get("/chat-token")
def token(request: Request, me: Me) -> PlainTextResponse:
    """Who somebody is, for ten minutes; the chat asks for another one before that ends."""
    signed = sign_token(me.id, request.app.state.settings.jwt_secret)
    return PlainTextResponse(signed, headers={"Cache-Control": "no-store"})


@router.get("/titles")
def titles(tx: Work) -> dict[str, str]:
    """What the topics of conversations are called."""
    return {f"listing/{row['id']}": row["title"] for row in tx.execute("select id, title from listing")}


@router.get("/messages")
def messages(request: Request, tx: Work, me: Me) -> HTMLResponse:
    """All of somebody's conversations."""
    return page(request, tx, me, "messages.html", {})
