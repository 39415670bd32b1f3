"""What a conversation is made of, as its readers get it. No I/O."""

from dataclasses import dataclass
from datetime import UTC, datetime

OPENING = 0


@dataclass(frozen=True)
class Conversation:
    """Two participants and a topic. `last_seq` numbers the last message; 0 is the opening, or nothing yet."""

    home_id: int
    other_id: int
    topic: int
    topic_name: str
    content_id: int | None
    opening_values: list[str | None] | None
    opened_at: datetime
    last_seq: int


@dataclass(frozen=True)
class EntryView:
    """One participant's view of a conversation: a line of the inbox.

    `last_body` and `last_author_id` are None while nothing follows the opening; the opening's text is the
    content's. `last_body` is empty when its author's texts were erased. `others_read_seq` numbers the last message
    that the peer has read, their own included; it is below 0 before they have read the opening, and None where it
    is not asked for.
    """

    owner_id: int
    peer_id: int
    topic: int
    topic_name: str
    content_id: int | None
    opening_values: list[str | None] | None
    opened_at: datetime
    last_message_at: datetime
    archived_at: datetime | None
    archived_by: int | None
    answered_at: datetime | None
    last_seq: int
    read_seq: int
    last_author_id: int | None
    last_body: str | None
    others_read_seq: int | None = None

    @property
    def unread_count(self) -> int:
        """Messages after the last one that the owner has read; their own never count."""
        return self.last_seq - self.read_seq

    @property
    def cursor(self) -> "Cursor":
        """Where the page goes on after this line."""
        return Cursor(self.last_message_at, self.peer_id, self.topic)


@dataclass(frozen=True)
class Cursor:
    """A place in an inbox: entries before it are older."""

    last_message_at: datetime
    peer_id: int
    topic: int


TOP = Cursor(datetime.max.replace(tzinfo=UTC), 2**63 - 1, 2**63 - 1)


@dataclass(frozen=True)
class Said:
    """One message. An opening has `content_id` and `values` for its text, any other has its `body`."""

    seq: int
    author_id: int
    sent_at: datetime
    body: str | None
    content_id: int | None = None
    values: list[str | None] | None = None


@dataclass(frozen=True)
class Place:
    """One participant's view of a conversation, by what names it."""

    owner_id: int
    peer_id: int
    topic_name: str


@dataclass(frozen=True)
class Latest:
    """A line of an inbox, and the last message as the conversation has it."""

    view: EntryView
    said: Said


@dataclass(frozen=True)
class Opened:
    """What became of an opening: whether its owner read, answered or no longer sees it."""

    topic_name: str
    opened_at: datetime
    is_read: bool
    answered_at: datetime | None
    archived_at: datetime | None
