"""Which views an event on the bus may have changed."""

from collections.abc import Callable, Iterator

from tidings.chat.model import Place
from tidings.core import db
from tidings.delivery import touching
from tidings.events.catalogue import (
    BATCHES,
    INTERACTIVE,
    BatchWalked,
    ConversationMoved,
    Event,
    MessagePosted,
    MessagesRead,
)
from tidings.events.following import Follower

TOPICS = (INTERACTIVE, BATCHES)
EVENTS_A_LOOK = 500


class Ear:
    """Listens to the bus for those who are there."""

    def __init__(self, is_there: Callable[[int], bool]) -> None:
        self._is_there = is_there
        self._follower = Follower(TOPICS)

    def look(self, tx: db.Connection) -> set[Place] | None:
        """Views of those who are there that may have changed since the last look; None: nobody can tell which."""
        heard = self._follower.poll(tx, EVENTS_A_LOOK)
        if heard.has_gap:
            return None
        walked = [event for event in heard.events if isinstance(event, BatchWalked)]
        found = {place for event in heard.events for place in of(event) if self._is_there(place.owner_id)}
        return found.union(touching.places(tx, walked, self._is_there) if walked else ())


def of(event: Event) -> Iterator[Place]:
    """The views that one event of people's names."""
    if isinstance(event, MessagePosted | MessagesRead):
        yield Place(event.home_id, event.other_id, event.topic_name)
        yield Place(event.other_id, event.home_id, event.topic_name)
    elif isinstance(event, ConversationMoved):
        yield Place(event.owner_id, event.peer_id, event.topic_name)
