"""Read receipts: up to which message a participant has read, and how much is left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tidings.chat import participants, topics
from tidings.core import db, queries
from tidings.core.errors import BadInput, NotFound
from tidings.events import outbox
from tidings.events.catalogue import MessagesRead

Q = queries.load("chat")
EVERYTHING = 2**31 - 1


@dataclass(frozen=True)
class Unread:
    """What waits in an inbox, archived conversations aside."""

    conversation_count: int
    message_count: int


def read(
    tx: db.Connection, owner_id: int, peer_id: int, topic_name: str, now: datetime, up_to: int = EVERYTHING
) -> int:
    """Note that the owner has read up to message `up_to`; the number read up to now, which never goes back.

    Raises NotFound when the owner has no such conversation, BadInput for a number below 0.
    """
    if up_to < 0:
        raise BadInput(f"Messages are numbered from 0: {up_to} is none of them.")
    place = {"owner_id": owner_id, "peer_id": peer_id, "topic": topics.number(topic_name)}
    moved = db.row(tx, Q["read_entry"], **place, seq=min(up_to, EVERYTHING))
    if moved is None:
        return _read_seq(tx, place, topic_name)
    _say(tx, owner_id, peer_id, topic_name, moved["read_seq"], now)
    return int(moved["read_seq"])


def unread(tx: db.Connection, owner_id: int) -> Unread:
    """How many conversations have something new for the owner, and how many messages that is."""
    found = db.row(tx, Q["unread_total"], owner_id=owner_id)
    assert found is not None, "a count always has a row"
    return Unread(**found)


def unread_of(tx: db.Connection, owner_ids: Iterable[int]) -> dict[int, Unread]:
    """The same for several owners at once."""
    asked = list(owner_ids)
    found = {row.pop("owner_id"): Unread(**row) for row in db.rows(tx, Q["unread_totals"], owner_ids=asked)}
    return {owner_id: found.get(owner_id, Unread(0, 0)) for owner_id in asked}


def _read_seq(tx: db.Connection, place: dict[str, int], topic_name: str) -> int:
    entry = db.row(tx, Q["own_entry"], **place)
    if entry is None:
        raise NotFound(f"This participant has no such conversation about {topic_name!r}.")
    return int(entry["read_seq"])


def _say(tx: db.Connection, reader_id: int, peer_id: int, topic_name: str, seq: int, now: datetime) -> None:
    home_id, other_id = participants.home(reader_id, peer_id)
    event = MessagesRead(
        occurred_at=now,
        home_id=home_id,
        other_id=other_id,
        topic_name=topic_name,
        seq=seq,
        reader_id=reader_id,
    )
    outbox.append(tx, event)
