"""Finds the conversation of two participants about a topic, from either side, or begins it."""

from datetime import datetime

from tidings.chat import participants, topics
from tidings.chat.model import Conversation
from tidings.core import db, queries
from tidings.core.errors import NotFound

Q = queries.load("chat")


def find(tx: db.Connection, a: int, b: int, topic_name: str) -> Conversation | None:
    """The conversation of `a` and `b`, whichever of them asks, if it exists."""
    return _find(tx, "conversation", a, b, topic_name)


def get(tx: db.Connection, a: int, b: int, topic_name: str) -> Conversation:
    """The conversation of `a` and `b`. Raises NotFound."""
    return _there(find(tx, a, b, topic_name), topic_name)


def lock(tx: db.Connection, a: int, b: int, topic_name: str) -> Conversation:
    """The conversation of `a` and `b`, locked until the transaction ends. Raises NotFound."""
    return _there(_find(tx, "lock_conversation", a, b, topic_name), topic_name)


def find_or_begin(tx: db.Connection, a: int, b: int, topic_name: str, now: datetime) -> Conversation:
    """The conversation of `a` and `b`, begun when there was none, and locked until the transaction ends.

    When both begin it at the same moment the key lets one of them, and the other finds it. Raises BadInput or
    Conflict for a topic about which a conversation may not be begun.
    """
    return _find(tx, "lock_conversation", a, b, topic_name) or _begin(tx, a, b, topic_name, now)


def _there(found: Conversation | None, topic_name: str) -> Conversation:
    if found is None:
        raise NotFound(f"These two have no conversation about {topic_name!r}.")
    return found


def _begin(tx: db.Connection, a: int, b: int, topic_name: str, now: datetime) -> Conversation:
    topics.check_name(topic_name)
    home_id, other_id = participants.home(a, b)
    _begin_entry(tx, home_id, other_id, topic_name, now)
    if participants.is_person(other_id):
        _begin_entry(tx, other_id, home_id, topic_name, now)
    begun = _find(tx, "lock_conversation", a, b, topic_name)
    assert begun is not None, "an entry that exists by its key was not found by it"
    return begun


def _begin_entry(tx: db.Connection, owner_id: int, peer_id: int, topic_name: str, now: datetime) -> None:
    topic = topics.number(topic_name)
    db.run(tx, Q["begin_entry"], owner_id=owner_id, peer_id=peer_id, topic=topic, topic_name=topic_name, now=now)


def _find(tx: db.Connection, query: str, a: int, b: int, topic_name: str) -> Conversation | None:
    home_id, other_id = participants.home(a, b)
    found = db.row(tx, Q[query], home_id=home_id, other_id=other_id, topic=topics.number(topic_name))
    return Conversation(**found) if found else None
