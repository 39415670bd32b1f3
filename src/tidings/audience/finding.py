"""Finds people by the beginning of the marketplace's id or of their name, page by page."""

from dataclasses import dataclass
from typing import Any, Literal

from tidings.audience.model import Person, is_storable
from tidings.core import db, queries

Q = queries.load("audience")
# Beyond every text that begins so.
AFTER_ALL = "\U0010ffff"
Way = Literal["id", "name"]


@dataclass(frozen=True)
class Place:
    """Where a page ended: by which of the two somebody was found last, and who it was."""

    way: Way
    text: str
    number: int


START = Place("id", "", 0)


@dataclass(frozen=True)
class Found:
    """Somebody, and where the page goes on after them."""

    person: Person
    place: Place


def page(tx: db.Connection, search: str, limit: int, after: Place = START) -> list[Found]:
    """So many people, those first whose id begins so, then those whose name does, in small or capital letters.

    Without a search everybody, by number.
    """
    if not search:
        return _found(tx, "people_page", "id", limit, after)
    if not is_storable(search):
        return []
    found: list[Found] = []
    if after.way == "id":
        found = _found(tx, "people_by_id", "id", limit, after, prefix=search)
        after = Place("name", "", 0)
    for prefix in spellings(search):
        if len(found) < limit and after.text < prefix + AFTER_ALL:
            found += _found(tx, "people_by_name", "name", limit - len(found), after, prefix=prefix, search=search)
    return found


def spellings(search: str) -> list[str]:
    """How a name may begin that was written in small, large or first large letters, in the order of its bytes.

    PostgreSQL's `lower` knows only letters of English under the collation "C", so that all others stand as written.
    """
    written = (search.lower(), search.title(), search.upper())
    return sorted({"".join(each.lower() if each.isascii() else each for each in text) for text in written})


def _found(tx: db.Connection, query: str, way: Way, limit: int, after: Place, **more: str) -> list[Found]:
    given: dict[str, Any] = {"after_number": after.number, "limit": limit, **more}
    if more:
        given |= {"after": after.text, "beyond": more["prefix"] + AFTER_ALL}
    rows = db.rows(tx, Q[query], **given)
    return [Found(Person(**row), Place(way, place, row["id"])) for row in rows for place in [row.pop("place")]]
