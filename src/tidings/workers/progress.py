"""The progress consumer: folds what events tell of batches into the figures that people watch."""

from tidings.core import db
from tidings.core.loop import Poll
from tidings.delivery import progress
from tidings.events import buses
from tidings.events.catalogue import BATCHES

EVENTS_A_POLL = 500
LOOK_S = 0.1


def begin(connection: db.Connection) -> Poll:
    """The consumer's poll: the next events of its group."""
    subscription = buses.current().subscribe(progress.GROUP, [BATCHES])

    def poll() -> float:
        return 0 if subscription.poll(connection, progress.fold, EVENTS_A_POLL) == EVENTS_A_POLL else LOOK_S

    return poll
