"""A lease: one process at a time may do something, for a term that ends by itself when the process dies."""

import uuid

from tidings.core import db, queries

Q = queries.load("core")


class Lease:
    """The right to `name` for `term_s` real seconds from each `hold`, by the server's clock."""

    def __init__(self, name: str, term_s: float) -> None:
        self.name = name
        self.term_s = term_s
        self.holder = uuid.uuid4()

    def hold(self, tx: db.Connection) -> bool:
        """Take the lease, or renew it; False while somebody else holds it."""
        return db.row(tx, Q["hold_lease"], name=self.name, holder=self.holder, term_s=self.term_s) is not None

    def release(self, tx: db.Connection) -> None:
        """Let the next one have it at once; nothing happens when it is not held."""
        db.run(tx, Q["release_lease"], name=self.name, holder=self.holder)
