"""Writes a message into a conversation, for both who see it, and says that it happened."""

from collections.abc import Sequence
from datetime import datetime

from tidings.chat import blocking, conversations, participants, topics
from tidings.chat.model import OPENING, Conversation
from tidings.core import db, queries
from tidings.core.errors import BadInput, Conflict
from tidings.events import outbox
from tidings.events.catalogue import MessagePosted

Q = queries.load("chat")
LONGEST_BODY = 4000


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
    seq = conversation.last_seq + 1
    db.run(
        tx,
        Q["post_message"],
        home_id=conversation.home_id,
        other_id=conversation.other_id,
        topic=conversation.topic,
        topic_name=conversation.topic_name,
        opened_at=conversation.opened_at,
        seq=seq,
        author_id=author_id,
        body=text,
        now=now,
    )
    _say(tx, conversation, seq, author_id, now)
    return seq


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
    _say(tx, conversation, OPENING, peer_id, now)


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


def _say(tx: db.Connection, conversation: Conversation, seq: int, author_id: int, now: datetime) -> None:
    event = MessagePosted(
        occurred_at=now,
        home_id=conversation.home_id,
        other_id=conversation.other_id,
        topic_name=conversation.topic_name,
        seq=seq,
        author_id=author_id,
    )
    outbox.append(tx, event)
