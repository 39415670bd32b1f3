"""Who wants no messages from whom."""

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
    home_id, other_id = participants.home(author_id, peer_id)
    db.row(tx, Q["lock_pair_shared"], home_id=home_id, other_id=other_id)
    blockers = {found["owner_id"] for found in db.rows(tx, Q["blocks_between"], home_id=home_id, other_id=other_id)}
    if author_id in blockers:
        raise Conflict("You blocked this participant: unblock them first, then write.")
    if blockers:
        raise Conflict("This participant takes no messages from you.")
