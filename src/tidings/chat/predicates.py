"""What a segment may ask about a person's conversations: who got, read or answered an opening."""

from typing import Any

from tidings.core import queries

Q = queries.load("chat")
Predicate = tuple[str, dict[str, Any]]


def got(peer_id: int, topic: int, prefix: str) -> Predicate:
    """SQL that is true for a row of alias `person` who has a conversation with `peer_id` about `topic`.

    `prefix` begins the names of its parameters, so that several stand in one statement; it is Tidings' own
    text.
    """
    return _exists("got", peer_id, topic, prefix)


def read(peer_id: int, topic: int, prefix: str) -> Predicate:
    """SQL that is true for a `person` who read the opening of that conversation; see `got`."""
    return _exists("read", peer_id, topic, prefix)


def answered(peer_id: int, topic: int, prefix: str) -> Predicate:
    """SQL that is true for a `person` who answered the opening of that conversation; see `got`."""
    return _exists("answered", peer_id, topic, prefix)


def _exists(name: str, peer_id: int, topic: int, prefix: str) -> Predicate:
    text = f"exists ({Q.fill(name, prefix=prefix)})"
    return text, {f"{prefix}peer_id": peer_id, f"{prefix}topic": topic}
