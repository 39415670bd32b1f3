"""What people wrote back to system participants in conversations that these opened: latest first, and what waits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from tidings.chat import topics
from tidings.core import db, queries

Q = queries.load("chat")
# Whoever did not reply to so many looks at the latest.
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Place:
    """A place in the list: what comes before it is older."""

    last_message_at: datetime
    peer_id: int
    topic: int


TOP = Place(datetime.max.replace(tzinfo=UTC), 2**63 - 1, 2**63 - 1)


@dataclass(frozen=True)
class Answered:
    """A conversation in which a person answered. `is_waiting`: nobody wrote or read as the system participant since."""

    owner_id: int
    peer_id: int
    topic: int
    topic_name: str
    last_message_at: datetime
    is_waiting: bool
    last_author_id: int
    last_body: str

    @property
    def place(self) -> Place:
        """Where the page goes on after this one."""
        return Place(self.last_message_at, self.peer_id, self.topic)


def page(
    tx: db.Connection, owner_ids: Collection[int], kind: str, limit: int, before: Place = TOP, *, is_waiting: bool
) -> list[Answered]:
    """Conversations of these system participants about topics of a kind; with `is_waiting` only those that wait."""
    return _answered(tx, "answers_about_kind", limit, before, is_waiting, owner_ids=list(owner_ids), kind=f"{kind}/")


def page_about(
    tx: db.Connection, owner_id: int, topic_name: str, limit: int, before: Place = TOP, *, is_waiting: bool
) -> list[Answered]:
    """The same of one system participant about one topic."""
    topic = topics.number(topic_name)
    return _answered(tx, "answers_about_topic", limit, before, is_waiting, owner_id=owner_id, topic=topic)


def waiting_count(tx: db.Connection, owner_ids: Collection[int], kind: str) -> int:
    """How many of the latest MOST_COUNTED conversations of each of these about topics of a kind wait."""
    return _counted(tx, "count_waiting", owner_ids=list(owner_ids), kind=f"{kind}/")


def waiting_count_about(tx: db.Connection, owner_id: int, topic_name: str) -> int:
    """How many of the latest MOST_COUNTED conversations of one about one topic wait."""
    return _counted(tx, "count_waiting_about", owner_id=owner_id, topic=topics.number(topic_name))


def _counted(tx: db.Connection, query: str, **parameters: object) -> int:
    found = db.row(tx, Q[query], most=MOST_COUNTED, **parameters)
    assert found is not None, "a count is one row"
    return int(found["count"])


def _answered(
    tx: db.Connection, query: str, limit: int, before: Place, is_waiting: bool, **parameters: object
) -> list[Answered]:
    found = db.rows(
        tx,
        Q[query],
        before_at=before.last_message_at,
        before_peer_id=before.peer_id,
        before_topic=before.topic,
        is_waiting=is_waiting,
        limit=limit,
        **parameters,
    )
    return [Answered(**row) for row in found]
