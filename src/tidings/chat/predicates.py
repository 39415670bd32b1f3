"""What a segment may ask about a person's conversations: who got, read or answered an opening."""

from typing import Any

from tidings.core import queries

Q = queries.load("chat")
Predicate = tuple[str, dict[str, Any]]


def got(owner: str, peer_id: int, topic: int, prefix: str) -> Predicate:
    """SQL that is true where `owner`, a person's number, has a conversation with `peer_id` about `topic`.

    `owner` is SQL of the statement that this stands in, and `prefix` begins the names of its parameters, so that
    several stand in one statement; both are Tidings' own text.
    """
    return _exists("got", owner, peer_id, topic, prefix)


def read(owner: str, peer_id: int, topic: int, prefix: str) -> Predicate:
    """SQL that is true where `owner` read the opening of that conversation; see `got`."""
    return _exists("read", owner, peer_id, topic, prefix)


def answered(owner: str, peer_id: int, topic: int, prefix: str) -> Predicate:
    """SQL that is true where `owner` answered the opening of that conversation; see `got`."""
    return _exists("answered", owner, peer_id, topic, prefix)


def blocked(owner: str, peer_id: int, prefix: str) -> Predicate:
    """SQL that is true where `owner` blocked `peer_id`; see `got`."""
    return f"exists ({Q.fill('blocked_peer', owner=owner, prefix=prefix)})", {f"{prefix}peer_id": peer_id}


def _exists(name: str, owner: str, peer_id: int, topic: int, prefix: str) -> Predicate:
    text = f"exists ({Q.fill(name, owner=owner, prefix=prefix)})"
    return text, {f"{prefix}peer_id": peer_id, f"{prefix}topic": topic}
