"""Which views an event on the bus may have changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tidings.chat.model import Place
from tidings.core import db
from tidings.delivery import touching
from tidings.events import buses
from tidings.events.catalogue import (
    BATCHES,
    INTERACTIVE,
    BatchWalked,
    ConversationMoved,
    Event,
    MessagePosted,
    MessagesRead,
)

TOPICS = (INTERACTIVE, BATCHES)
EVENTS_A_LOOK = 500
# Above the number of every message.
ANY = 2**63


@dataclass(frozen=True)
class Moved:
    """Views that people changed, each with the number of the message that was all of it, or `ANY` where it may be
    something else; and views that campaigns changed.
    """

    by_people: dict[Place, int]
    by_campaigns: list[Place]


class Ear:
    """Listens to the bus for those who are there."""

    def __init__(self, is_there: Callable[[int], bool]) -> None:
        self._is_there = is_there
        self._follower = buses.current().follow(TOPICS)
        # Whether a look did not come to its end: what it had heard by then is lost.
        self._is_torn = False

    def close(self) -> None:
        """Listen no more."""
        self._follower.close()

    def look(self, tx: db.Connection) -> Moved | None:
        """Views of those who are there that may have changed since the last look; None: nobody can tell which."""
        was_torn, self._is_torn = self._is_torn, True
        heard = self._follower.poll(tx, EVENTS_A_LOOK)
        walked = [event for event in heard.events if isinstance(event, BatchWalked)]
        found: dict[Place, int] = {}
        for event in heard.events:
            seq = event.seq if isinstance(event, MessagePosted) else ANY
            for place in of(event):
                if self._is_there(place.owner_id):
                    found[place] = max(seq, found.get(place, 0))
        by_campaigns = touching.places(tx, walked, self._is_there) if walked else []
        self._is_torn = False
        return None if was_torn or heard.has_gap else Moved(found, by_campaigns)


def of(event: Event) -> Iterator[Place]:
    """The views that one event of people's names."""
    if isinstance(event, MessagePosted | MessagesRead):
        yield Place(event.home_id, event.other_id, event.topic_name)
        yield Place(event.other_id, event.home_id, event.topic_name)
    elif isinstance(event, ConversationMoved):
        yield Place(event.owner_id, event.peer_id, event.topic_name)
