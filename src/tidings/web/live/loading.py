"""What is told of changed views, read for many at once."""

from collections.abc import Collection, Iterable, Mapping

from tidings.chat import reading
from tidings.chat.model import Place
from tidings.core import db
from tidings.web.chat import telling
from tidings.web.live.saying import Changed, Waits

# Of one statement.
MOST = 500


def changes(tx: db.Connection, places: Collection[Place]) -> dict[Place, tuple[int, str]]:
    """Each view as it is told now, with the number of its last message. Those that are not there are left out."""
    told: dict[Place, tuple[int, str]] = {}
    for part in _parts(list(places)):
        for place, (line, said) in telling.lines(tx, part).items():
            told[place] = (line.last_seq, _text(Changed(conversation=line, message=said)))
    return told


def unread(tx: db.Connection, owner_ids: Iterable[int]) -> Mapping[int, str]:
    """What is unread, by owner."""
    return {owner: _text(Waits(**vars(each))) for owner, each in reading.unread_of(tx, owner_ids).items()}


def _parts(places: list[Place]) -> Iterable[list[Place]]:
    return (places[start : start + MOST] for start in range(0, len(places), MOST))


def _text(said: Changed | Waits) -> str:
    return said.model_dump_json()
