"""Finds the conversation of two participants about a topic, from either side, or begins it."""

from collections.abc import Iterable
from datetime import datetime

from tidings.chat import participants, topics
from tidings.chat.model import Conversation
from tidings.core import db, queries
from tidings.core.errors import NotFound

Q = queries.load("chat")


def find(tx: db.Connection, a: int, b: int, topic_name: str) -> Conversation | None:
    """The conversation of `a` and `b`, whichever of them asks, if it exists."""
    home_id, other_id = participants.home(a, b)
    found = db.row(tx, Q["conversation"], home_id=home_id, other_id=other_id, topic=topics.number(topic_name))
    return Conversation(**found) if found else None


def get(tx: db.Connection, a: int, b: int, topic_name: str) -> Conversation:
    """The conversation of `a` and `b`. Raises NotFound."""
    return there(find(tx, a, b, topic_name), topic_name)


def lock(tx: db.Connection, a: int, b: int, topic_name: str) -> Conversation:
    """The conversation of `a` and `b`, locked until the transaction ends. Raises NotFound."""
    return there(_lock(tx, a, b, topic_name), topic_name)


def lock_all(tx: db.Connection, places: Iterable[tuple[int, int, str]]) -> dict[tuple[int, int, str], Conversation]:
    """The conversations at these places (home, other, topic's name), locked until the transaction ends, by their place.

    Those that do not exist are left out. Whoever locks several does it here, so that no two wait for each other.
    """
    wanted = {(home_id, other_id, topics.number(name)): name for home_id, other_id, name in places}
    ordered = sorted(wanted)
    found = db.rows(
        tx,
        Q["lock_conversations"],
        home_ids=[home_id for home_id, _, _ in ordered],
        other_ids=[other_id for _, other_id, _ in ordered],
        topics=[topic for _, _, topic in ordered],
    )
    locked = (Conversation(**each) for each in found)
    return {(each.home_id, each.other_id, wanted[each.home_id, each.other_id, each.topic]): each for each in locked}


def find_or_begin(tx: db.Connection, a: int, b: int, topic_name: str, now: datetime) -> Conversation:
    """The conversation of `a` and `b`, begun when there was none, and locked until the transaction ends.

    When both begin it at the same moment the key lets one of them, and the other finds it. Raises BadInput or
    Conflict for a topic about which a conversation may not be begun.
    """
    return _lock(tx, a, b, topic_name) or _begin(tx, a, b, topic_name, now)


def there(found: Conversation | None, topic_name: str) -> Conversation:
    """What was found. Raises NotFound when that is nothing."""
    if found is None:
        raise NotFound(f"These two have no conversation about {topic_name!r}.")
    return found


def _begin(tx: db.Connection, a: int, b: int, topic_name: str, now: datetime) -> Conversation:
    topics.check_name(topic_name)
    home_id, other_id = participants.home(a, b)
    _begin_entry(tx, home_id, other_id, topic_name, now)
    if participants.is_person(other_id):
        _begin_entry(tx, other_id, home_id, topic_name, now)
    begun = _lock(tx, a, b, topic_name)
    assert begun is not None, "an entry that exists by its key was not found by it"
    return begun


def _begin_entry(tx: db.Connection, owner_id: int, peer_id: int, topic_name: str, now: datetime) -> None:
    topic = topics.number(topic_name)
    db.run(tx, Q["begin_entry"], owner_id=owner_id, peer_id=peer_id, topic=topic, topic_name=topic_name, now=now)


def _lock(tx: db.Connection, a: int, b: int, topic_name: str) -> Conversation | None:
    home_id, other_id = participants.home(a, b)
    return lock_all(tx, [(home_id, other_id, topic_name)]).get((home_id, other_id, topic_name))
