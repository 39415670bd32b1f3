"""A participant puts a conversation away, or takes it back; a new message takes it back too."""

from datetime import datetime

from tidings.chat import topics
from tidings.core import db, queries
from tidings.core.errors import NotFound
from tidings.events import outbox
from tidings.events.catalogue import ConversationMoved

Q = queries.load("chat")


def archive(tx: db.Connection, owner_id: int, peer_id: int, topic_name: str, now: datetime) -> None:
    """Move the conversation from the owner's inbox to their archive. Idempotent. Raises NotFound.

    `tx` is inside a transaction, as it is for `unarchive`: who shows the inbox hears of it.
    """
    place = _place(owner_id, peer_id, topic_name)
    _moved(db.row(tx, Q["archive_own"], **place, now=now), topic_name)
    _say(tx, owner_id, peer_id, topic_name, now, is_archived=True)


def unarchive(tx: db.Connection, owner_id: int, peer_id: int, topic_name: str, now: datetime) -> None:
    """Move the conversation back to the owner's inbox, whoever archived it. Idempotent. Raises NotFound."""
    _moved(db.row(tx, Q["unarchive_own"], **_place(owner_id, peer_id, topic_name)), topic_name)
    _say(tx, owner_id, peer_id, topic_name, now, is_archived=False)


def _place(owner_id: int, peer_id: int, topic_name: str) -> dict[str, int]:
    return {"owner_id": owner_id, "peer_id": peer_id, "topic": topics.number(topic_name)}


def _moved(found: db.Row | None, topic_name: str) -> None:
    if found is None:
        raise NotFound(f"This participant has no such conversation about {topic_name!r}.")


def _say(tx: db.Connection, owner_id: int, peer_id: int, topic_name: str, now: datetime, *, is_archived: bool) -> None:
    event = ConversationMoved(
        occurred_at=now, owner_id=owner_id, peer_id=peer_id, topic_name=topic_name, is_archived=is_archived
    )
    outbox.append(tx, event)
