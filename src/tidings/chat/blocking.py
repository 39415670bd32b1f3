"""Who wants no messages from whom."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from tidings.chat import participants
from tidings.core import db, queries
from tidings.core.errors import Conflict

Q = queries.load("chat")


def block(connection: db.Connection, owner_id: int, peer_id: int, now: datetime) -> None:
    """Let `peer_id` write nothing more to `owner_id`, nor the other way round. Idempotent.

    Commits on its own: `connection` is outside a transaction. It returns when no message that began before is
    still on its way, neither a participant's nor a campaign's.
    """
    home_id, other_id = participants.home(owner_id, peer_id)
    with db.transaction(connection) as tx:
        db.row(tx, Q["lock_pair"], home_id=home_id, other_id=other_id)
        db.run(tx, Q["block"], owner_id=owner_id, peer_id=peer_id, now=now)
    db.wait_for_senders(connection)


def unblock(tx: db.Connection, owner_id: int, peer_id: int) -> None:
    """Let `peer_id` write to `owner_id` again. Idempotent."""
    db.run(tx, Q["unblock"], owner_id=owner_id, peer_id=peer_id)


def blocked_peers(tx: db.Connection, owner_id: int) -> list[int]:
    """Whom `owner_id` blocked, first blocked first."""
    return [found["peer_id"] for found in db.rows(tx, Q["blocked_by"], owner_id=owner_id)]


def check_open(tx: db.Connection, author_id: int, peer_id: int) -> None:
    """Hold off blocks between the two until the transaction ends. Raises Conflict when there is one."""
    pair = participants.home(author_id, peer_id)
    refusal = refusal_of(author_id, hold_off(tx, [pair])[pair])
    if refusal is not None:
        raise refusal


def hold_off(tx: db.Connection, pairs: Sequence[tuple[int, int]]) -> Mapping[tuple[int, int], set[int]]:
    """Hold off blocks between each pair (home, other) until the transaction ends; who of each blocked the other."""
    places = {"home_ids": [home for home, _ in pairs], "other_ids": [other for _, other in pairs]}
    db.row(tx, Q["lock_pairs_shared"], **places)
    blockers: dict[tuple[int, int], set[int]] = defaultdict(set)
    for found in db.rows(tx, Q["blocks_between"], **places):
        blockers[found["home_id"], found["other_id"]].add(found["owner_id"])
    return blockers


def refusal_of(author_id: int, blockers: Collection[int]) -> Conflict | None:
    """Why whoever writes may not, when some of the two blocked the other."""
    if author_id in blockers:
        return Conflict("You blocked this participant: unblock them first, then write.")
    return Conflict("This participant takes no messages from you.") if blockers else None
