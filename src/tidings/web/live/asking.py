"""Whether those who listen would still be let in: asked for all at once, now and then."""

from collections.abc import Collection

from tidings.audience import persons
from tidings.core import db
from tidings.core.errors import TidingsError
from tidings.web import callers
from tidings.web.callers import Shown

Asked = tuple[int, Shown]


def gone(tx: db.Connection, everybody: Collection[Asked]) -> set[Asked]:
    """Of those who listen, by number and by what each showed: people who were erased, and keys that were revoked."""
    people = [number for number, shown in everybody if shown.is_person]
    known = persons.labels(tx, people) if people else {}
    return {
        (number, shown)
        for number, shown in everybody
        if (known.get(number, (None, ""))[0] is None if shown.is_person else not _holds(tx, shown))
    }


def _holds(tx: db.Connection, shown: Shown) -> bool:
    try:
        return callers.identify(tx, shown).participant_id is not None
    except TidingsError:
        return False
