"""The progress consumer: folds what events tell of batches into the figures that people watch."""

from tidings.core import db
from tidings.core.loop import Poll
from tidings.delivery import progress
from tidings.events import buses
from tidings.events.catalogue import BATCHES

EVENTS_A_POLL = 500
LOOK_S = 0.1


class Folding:
    """The consumer's poll: the next events of its group."""

    def __init__(self, connection: db.Connection) -> None:
        self._connection = connection
        self._subscription = buses.current().subscribe(progress.GROUP, [BATCHES])

    def __call__(self) -> float:
        """See `loop.run`."""
        count = self._subscription.poll(self._connection, progress.fold, EVENTS_A_POLL)
        return 0 if count == EVENTS_A_POLL else LOOK_S

    def close(self) -> None:
        """Others of the group go on at once."""
        self._subscription.close()


def begin(connection: db.Connection) -> Poll:
    """The poll of a consumer that folds what it hears."""
    return Folding(connection)
