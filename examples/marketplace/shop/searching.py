"""Finding things: an index of its own, refreshed by the worker after each edit, as a larger shop's would be."""

import re
from dataclasses import dataclass

from shop import listings
from shop.listings import Listing
from shop.store import Tx

# What else people call a thing.
WORDS = {
    "coat": "coat jacket outerwear clothes",
    "jumper": "jumper sweater pullover knitwear clothes",
    "dress": "dress clothes",
    "sneakers": "sneakers trainers shoes",
    "bag": "bag rucksack backpack purse",
    "bike": "bike bicycle cycle",
    "skateboard": "skateboard board sport",
    "camera": "camera photo analogue",
    "books": "books novels reading",
    "guitar": "guitar music instrument",
    "turntable": "turntable record player vinyl music",
    "lamp": "lamp light home",
    "chair": "chair armchair seat furniture home",
    "plant": "plant green home",
    "teapot": "teapot tea kitchen home",
    "clock": "clock alarm home",
}
ORDERS = {"newest": "listed_at desc", "cheapest": "cents, listed_at desc", "dearest": "cents desc, listed_at desc"}


@dataclass(frozen=True)
class Wish:
    """What somebody looks for."""

    words: str = ""
    kind: str = ""
    town: str = ""
    order: str = "newest"


def refresh(tx: Tx, listing_id: int) -> None:
    """Bring the index up to date with one listing; the same however often it is done."""
    tx.execute("delete from search where rowid = ?", (listing_id,))
    found = listings.find(tx, listing_id)
    if found and not found.is_sold:
        words = f"{WORDS.get(found.kind, found.kind)} {found.colour} {found.town} {found.condition}"
        query = "insert into search (rowid, title, words, text) values (?, ?, ?, ?)"
        tx.execute(query, (listing_id, found.title, words, found.text))


def find(tx: Tx, wish: Wish) -> list[Listing]:
    """What is for sale and fits; each word may be the beginning of one."""
    conditions, values = ["is_sold = 0"], []
    if words := re.findall(r"\w+", wish.words):
        conditions.append("id in (select rowid from search where search match ?)")
        values.append(" ".join(f'"{word}"*' for word in words))
    for column, value in (("kind", wish.kind), ("town", wish.town)):
        if value:
            conditions.append(f"{column} = ?")
            values.append(value)
    order = ORDERS.get(wish.order, ORDERS["newest"])
    query = f"select * from listing where {' and '.join(conditions)} order by {order}, id"
    return [Listing(**dict(row)) for row in tx.execute(query, values)]


def towns(tx: Tx) -> list[str]:
    """Where something is for sale."""
    return [row[0] for row in tx.execute("select distinct town from listing where is_sold = 0 order by town")]
