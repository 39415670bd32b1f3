"""Pages at the top and deep inside very long lists: millions of conversations, a million messages in one of them."""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bench.report import say
from tidings.chat import participants, timeline, topics
from tidings.chat.model import TOP, Cursor
from tidings.core import clock, db

HANDLE = "bench-helpdesk"
TOPIC = "ticket/1"
PAGES = 600
SIZE = 20
# Of the longest inbox: so many messages has the longest conversation.
MESSAGES_SHARE = 10
_INBOX = """
    insert into entry (owner_id, peer_id, topic, topic_name, opened_at, last_message_at, last_seq, read_seq)
    select %(owner_id)s, n, %(topic)s, %(topic_name)s, %(now)s, %(now)s - make_interval(secs => n), 1, 0
    from generate_series(1, %(count)s::int) as n
"""
_ENTRY = """
    insert into entry (owner_id, peer_id, topic, topic_name, opened_at, last_message_at, last_seq, read_seq)
    select 1, %(owner_id)s, %(topic)s, %(topic_name)s, %(now)s, %(now)s, %(count)s::int, 0
"""
_MESSAGES = """
    insert into message (home_id, other_id, topic, seq, author_id, body, sent_at)
    select n, %(owner_id)s, %(topic)s, 1, n, 'Where is my parcel?', %(now)s - make_interval(secs => n)
    from generate_series(2, %(count)s::int) as n
    union all
    select 1, %(owner_id)s, %(topic)s, n, 1, 'Where is my parcel? Number ' || n, %(now)s
    from generate_series(1, %(message_count)s::int) as n
"""


@dataclass
class Depth:
    """A kind of page, and the seconds that each one took: at the top and deep inside."""

    name: str
    length: int
    top_s: list[float] = field(default_factory=list)
    deep_s: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """How many times the median page at the top the median deep one takes."""
        return statistics.median(self.deep_s) / statistics.median(self.top_s)

    def figures(self) -> dict[str, Any]:
        """For the report."""
        top_us, deep_us = (statistics.median(took_s) * 1e6 for took_s in (self.top_s, self.deep_s))
        return {"name": self.name, "length": self.length, "top_us": top_us, "deep_us": deep_us, "ratio": self.ratio}


def measure(connection: db.Connection, count: int, drawn: random.Random) -> list[Depth]:
    """Read pages of an inbox of `count` conversations and of a conversation with a tenth as many messages, in turn."""
    now = clock.now()
    owner_id = participants.create(connection, HANDLE, "Help desk", "", now).id
    message_count = count // MESSAGES_SHARE
    say(f"filling {count:,} conversations of one participant, {message_count:,} messages in one of them")
    place = {"owner_id": owner_id, "topic": topics.number(TOPIC), "now": now}
    db.run(connection, _INBOX, **place, topic_name=TOPIC, count=count)
    db.run(connection, _ENTRY, **place, topic_name=TOPIC, count=message_count)
    db.run(connection, _MESSAGES, **place, count=count, message_count=message_count)
    connection.execute("vacuum (analyze) entry, message")
    inbox, history = Depth("inbox", count), Depth("history", message_count)
    for _ in range(PAGES):
        number = drawn.randint(count // 2, count - SIZE)
        before = Cursor(now - timedelta(seconds=number), number, topics.number(TOPIC))
        _read(inbox, lambda cursor: timeline.inbox(connection, owner_id, SIZE, cursor), TOP, before)
        seq = drawn.randint(SIZE + 1, message_count // 2)
        _read(history, lambda seq: timeline.history(connection, 1, owner_id, TOPIC, SIZE, seq), timeline.LAST, seq)
    for found in (inbox, history):
        say(f"{found.name}: deep {found.ratio:.3f} times the top")
    return [inbox, history]


def _read(kind: Depth, page: Callable[[Any], Sequence[object]], top: object, deep: object) -> None:
    for took_s, place in ((kind.top_s, top), (kind.deep_s, deep)):
        began_s = time.perf_counter()
        found = page(place)
        took_s.append(time.perf_counter() - began_s)
        assert len(found) == SIZE, "a page that is not full"
