"""Offers are told in the chat: by whom they come from, or, when nobody in particular speaks, by the shop itself."""

from shop import listings, offers, people
from shop.settings import Settings
from shop.store import Store
from tidings_client import Tidings, sign_token


def announce(store: Store, settings: Settings, tidings: Tidings, offer_id: int, step: str, shop_url: str) -> None:
    """Say one step of an offer. Done again after it was cut short, it is said once: its key is the offer's own."""
    with store.work() as tx:
        offer = offers.find(tx, offer_id)
        listing = listings.find(tx, offer.listing_id) if offer else None
        buyer = people.find(tx, offer.buyer) if offer else None
    if offer is None or listing is None or buyer is None:
        return
    # The time is in it because a shop that begins anew counts from one again.
    key = f"offer-{offer.id}-{offer.made_at:.3f}-{step.replace(' ', '-')}"
    place = f"{shop_url}/offers/{offer.id}"
    if step == "too late":
        # Nobody wrote this: the system participant of the shop's key says it.
        text = f"“{listing.title}” was sold to somebody else. Others like it: {shop_url}/?kind={listing.kind}"
        tidings.chat.post(f"person:{buyer.id}", f"offer/{offer.id}", text, key=key)
        return
    says, to, text = {
        "made": (buyer.id, listing.seller, f"I offer {offer.price} for “{listing.title}”. Answer it here: {place}"),
        "accepted": (listing.seller, buyer.id, f"I accept your offer of {offer.price}. It is yours: {place}"),
        "declined": (listing.seller, buyer.id, f"{offer.price} is too little for me, sorry."),
    }[step]
    # What a person does in the shop stands in their own conversation, as if they had written it there.
    token = sign_token(says, settings.jwt_secret)
    with Tidings(settings.tidings_url, token, tries=1, timeout_s=5) as as_them:
        as_them.chat.post(f"person:{to}", listing.topic, text, key=key)
