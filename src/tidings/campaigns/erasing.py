"""Erases a person: who they are and all that was written to and by them. What is left is a number that counts.

It stands here because campaigns is the lowest package above both, people and chat, which know nothing of each other.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from tidings.audience import persons
from tidings.chat import erasing, participants
from tidings.core import db, queries
from tidings.core.errors import Conflict

Q = queries.load("campaigns")


def erase(
    connection: db.Connection, external_id: str, now: datetime, forget: Callable[[db.Connection], object] | None = None
) -> int:
    """Erase the person with this id of the marketplace; the number that is left of them.

    Raises NotFound, Conflict while an import runs.

    Commits on its own: `connection` is outside a transaction. It returns when their texts are gone; when it is cut off
    before, the person is erased already and `complete` takes away the texts. `forget` takes away what somebody above
    keeps of them, in the transaction that erases them.
    """
    with db.transaction(connection) as tx:
        db.row(tx, Q["lock_person"], person_id=persons.find(tx, external_id).id)
        person_id = persons.mark_erased(tx, external_id, now)
        if forget is not None:
            forget(tx)
    db.wait_for_senders(connection)
    _blank(connection, person_id, now)
    return person_id


def complete(connection: db.Connection, now: datetime) -> int:
    """Finish the erasures that were cut off; how many there were. Commits on its own, person by person."""
    person_ids = persons.to_blank(connection)
    if person_ids:
        db.wait_for_senders(connection)
    for person_id in person_ids:
        _blank(connection, person_id, now)
    return len(person_ids)


def keep_off(tx: db.Connection, ids: Iterable[int]) -> None:
    """Hold off the erasure of the people among these participants until `tx` ends: it finds what is written until then.

    Raises Conflict when one of them was erased.
    """
    if hold_off(tx, ids):
        raise Conflict("One of the two was erased: nothing more is written between them.")


def hold_off(tx: db.Connection, ids: Iterable[int]) -> set[int]:
    """The same for many; who of them was erased."""
    people = sorted({each for each in ids if participants.is_person(each)})
    db.row(tx, Q["lock_people_shared"], ids=people)
    return {number for number, (external_id, _) in persons.labels(tx, people).items() if external_id is None}


def _blank(connection: db.Connection, person_id: int, now: datetime) -> None:
    with db.transaction(connection) as tx:
        # Whoever erases and whoever completes what looks cut off would update the same rows in turns.
        db.row(tx, Q["lock_person"], person_id=person_id)
        erasing.blank(tx, person_id)
        persons.mark_blanked(tx, person_id, now)
