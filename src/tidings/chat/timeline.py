"""What a participant sees: the inbox, newest first, and the messages of a conversation."""

from collections.abc import Iterable

from tidings.chat import conversations, participants, topics
from tidings.chat.model import OPENING, TOP, Conversation, Cursor, EntryView, Latest, Opened, Place, Said
from tidings.core import db, queries
from tidings.core.errors import NotFound

Q = queries.load("chat")
LAST = 2**31 - 1


def inbox(
    tx: db.Connection,
    owner_id: int,
    limit: int = 20,
    before: Cursor = TOP,
    *,
    is_archived: bool = False,
    is_opening: bool | None = None,
) -> list[EntryView]:
    """The owner's conversations, newest first, older than `before`; `[-1].cursor` begins the next page.

    With `is_opening` only a person's that were opened for them and that they did not answer; False: all others.

    A system participant's inbox holds only conversations in which somebody wrote to it.
    """
    found = db.rows(
        tx,
        Q["inbox" if participants.is_person(owner_id) else "system_inbox"],
        owner_id=owner_id,
        is_archived=is_archived,
        is_opening=is_opening,
        before_at=before.last_message_at,
        before_peer_id=before.peer_id,
        before_topic=before.topic,
        limit=limit,
    )
    return [EntryView(**entry) for entry in found]


def lines(tx: db.Connection, places: Iterable[Place]) -> list[Latest]:
    """Views as they are now, in no order, each with its last message; without those that are not there."""
    asked = list(places)
    found = db.rows(
        tx,
        Q["lines"],
        owner_ids=[place.owner_id for place in asked],
        peer_ids=[place.peer_id for place in asked],
        topics=[topics.number(place.topic_name) for place in asked],
    )
    return [_latest(line) for line in found]


def history(tx: db.Connection, a: int, b: int, topic_name: str, limit: int = 50, before: int = LAST) -> list[Said]:
    """The last `limit` messages numbered below `before` in the conversation of `a` and `b`, oldest first.

    An opening is message 0. Raises NotFound when there is no such conversation.
    """
    conversation = conversations.get(tx, a, b, topic_name)
    found = db.rows(
        tx,
        Q["messages"],
        home_id=conversation.home_id,
        other_id=conversation.other_id,
        topic=conversation.topic,
        before=before,
        limit=limit,
    )
    said = [Said(**message) for message in reversed(found)]
    is_at_start = len(said) < limit and before > OPENING
    return [*_opening(conversation), *said] if is_at_start else said


def others_read_seq(tx: db.Connection, owner_id: int, peer_id: int, topic_name: str) -> int:
    """The number of the last message that the peer has read, as `EntryView` has it. Raises NotFound."""
    place = {"owner_id": owner_id, "peer_id": peer_id, "topic": topics.number(topic_name)}
    found = db.row(tx, Q["others_read_seq"], **place)
    assert found is not None, "a select without a from always has a row"
    if found["others_read_seq"] is None:
        raise NotFound(f"These two have no conversation about {topic_name!r}.")
    return int(found["others_read_seq"])


def openings(tx: db.Connection, owner_id: int, kind: str) -> list[Opened]:
    """Every conversation of the owner that was opened for them about a topic of this kind, archived or not."""
    found = db.rows(tx, Q["openings"], owner_id=owner_id, kind=f"{kind}/")
    return [Opened(**row) for row in found]


def _opening(conversation: Conversation) -> list[Said]:
    if conversation.content_id is None:
        return []
    return [
        Said(
            seq=OPENING,
            author_id=conversation.other_id,
            sent_at=conversation.opened_at,
            body=None,
            content_id=conversation.content_id,
            values=conversation.opening_values,
        )
    ]


def _latest(line: db.Row) -> Latest:
    sent_at = line.pop("last_sent_at")
    view = EntryView(**line)
    if view.last_author_id is None or sent_at is None:
        opening = Said(OPENING, view.peer_id, view.opened_at, None, view.content_id, view.opening_values)
        return Latest(view, opening)
    return Latest(view, Said(view.last_seq, view.last_author_id, sent_at, view.last_body))
