"""Whether those who listen would still be let in: asked for all at once, now and then."""

from collections.abc import Mapping

from tidings.audience import persons
from tidings.core import db
from tidings.core.errors import TidingsError
from tidings.web import callers
from tidings.web.callers import Shown


def gone(tx: db.Connection, everybody: Mapping[int, Shown]) -> list[int]:
    """Of those who listen, by number, with what they showed: people who were erased, and whose key was revoked."""
    people = [number for number, shown in everybody.items() if shown.is_person]
    known = persons.labels(tx, people) if people else {}
    erased = [number for number in people if known.get(number, (None, ""))[0] is None]
    return erased + [number for number, shown in everybody.items() if not shown.is_person and not _holds(tx, shown)]


def _holds(tx: db.Connection, shown: Shown) -> bool:
    try:
        return callers.identify(tx, shown).participant_id is not None
    except TidingsError:
        return False
