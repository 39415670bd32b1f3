"""A lease: one process at a time may do something, for a term that ends by itself when the process dies."""

import uuid
from weakref import WeakSet

from tidings.core import db, queries

Q = queries.load("core")
_held: "WeakSet[Lease]" = WeakSet()


class Lease:
    """The right to `name` for `term_s` real seconds from each `hold`, by the server's clock."""

    def __init__(self, name: str, term_s: float) -> None:
        self.name = name
        self.term_s = term_s
        self.holder = uuid.uuid4()

    def hold(self, tx: db.Connection) -> bool:
        """Take the lease, or renew it; False while somebody else holds it."""
        is_held = db.row(tx, Q["hold_lease"], name=self.name, holder=self.holder, term_s=self.term_s) is not None
        (_held.add if is_held else _held.discard)(self)
        return is_held

    def seize(self, tx: db.Connection) -> None:
        """Take the lease from whoever has it, who finds out at the next `hold`: wait for `term_s` before you act."""
        db.run(tx, Q["seize_lease"], name=self.name, holder=self.holder, term_s=self.term_s)
        _held.add(self)

    def release(self, tx: db.Connection) -> None:
        """Let the next one have it at once; nothing happens when it is not held."""
        _held.discard(self)
        db.run(tx, Q["release_lease"], name=self.name, holder=self.holder)


def release_all(tx: db.Connection) -> None:
    """Let go of everything that this process holds, so that whoever follows it need not wait for a term to end."""
    for lease in list(_held):
        lease.release(tx)
