"""The governor: divides what ceilings allow among running tasks and live senders, slot by slot."""

from tidings.core import db
from tidings.core.loop import Poll
from tidings.delivery.pacing import Governor


def begin(connection: db.Connection) -> Poll:
    """The governor's poll: the grants of one slot."""
    return Governor(connection).poll
