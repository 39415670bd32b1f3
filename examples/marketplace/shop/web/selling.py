"""Selling: a form for a new thing and for changes, and how soon the search knows of them."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from shop import jobs, listings, searching
from shop.drawing.colours import COLOURS
from shop.listings import Wording
from shop.store import Tx
from shop.web.pages import Me, NotHere, Work, go, listing_of, page

router = APIRouter()
Field = Annotated[str, Form()]


@router.get("/sell")
def form(request: Request, tx: Work, me: Me) -> HTMLResponse:
    """An empty form."""
    return _form(request, tx, me, None, Wording("coat", "rust", "", "", 0, "good"))


@router.post("/sell")
def sell(
    request: Request,
    tx: Work,
    me: Me,
    kind: Field = "",
    colour: Field = "",
    title: Field = "",
    text: Field = "",
    euros: Field = "",
    condition: Field = "",
) -> Response:
    """List it."""
    wording, problem = _read(kind, colour, title, text, euros, condition)
    if problem:
        return _form(request, tx, me, None, wording, problem)
    return go(request, f"/listings/{listings.add(tx, me.id, me.town, wording)}")


@router.get("/listings/{listing_id}/edit")
def edit_form(request: Request, tx: Work, me: Me, listing_id: int) -> HTMLResponse:
    """The form with what is there."""
    found = _own(tx, me, listing_id)
    wording = Wording(found.kind, found.colour, found.title, found.text, found.cents, found.condition)
    return _form(request, tx, me, found, wording)


@router.post("/listings/{listing_id}/edit")
def edit(
    request: Request,
    tx: Work,
    me: Me,
    listing_id: int,
    kind: Field = "",
    colour: Field = "",
    title: Field = "",
    text: Field = "",
    euros: Field = "",
    condition: Field = "",
) -> Response:
    """Change it."""
    found = _own(tx, me, listing_id)
    wording, problem = _read(kind, colour, title, text, euros, condition)
    if problem:
        return _form(request, tx, me, found, wording, problem)
    listings.edit(tx, listing_id, wording)
    return go(request, f"/mine#listing-{listing_id}")


@router.get("/mine")
def mine(request: Request, tx: Work, me: Me) -> HTMLResponse:
    """What somebody sells, and how long the search took to know of the last change."""
    found = listings.of_seller(tx, me.id)
    took = jobs.refreshes(tx, [each.id for each in found])
    query = "select listing_id, count(*) from offer where state = 'open' group by listing_id"
    return page(
        request, tx, me, "mine.html", {"found": found, "took": took, "offered": dict(tx.execute(query).fetchall())}
    )


@router.get("/mine/refreshes")
def refreshes(tx: Work, me: Me) -> dict[int, float | None]:
    """The same as numbers, for a page that waits for them."""
    return jobs.refreshes(tx, [each.id for each in listings.of_seller(tx, me.id)])


def _own(tx: Tx, me: Me, listing_id: int) -> listings.Listing:
    found = listing_of(tx, listing_id)
    if found.seller != me.id:
        raise NotHere
    return found


def _form(
    request: Request, tx: Tx, me: Me, found: listings.Listing | None, wording: Wording, problem: str = ""
) -> HTMLResponse:
    shown = {
        "place": f"/listings/{found.id}/edit" if found else "/sell",
        # Its picture is drawn by it: what is seen here is what stands in the shop afterwards.
        "number": found.number if found else listings.next_number(tx),
        "wording": wording,
        "problem": problem,
        "kinds": list(searching.WORDS),
        "colours": list(COLOURS),
        "conditions": listings.CONDITIONS,
    }
    return page(request, tx, me, "sell.html", shown, 422 if problem else 200)


def _read(kind: str, colour: str, title: str, text: str, euros: str, condition: str) -> tuple[Wording, str]:
    """What the form says, and what is wrong with it."""
    cents = cents_of(euros)
    wording = Wording(kind, colour, title.strip(), text.strip(), cents or 0, condition)
    if kind not in searching.WORDS or colour not in COLOURS or condition not in listings.CONDITIONS:
        return wording, "Choose what it is, its colour and its condition."
    if not 3 <= len(wording.title) <= listings.LONGEST_TITLE:
        return wording, f"A title has 3 to {listings.LONGEST_TITLE} characters."
    if len(wording.text) > listings.LONGEST_TEXT:
        return wording, f"A description has {listings.LONGEST_TEXT:,} characters at most."
    if cents is None:
        return wording, "Give a price in euros, such as 25 or 24.50."
    return wording, ""


def cents_of(euros: str) -> int | None:
    """An amount as somebody types it; None when it is none."""
    whole, _, rest = euros.strip().removeprefix("€").replace(",", ".").partition(".")
    if not (
        whole.isascii() and whole.isdigit() and len(whole) < 8 and (rest == "" or rest.isascii() and rest.isdigit())
    ):
        return None
    cents = int(whole) * 100 + int((rest + "00")[:2])
    return cents if 0 < cents <= listings.LARGEST_CENTS and len(rest) <= 2 else None
