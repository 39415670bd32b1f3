"""Writes messages into conversations, for both who see each, and says that it happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tidings.chat import blocking, conversations, participants, topics
from tidings.chat.model import OPENING, Conversation
from tidings.core import db, queries
from tidings.core.errors import BadInput, Conflict, TidingsError
from tidings.events import outbox
from tidings.events.catalogue import MessagePosted

Q = queries.load("chat")
LONGEST_BODY = 4000


@dataclass(frozen=True)
class Draft:
    """What somebody is about to write to somebody about a topic."""

    author_id: int
    peer_id: int
    topic_name: str
    body: str


def post(
    tx: db.Connection, author_id: int, peer_id: int, topic_name: str, body: str, now: datetime, *, begins: bool = True
) -> int:
    """Write `body` (1 to 4,000 characters) from `author_id` to `peer_id`; the number of the message.

    `tx` is inside a transaction. The conversation is begun when there is none, and comes back from both
    archives. A home that writes after an opening has thereby answered it. Whoever takes `peer_id` from outside
    knows that it is somebody's, or `begins` nothing. Raises BadInput for the text or the topic, NotFound for a
    system participant, or a conversation that is not to be begun, that does not exist, Conflict when one of the
    two blocked the other.
    """
    text = check_body(body)
    participants.check_known(tx, author_id, peer_id)
    blocking.check_open(tx, author_id, peer_id)
    if begins:
        conversation = conversations.find_or_begin(tx, author_id, peer_id, topic_name, now)
    else:
        conversation = conversations.lock(tx, author_id, peer_id, topic_name)
    return _write(tx, [(conversation, author_id, text)], now)[0]


def post_all(tx: db.Connection, drafts: Sequence[Draft], now: datetime) -> list[int | TidingsError]:
    """Write messages, each into another conversation that is there; the number of each message.

    `tx` is inside a transaction. It costs little more than one `post`. Where `post` would raise, the error stands
    instead of a number, and the others are written. Raises ValueError for two messages into one conversation.
    """
    places = [(*participants.home(each.author_id, each.peer_id), each.topic_name) for each in drafts]
    if len(set(places)) < len(places):
        raise ValueError("two messages into one conversation")
    blockers = blocking.hold_off(tx, [(home_id, other_id) for home_id, other_id, _ in places])
    locked = conversations.lock_all(tx, places)
    told: list[int | TidingsError] = []
    written: list[tuple[int, tuple[Conversation, int, str]]] = []
    for number, (draft, place) in enumerate(zip(drafts, places, strict=True)):
        try:
            text = check_body(draft.body)
            refusal = blocking.refusal_of(draft.author_id, blockers.get(place[:2], ()))
            if refusal is not None:
                raise refusal
            written.append((number, (conversations.there(locked.get(place), draft.topic_name), draft.author_id, text)))
            told.append(0)
        except TidingsError as error:
            told.append(error)
    for (number, _), seq in zip(written, _write(tx, [each for _, each in written], now), strict=True):
        told[number] = seq
    return told


def open_with_content(
    tx: db.Connection,
    owner_id: int,
    peer_id: int,
    topic_name: str,
    content_id: int,
    values: Sequence[str | None],
    now: datetime,
) -> None:
    """Open a single conversation for `owner_id`: message 0 is the content with these values, from `peer_id`.

    For tries of a content by hand; a campaign opens its conversations by the batch. Raises Conflict when the
    owner has this conversation already, or blocked the peer.
    """
    blocking.check_open(tx, peer_id, owner_id)
    topic = topics.number(topic_name)
    opened_count = db.run(
        tx,
        Q["open_entry"],
        owner_id=owner_id,
        peer_id=peer_id,
        topic=topic,
        topic_name=topic_name,
        content_id=content_id,
        opening_values=list(values),
        now=now,
    )
    if not opened_count:
        raise Conflict(f"This person already has the conversation about {topic_name!r}: use another topic.")
    conversation = conversations.get(tx, owner_id, peer_id, topic_name)
    outbox.append(tx, _posted(conversation, OPENING, peer_id, now))


def check_body(body: str) -> str:
    """The text without blanks around it. Raises BadInput when that is nothing, too much, or no text."""
    text = body.strip()
    if not text:
        raise BadInput("The message is empty: write something.")
    if len(text) > LONGEST_BODY:
        raise BadInput(f"The message has {len(text):,} characters: {LONGEST_BODY:,} is the most, shorten it.")
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise BadInput("The message holds characters that are not text: take them out.")
    return text


def _write(tx: db.Connection, said: Sequence[tuple[Conversation, int, str]], now: datetime) -> list[int]:
    """Write a text of an author into each of these locked conversations; the numbers of the messages."""
    if not said:
        return []
    seqs = [conversation.last_seq + 1 for conversation, _, _ in said]
    db.run(
        tx,
        Q["post_messages"],
        home_ids=[conversation.home_id for conversation, _, _ in said],
        other_ids=[conversation.other_id for conversation, _, _ in said],
        topics=[conversation.topic for conversation, _, _ in said],
        topic_names=[conversation.topic_name for conversation, _, _ in said],
        opened_at=[conversation.opened_at for conversation, _, _ in said],
        seqs=seqs,
        author_ids=[author_id for _, author_id, _ in said],
        bodies=[text for _, _, text in said],
        now=now,
    )
    told = zip(said, seqs, strict=True)
    outbox.append_all(tx, [_posted(conversation, seq, author_id, now) for (conversation, author_id, _), seq in told])
    return seqs


def _posted(conversation: Conversation, seq: int, author_id: int, now: datetime) -> MessagePosted:
    return MessagePosted(
        occurred_at=now,
        home_id=conversation.home_id,
        other_id=conversation.other_id,
        topic_name=conversation.topic_name,
        seq=seq,
        author_id=author_id,
    )
