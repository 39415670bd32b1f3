"""A participant puts a conversation away, or takes it back; a new message takes it back too."""

from datetime import datetime

from tidings.chat import topics
from tidings.core import db, queries
from tidings.core.errors import NotFound

Q = queries.load("chat")


def archive(tx: db.Connection, owner_id: int, peer_id: int, topic_name: str, now: datetime) -> None:
    """Move the conversation from the owner's inbox to their archive. Idempotent. Raises NotFound."""
    _change(tx, "archive_own", owner_id, peer_id, topic_name, now=now)


def unarchive(tx: db.Connection, owner_id: int, peer_id: int, topic_name: str) -> None:
    """Move the conversation back to the owner's inbox, whoever archived it. Idempotent. Raises NotFound."""
    _change(tx, "unarchive_own", owner_id, peer_id, topic_name)


def _change(tx: db.Connection, query: str, owner_id: int, peer_id: int, topic_name: str, **more: datetime) -> None:
    topic = topics.number(topic_name)
    if db.row(tx, Q[query], owner_id=owner_id, peer_id=peer_id, topic=topic, **more) is None:
        raise NotFound(f"This participant has no such conversation about {topic_name!r}.")
