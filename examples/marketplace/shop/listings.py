"""What is for sale."""

import time
from dataclasses import dataclass

from shop import jobs
from shop.store import Tx

CONDITIONS = ("new", "as new", "good", "worn")
LONGEST_TITLE, LONGEST_TEXT, LARGEST_CENTS = 80, 2000, 99_999_00


@dataclass(frozen=True)
class Listing:
    """One thing that somebody sells."""

    id: int
    seller: str
    kind: str
    colour: str
    number: int
    title: str
    text: str
    cents: int
    condition: str
    town: str
    listed_at: float
    is_sold: int

    @property
    def price(self) -> str:
        """As it is written."""
        return price(self.cents)

    @property
    def picture(self) -> str:
        """The address of its picture."""
        return f"/pictures/{self.kind}/{self.colour}/{self.number}.svg"

    @property
    def topic(self) -> str:
        """What a conversation about it is about, for Tidings."""
        return f"listing/{self.id}"

    @property
    def age(self) -> str:
        """How long ago it was listed."""
        days = int((time.time() - self.listed_at) // 86400)
        return "today" if days < 1 else "yesterday" if days == 1 else f"{days} days ago"


@dataclass(frozen=True)
class Wording:
    """What a seller writes about a thing."""

    kind: str
    colour: str
    title: str
    text: str
    cents: int
    condition: str


def price(cents: int) -> str:
    """An amount as it is written: whole euros without cents."""
    return f"€{cents // 100:,}" if cents % 100 == 0 else f"€{cents / 100:,.2f}"


def find(tx: Tx, listing_id: int) -> Listing | None:
    """One by its number."""
    row = tx.execute("select * from listing where id = ?", (listing_id,)).fetchone()
    return Listing(**dict(row)) if row else None


def of_seller(tx: Tx, person_id: str) -> list[Listing]:
    """All of one person, the newest first."""
    query = "select * from listing where seller = ? order by is_sold, listed_at desc"
    return [Listing(**dict(row)) for row in tx.execute(query, (person_id,))]


def next_number(tx: Tx) -> int:
    """That of the next thing that is listed, by which its picture is drawn too."""
    return int(tx.execute("select coalesce(max(id), 0) + 1 from listing").fetchone()[0])


def add(tx: Tx, seller: str, town: str, wording: Wording) -> int:
    """List a thing, and have it put into the search; its number."""
    number = next_number(tx)
    query = """
        insert into listing (id, seller, kind, colour, number, title, text, cents, condition, town, listed_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """
    said = (wording.kind, wording.colour, number, wording.title, wording.text, wording.cents, wording.condition)
    tx.execute(query, (number, seller, *said, town, time.time()))
    jobs.add(tx, "refresh", listing=number)
    return number


def edit(tx: Tx, listing_id: int, wording: Wording) -> None:
    """Change a thing's words, and have the search refreshed."""
    query = "update listing set kind = ?, colour = ?, title = ?, text = ?, cents = ?, condition = ? where id = ?"
    said = (wording.kind, wording.colour, wording.title, wording.text, wording.cents, wording.condition)
    tx.execute(query, (*said, listing_id))
    jobs.add(tx, "refresh", listing=listing_id)


def mark_sold(tx: Tx, listing_id: int) -> None:
    """It is gone, and soon out of the search."""
    tx.execute("update listing set is_sold = 1 where id = ?", (listing_id,))
    jobs.add(tx, "refresh", listing=listing_id)
