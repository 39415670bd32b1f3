"""Everything that was said with a participant, page by page, for whoever takes it away."""

from dataclasses import dataclass
from datetime import datetime

from tidings.chat.model import EntryView
from tidings.core import db, queries

Q = queries.load("chat")
# A place among somebody's conversations: the other's number and the topic's.
Place = tuple[int, int]
FIRST: Place = (-(2**63), -(2**63))
BEFORE_ALL = -1


@dataclass(frozen=True)
class Written:
    """A message and the conversation that it stands in."""

    peer_id: int
    topic: int
    seq: int
    author_id: int
    body: str
    sent_at: datetime

    @property
    def place(self) -> Place:
        """Its conversation's place."""
        return self.peer_id, self.topic


@dataclass(frozen=True)
class Report:
    """What somebody said is wrong with a conversation of theirs."""

    peer_id: int
    topic_name: str
    reason: str
    reported_at: datetime


def conversations(tx: db.Connection, owner_id: int, after: Place, limit: int) -> list[EntryView]:
    """The owner's conversations behind a place, archived or not, in the order of places."""
    found = db.rows(tx, Q["all_entries"], owner_id=owner_id, after_peer_id=after[0], after_topic=after[1], limit=limit)
    return [EntryView(**entry) for entry in found]


def messages(tx: db.Connection, owner_id: int, after: Place, after_seq: int, limit: int) -> list[Written]:
    """The messages of all the owner's conversations behind a message, by place and number; openings aside."""
    found = db.rows(
        tx,
        Q["all_messages"],
        owner_id=owner_id,
        after_peer_id=after[0],
        after_topic=after[1],
        after_seq=after_seq,
        limit=limit,
    )
    return [Written(**message) for message in found]


def reports(tx: db.Connection, owner_id: int) -> list[Report]:
    """What the owner reported, first reported first."""
    return [Report(**found) for found in db.rows(tx, Q["reports_of_owner"], owner_id=owner_id)]
