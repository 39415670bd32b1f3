"""Single people: found by the marketplace's id or by their number, counted, and erased."""

from collections.abc import Iterable
from datetime import datetime

from tidings.audience.model import Person, is_storable
from tidings.core import db, queries
from tidings.core.errors import Conflict, NotFound

Q = queries.load("audience")


def find(tx: db.Connection, external_id: str) -> Person:
    """The person with this id of the marketplace. Raises NotFound, for somebody erased as well."""
    found = db.row(tx, Q["person_by_external_id"], external_id=external_id) if is_storable(external_id) else None
    if found is None:
        raise _unknown(external_id)
    return Person(**found)


def get(tx: db.Connection, person_id: int) -> Person:
    """The person with this number, erased or not. Raises NotFound."""
    found = db.row(tx, Q["person_by_id"], person_id=person_id)
    if found is None:
        raise NotFound(f"There is no person number {person_id}.")
    return Person(**found)


def names(tx: db.Connection, ids: Iterable[int]) -> dict[int, str]:
    """The names of those numbers that are people's; '' for somebody erased or without a name."""
    found = db.rows(tx, Q["person_names"], ids=list(ids))
    return {person["id"]: person["name"] for person in found}


def labels(tx: db.Connection, ids: Iterable[int]) -> dict[int, tuple[str | None, str]]:
    """The marketplace's id and the name of those numbers that are people's; (None, '') for somebody erased."""
    found = db.rows(tx, Q["person_labels"], ids=list(ids))
    return {person["id"]: (person["external_id"], person["name"]) for person in found}


def count(tx: db.Connection) -> int:
    """How many people there are, without those erased."""
    found = db.row(tx, Q["count_people"])
    assert found is not None, "a count is one row"
    return int(found["count"])


def mark_erased(tx: db.Connection, external_id: str, now: datetime) -> int:
    """Take away all that says who a person is, and leave their number, which is returned. Raises NotFound.

    In a transaction of the caller's. Raises Conflict while an import runs, which could undo it.

    Refusals stay, so that batches frozen before
    pass the person over. What was written to and by them is still there: `to_blank` names them until somebody emptied
    it, once no sender can copy their values any more, and said so by `mark_blanked`.
    """
    person_id = find(tx, external_id).id
    found = db.row(tx, Q["keep_imports_out"])
    if found is None or not found["is_alone"]:
        raise Conflict("An import runs, which could bring somebody back: erase once it is done.")
    if not db.run(tx, Q["mark_erased"], external_id=external_id, now=now):
        raise _unknown(external_id)
    db.run(tx, Q["forget_lists"], person_id=person_id)
    db.run(tx, Q["forget_sources"], person_id=person_id)
    return person_id


def to_blank(tx: db.Connection) -> list[int]:
    """The numbers of the people who were erased and whose texts are not known to be emptied."""
    return [person["id"] for person in db.rows(tx, Q["to_blank"])]


def mark_blanked(tx: db.Connection, person_id: int, now: datetime) -> None:
    """Note that the texts of somebody erased were emptied. Idempotent."""
    db.run(tx, Q["mark_blanked"], person_id=person_id, now=now)


def _unknown(external_id: str) -> NotFound:
    return NotFound(f"There is no person {external_id!r}: people are named by the marketplace's own id, as imported.")
