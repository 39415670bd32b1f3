"""Offers: made on a thing's page, answered on one of their own, to which the message in the chat leads."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from shop import offers, people
from shop.listings import Listing
from shop.offers import Offer
from shop.store import Tx
from shop.web.pages import Me, NotHere, Work, go, listing_of, page
from shop.web.selling import cents_of

router = APIRouter()


@router.post("/listings/{listing_id}/offers")
def make(request: Request, tx: Work, me: Me, listing_id: int, euros: Annotated[str, Form()] = "") -> Response:
    """Offer a price."""
    listing, cents = listing_of(tx, listing_id), cents_of(euros)
    if listing.seller == me.id or listing.is_sold:
        raise NotHere
    if cents is None:
        shown = {"listing": listing, "problem": "Give an amount in euros, such as 25 or 24.50.", "euros": euros}
        return page(request, tx, me, "offer_again.html", shown, 422)
    return go(request, f"/offers/{offers.make(tx, listing.id, me.id, cents, _address(request))}")


@router.get("/offers/{offer_id}")
def show(request: Request, tx: Work, me: Me, offer_id: int) -> HTMLResponse:
    """An offer, for the two whom it is about."""
    offer, listing = _seen(tx, me, offer_id)
    both = {"buyer": people.find(tx, offer.buyer), "seller": people.find(tx, listing.seller)}
    return page(request, tx, me, "offer.html", {"offer": offer, "listing": listing, **both})


@router.post("/offers/{offer_id}/accept")
def accept(request: Request, tx: Work, me: Me, offer_id: int) -> Response:
    """The seller says yes."""
    offers.accept(tx, _to_answer(tx, me, offer_id), _address(request))
    return go(request, f"/offers/{offer_id}")


@router.post("/offers/{offer_id}/decline")
def decline(request: Request, tx: Work, me: Me, offer_id: int) -> Response:
    """The seller says no."""
    offers.decline(tx, _to_answer(tx, me, offer_id), _address(request))
    return go(request, f"/offers/{offer_id}")


def _seen(tx: Tx, me: Me, offer_id: int) -> tuple[Offer, Listing]:
    offer = offers.find(tx, offer_id)
    if offer is None:
        raise NotHere
    listing = listing_of(tx, offer.listing_id)
    if me.id not in (offer.buyer, listing.seller):
        raise NotHere
    return offer, listing


def _to_answer(tx: Tx, me: Me, offer_id: int) -> Offer:
    offer, listing = _seen(tx, me, offer_id)
    if me.id != listing.seller:
        raise NotHere
    return offer


def _address(request: Request) -> str:
    return str(request.base_url).rstrip("/")
