"""Erases a person together with the answers that are kept for them and the lines of the log, which name them."""

from datetime import datetime
from functools import partial

from tidings.campaigns import erasing
from tidings.core import db, queries

Q = queries.load("web")
ERASED = "people/erased"


def erase(connection: db.Connection, external_id: str, now: datetime) -> int:
    """Erase the person with this id of the marketplace; the number that is left of them.

    Commits on its own. Raises NotFound, Conflict while an import runs.
    """
    # As `callers.person_name` has it, which loads more than a command has time for.
    forget = partial(_forget, caller=f"person:{external_id}", target=f"people/{external_id}")
    number = erasing.erase(connection, external_id, now, forget)
    # What was under way meanwhile.
    forget(connection)
    return number


def _forget(tx: db.Connection, caller: str, target: str) -> None:
    db.run(tx, Q["forget_caller"], caller=caller)
    db.run(tx, Q["forget_target"], target=target, instead=ERASED)
