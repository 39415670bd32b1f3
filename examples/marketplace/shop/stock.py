"""What a new shop begins with: its people and what they sell, from two files."""

import csv
import time
from collections.abc import Iterator
from pathlib import Path

from shop import jobs
from shop.store import Tx

DATA = Path(__file__).with_name("data")


def fill(tx: Tx) -> None:
    """Put everything into a shop that has nothing."""
    if tx.execute("select count(*) from person").fetchone()[0]:
        return
    for person in _lines("people.csv"):
        tx.execute("insert into person values (:id, :name, :town, :language, :zone, :joined, :face)", person)
    towns = dict(tx.execute("select id, town from person").fetchall())
    query = """
        insert into listing (seller, kind, colour, number, title, text, cents, condition, town, listed_at)
        values (:seller, :kind, :colour, :number, :title, :text, :euros * 100, :condition, :town, :listed_at)
    """
    for place, listing in enumerate(_lines("listings.csv")):
        listed_at = time.time() - (int(listing["days_ago"]) * 24 + place % 9) * 3600
        added = tx.execute(query, {**listing, "town": towns[listing["seller"]], "listed_at": listed_at})
        jobs.add(tx, "refresh", listing=added.lastrowid)


def _lines(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
