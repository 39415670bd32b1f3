"""Lists: people whom somebody put together by hand or by a file, under a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tidings.audience.model import is_storable
from tidings.core import db, queries
from tidings.core.errors import BadInput, Conflict, NotFound

Q = queries.load("audience")


@dataclass(frozen=True)
class List:
    """A list and how many people are in it."""

    id: int
    name: str
    created_at: datetime
    member_count: int


@dataclass(frozen=True)
class Added:
    """What came of adding: how many are new in the list, and the external ids that nobody has."""

    added_count: int
    unknown: tuple[str, ...]


def create(tx: db.Connection, name: str, now: datetime) -> int:
    """A new empty list; its number. Raises BadInput for the name, Conflict when it is taken."""
    check_name(name)
    made = db.row(tx, Q["create_list"], name=name, now=now)
    if made is None:
        raise Conflict(f"There is a list {name!r} already.")
    return int(made["id"])


def find(tx: db.Connection, name: str) -> int:
    """The number of a list. Raises NotFound."""
    found = db.row(tx, Q["list_id"], name=name) if is_storable(name) else None
    if found is None:
        raise NotFound(f"There is no list {name!r}.")
    return int(found["id"])


def find_or_create(tx: db.Connection, name: str, now: datetime) -> int:
    """The number of a list, which is made when there is none. Raises BadInput for the name."""
    check_name(name)
    made = db.row(tx, Q["create_list"], name=name, now=now)
    return int(made["id"]) if made else find(tx, name)


def lists(tx: db.Connection, limit: int | None = None, after: str = "") -> list[List]:
    """Lists by name: at most so many, of those after a name; all of them without a limit."""
    return [List(**found) for found in db.rows(tx, Q["lists"], limit=limit, after=after)]


def add(tx: db.Connection, name: str, external_ids: Sequence[str]) -> Added:
    """Put people into a list; whoever is in it stays. Raises NotFound when there is no such list."""
    list_id = find(tx, name)
    possible = [external_id for external_id in external_ids if is_storable(external_id)]
    found = db.row(tx, Q["add_members"], list_id=list_id, external_ids=possible)
    assert found is not None, "a count is one row"
    impossible = [external_id for external_id in external_ids if not is_storable(external_id)]
    return Added(found["added_count"], (*found["unknown"], *impossible))


def remove(tx: db.Connection, name: str, external_ids: Sequence[str]) -> int:
    """Take people out of a list; how many were in it. Raises NotFound when there is no such list.

    A campaign that excludes the list sends to them from its next batch on.
    """
    possible = [external_id for external_id in external_ids if is_storable(external_id)]
    return db.run(tx, Q["remove_members"], list_id=find(tx, name), external_ids=possible)


def delete(tx: db.Connection, name: str) -> None:
    """Remove a list, but nobody in it; `campaigns.deleting` asks before whether it is needed. Raises NotFound."""
    db.run(tx, Q["delete_list"], list_id=find(tx, name))


def members(tx: db.Connection, name: str, *, limit: int, after: int = 0) -> list[db.Row]:
    """A page of a list: (id, external_id, name) of people with numbers above `after`, ascending."""
    return db.rows(tx, Q["list_members"], list_id=find(tx, name), after=after, limit=limit)


def of_person(tx: db.Connection, person_id: int) -> list[str]:
    """The names of the lists that a person is in, in alphabetical order."""
    return [found["name"] for found in db.rows(tx, Q["lists_of_person"], person_id=person_id)]


def check_name(name: str) -> None:
    """Raises BadInput when a list cannot be called so."""
    if not 0 < len(name) <= 200 or name != name.strip() or not name.isprintable():
        raise BadInput(f"{name!r} is no name for a list: 1 to 200 characters, no blanks around them.")
