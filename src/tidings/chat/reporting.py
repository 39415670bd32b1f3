"""A participant says that somebody at the marketplace should look at a conversation, and why."""

from datetime import datetime

from tidings.chat import topics
from tidings.core import db, queries
from tidings.core.errors import BadInput, NotFound

Q = queries.load("chat")
LONGEST_REASON = 1000


def report(tx: db.Connection, owner_id: int, peer_id: int, topic_name: str, reason: str, now: datetime) -> None:
    """Keep the owner's report of one of their conversations; a later one takes its place.

    Raises NotFound when they have no such conversation, BadInput for a reason that is none.
    """
    text = reason.strip()
    if not text or len(text) > LONGEST_REASON or not text.replace("\n", " ").isprintable():
        raise BadInput(f"Say in 1 to {LONGEST_REASON:,} characters what is wrong with the conversation.")
    place = {"owner_id": owner_id, "peer_id": peer_id, "topic": topics.number(topic_name)}
    if db.row(tx, Q["own_entry"], **place) is None:
        raise NotFound(f"This participant has no such conversation about {topic_name!r}.")
    db.run(tx, Q["report"], **place, topic_name=topic_name, reason=text, now=now)
