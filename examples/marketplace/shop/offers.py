"""Offers: rows of the shop, which are told in the chat by the job that is queued with each step."""

import time
from dataclasses import dataclass

from shop import jobs, listings
from shop.store import Tx


@dataclass(frozen=True)
class Offer:
    """What somebody would pay."""

    id: int
    listing_id: int
    buyer: str
    cents: int
    state: str
    made_at: float

    @property
    def price(self) -> str:
        """As it is written."""
        return listings.price(self.cents)


def find(tx: Tx, offer_id: int) -> Offer | None:
    """One by its number."""
    row = tx.execute("select * from offer where id = ?", (offer_id,)).fetchone()
    return Offer(**dict(row)) if row else None


def of_listing(tx: Tx, listing_id: int) -> list[Offer]:
    """All for one thing, the highest first."""
    query = "select * from offer where listing_id = ? order by state = 'open' desc, cents desc, id"
    return [Offer(**dict(row)) for row in tx.execute(query, (listing_id,))]


def make(tx: Tx, listing_id: int, buyer: str, cents: int, shop_url: str) -> int:
    """Offer; its number. Somebody who offers again takes the offer before back."""
    tx.execute(
        "update offer set state = 'declined' where listing_id = ? and buyer = ? and state = 'open'",
        (listing_id, buyer),
    )
    query = "insert into offer (listing_id, buyer, cents, made_at) values (?, ?, ?, ?)"
    offer_id = int(tx.execute(query, (listing_id, buyer, cents, time.time())).lastrowid or 0)
    jobs.add(tx, "announce", offer=offer_id, step="made", shop_url=shop_url)
    return offer_id


def accept(tx: Tx, offer: Offer, shop_url: str) -> None:
    """It is a deal: the thing is sold, and the others come too late."""
    _decide(tx, offer, "accepted", shop_url)
    listings.mark_sold(tx, offer.listing_id)
    for other in of_listing(tx, offer.listing_id):
        if other.state == "open":
            _decide(tx, other, "too late", shop_url)


def decline(tx: Tx, offer: Offer, shop_url: str) -> None:
    """No deal at this price."""
    _decide(tx, offer, "declined", shop_url)


def _decide(tx: Tx, offer: Offer, state: str, shop_url: str) -> None:
    changed = tx.execute("update offer set state = ? where id = ? and state = 'open'", (state, offer.id)).rowcount
    if changed:
        jobs.add(tx, "announce", offer=offer.id, step=state, shop_url=shop_url)
