"""Every event that Tidings tells: its type, its topic, the key that keeps its order, and its fields."""

import uuid
from dataclasses import Field, dataclass, field, fields
from datetime import datetime
from typing import Any, ClassVar, get_type_hints

INTERACTIVE = "interactive"
BATCHES = "batches"
CAMPAIGNS = "campaigns"
_ENVELOPE = ("occurred_at", "event_id")


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened, at `occurred_at` by the product's clock. Its copies carry one `event_id`.

    Events of one topic and key are told in the order in which they were committed, if the writer serialises
    them.
    """

    TYPE: ClassVar[str]
    TOPIC: ClassVar[str]

    occurred_at: datetime
    event_id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def key(self) -> str:
        """What the event is about: events with one key keep their order."""
        raise NotImplementedError

    def payload(self) -> dict[str, Any]:
        """The event's own fields and its type, as they stand in the outbox and on the bus."""
        own = {_key(part): getattr(self, part.name) for part in fields(self) if part.name not in _ENVELOPE}
        return {"type": self.TYPE, **own}


@dataclass(frozen=True, kw_only=True)
class MessagePosted(Event):
    """A participant wrote a message. Its text stands in one place only, so that erasure finds it."""

    TYPE = "message.posted"
    TOPIC = INTERACTIVE

    home_id: int
    other_id: int
    topic_name: str
    seq: int
    author_id: int

    @property
    def key(self) -> str:
        """The conversation."""
        return f"{self.home_id}:{self.other_id}:{self.topic_name}"


@dataclass(frozen=True, kw_only=True)
class MessagesRead(Event):
    """A participant read a conversation up to and including message `seq`."""

    TYPE = "messages.read"
    TOPIC = INTERACTIVE

    home_id: int
    other_id: int
    topic_name: str
    seq: int
    reader_id: int

    @property
    def key(self) -> str:
        """The conversation."""
        return f"{self.home_id}:{self.other_id}:{self.topic_name}"


@dataclass(frozen=True, kw_only=True)
class ConversationMoved(Event):
    """A participant put a conversation away, or took it back, for themselves only."""

    TYPE = "conversation.moved"
    TOPIC = INTERACTIVE

    owner_id: int
    peer_id: int
    topic_name: str
    is_archived: bool

    @property
    def key(self) -> str:
        """Whose view it is, of which conversation."""
        return f"{self.owner_id}:{self.peer_id}:{self.topic_name}"


@dataclass(frozen=True, kw_only=True)
class BatchWalked(Event):
    """A part of a batch was walked, from position `from_position` on; counts are of this part only."""

    TOPIC = BATCHES

    campaign_id: int
    task_id: int
    batch_id: int
    from_position: int = field(metadata={"key": "from"})
    done_count: int
    left_out_count: int

    @property
    def key(self) -> str:
        """The campaign."""
        return str(self.campaign_id)


@dataclass(frozen=True, kw_only=True)
class BatchSent(BatchWalked):
    """Members of a batch got their message (`done_count`) or a row in the ledger (`left_out_count`)."""

    TYPE = "batch.sent"


@dataclass(frozen=True, kw_only=True)
class BatchArchived(BatchWalked):
    """Conversations of a batch were archived (`done_count`) or left as they were (`left_out_count`)."""

    TYPE = "batch.archived"


@dataclass(frozen=True, kw_only=True)
class BatchUnarchived(BatchWalked):
    """Conversations of a batch came back from the archive (`done_count`) or were left as they were."""

    TYPE = "batch.unarchived"


@dataclass(frozen=True, kw_only=True)
class CampaignChanged(Event):
    """A campaign went from one state to another; who did it and why."""

    TYPE = "campaign.changed"
    TOPIC = CAMPAIGNS

    campaign_id: int
    action: str
    from_state: str
    to_state: str
    who: str
    why: str

    @property
    def key(self) -> str:
        """The campaign."""
        return str(self.campaign_id)


@dataclass(frozen=True, kw_only=True)
class TaskChanged(Event):
    """A task (`kind`: send, archive, unarchive) went from one state to another; who did it and why."""

    TYPE = "task.changed"
    TOPIC = CAMPAIGNS

    campaign_id: int
    task_id: int
    kind: str
    action: str
    from_state: str
    to_state: str
    who: str
    why: str

    @property
    def key(self) -> str:
        """The campaign."""
        return str(self.campaign_id)


EVENTS: dict[str, type[Event]] = {
    event.TYPE: event
    for event in (
        MessagePosted,
        MessagesRead,
        ConversationMoved,
        BatchSent,
        BatchArchived,
        BatchUnarchived,
        CampaignChanged,
        TaskChanged,
    )
}
TOPICS = (INTERACTIVE, CAMPAIGNS, BATCHES)


def own_fields(event: type[Event]) -> dict[str, tuple[str, type]]:
    """What an event says beside its id and time: by the field's name, its name in the payload and its type."""
    kinds = get_type_hints(event)
    return {part.name: (_key(part), kinds[part.name]) for part in fields(event) if part.name not in _ENVELOPE}


def read(event_id: uuid.UUID, occurred_at: datetime, payload: dict[str, Any]) -> Event | None:
    """The event that a payload holds; None for a type unknown to this version, which readers pass over.

    Fields that this version does not know are passed over too, so that a newer writer may add some.
    """
    event = EVENTS.get(payload["type"])
    if event is None:
        return None
    known = {part.name: payload[_key(part)] for part in fields(event) if _key(part) in payload}
    return event(event_id=event_id, occurred_at=occurred_at, **known)


def _key(part: Field[Any]) -> str:
    return str(part.metadata.get("key", part.name))
