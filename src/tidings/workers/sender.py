"""A sender: opens conversations for running campaigns, one batch a statement, as far as its allowances go."""

from tidings.core import db
from tidings.core.loop import Poll
from tidings.delivery import sending
from tidings.delivery.walking import Walker


def begin(connection: db.Connection) -> Poll:
    """The sender's poll: at most one batch."""
    sending.prepare(connection)
    return Walker(connection, "sender", sending.Sending(connection).step).poll
