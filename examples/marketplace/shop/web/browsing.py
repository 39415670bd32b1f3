"""Looking around: all things, one thing, one seller."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from shop import listings, offers, people, searching
from shop.searching import Wish
from shop.web.pages import Me, NotHere, Work, listing_of, page

router = APIRouter()


@router.get("/")
def browse(
    request: Request, tx: Work, me: Me, q: str = "", kind: str = "", town: str = "", order: str = "newest"
) -> HTMLResponse:
    """Everything that fits."""
    wish = Wish(q.strip(), kind, town, order)
    found = searching.find(tx, wish)
    shown = {"found": found, "wish": wish, "towns": searching.towns(tx), "kinds": list(searching.WORDS)}
    return page(request, tx, me, "browse.html", shown)


@router.get("/listings/{listing_id}")
def show(request: Request, tx: Work, me: Me, listing_id: int) -> HTMLResponse:
    """One thing, its seller, and the chat with them about it."""
    listing = listing_of(tx, listing_id)
    seller = people.find(tx, listing.seller)
    made = offers.of_listing(tx, listing.id)
    mine = [each for each in made if each.buyer == me.id]
    more = [each for each in listings.of_seller(tx, listing.seller) if each.id != listing.id and not each.is_sold]
    shown = {
        "listing": listing,
        "seller": seller,
        "offers": made if listing.seller == me.id else mine,
        "buyers": {person.id: person for person in people.everyone(tx)},
        "more": more[:4],
        "problem": "",
    }
    return page(request, tx, me, "listing.html", shown)


@router.get("/sellers/{person_id}")
def seller(request: Request, tx: Work, me: Me, person_id: str) -> HTMLResponse:
    """Somebody, and what they sell."""
    found = people.find(tx, person_id)
    if found is None:
        raise NotHere
    sold = [each for each in listings.of_seller(tx, found.id) if not each.is_sold]
    return page(request, tx, me, "seller.html", {"seller": found, "found": sold})
