"""Conversations of one person with those who come after them in the row: many, or long ones, made inside the server."""

from tidings.chat import topics
from tidings.core import clock, db

_ENTRIES = """
    insert into entry (owner_id, peer_id, topic, topic_name, opened_at, last_message_at, last_seq, read_seq)
    select view.owner_id, view.peer_id, %(topic)s, %(topic_name)s, %(now)s, %(now)s - make_interval(secs => step),
        %(messages)s::int, %(messages)s::int
    from generate_series(1, %(peers)s::int) as step, lateral (
        values (%(owner_id)s::bigint, %(owner_id)s::bigint + step), (%(owner_id)s::bigint + step, %(owner_id)s::bigint)
    ) as view (owner_id, peer_id)
"""
_MESSAGES = """
    insert into message (home_id, other_id, topic, seq, author_id, body, sent_at)
    select %(owner_id)s::bigint, %(owner_id)s::bigint + step, %(topic)s, seq,
        %(owner_id)s::bigint + case seq %% 3 when 0 then 0 else step end,
        'Number ' || seq || repeat(' and so on', seq %% 23), %(now)s - make_interval(mins => %(messages)s::int - seq)
    from generate_series(1, %(peers)s::int) as step, generate_series(1, %(messages)s::int) as seq
"""


def fill(connection: db.Connection, owner_id: int, topic: str, *, peers: int, messages: int) -> None:
    """Let somebody have a conversation of so many messages, all read, with each of so many after them; newest first."""
    place = {"owner_id": owner_id, "topic": topics.number(topic), "peers": peers, "messages": messages}
    now = clock.now()
    db.run(connection, _ENTRIES, **place, topic_name=topic, now=now)
    db.run(connection, _MESSAGES, **place, now=now)
    connection.execute("vacuum (analyze) entry, message")
