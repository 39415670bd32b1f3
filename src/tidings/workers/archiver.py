"""An archiver: puts away what expired campaigns opened, or brings it back, one batch a statement."""

from tidings.core import db
from tidings.core.loop import Poll
from tidings.delivery.archiving import Archiving
from tidings.delivery.walking import Walker


def begin(connection: db.Connection) -> Poll:
    """The archiver's poll: at most one batch."""
    return Walker(connection, "archiver", Archiving(connection).step).poll
