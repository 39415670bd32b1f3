"""People who talk to each other, made inside the server, and the requests that they make of the API."""

import random
from collections.abc import Mapping, Sequence

import orjson

from bench import load
from bench.report import say
from tidings.chat import topics
from tidings.core import clock, db
from tidings.web import tokens
from tidings.web.chat import refs

SECRET = "a secret of the bench's own, long enough"
TOPIC = "listing/8841"
POST, INBOX, HISTORY = "post", "inbox", "history"
# Everybody talks to so many before and after them in the row, and said so much with each.
NEIGHBOURS = 10
MESSAGES = 20
_ENTRIES = """
    insert into entry (
        owner_id, peer_id, topic, topic_name, opened_at, last_message_at, last_seq, read_seq
    )
    select owner_id, 1 + (owner_id - 1 + step + %(count)s::int) %% %(count)s::int, %(topic)s, %(topic_name)s, %(now)s,
        %(now)s - make_interval(secs => abs(step) * 1000), %(messages)s::int, %(messages)s::int - 1
    from generate_series(1, %(count)s::int) as owner_id, generate_series(-%(steps)s::int, %(steps)s::int) as step
    where step <> 0
    order by 1, 2
"""
_MESSAGES = """
    insert into message (home_id, other_id, topic, seq, author_id, body, sent_at)
    select owner_id, peer_id, topic, seq, case seq %% 2 when 0 then owner_id else peer_id end,
        'Is it still there, and would you take a little less for it? Number ' || seq, last_message_at
    from entry, generate_series(1, %(messages)s::int) as seq
    where owner_id between 1 and %(count)s::int and peer_id > owner_id and topic = %(topic)s
    order by 1, 2, seq
"""


def fill(connection: db.Connection, count: int) -> None:
    """Let the people 1 to `count`, who are there, have 20 conversations each."""
    say(f"making {count * NEIGHBOURS:,} conversations of {MESSAGES} messages")
    place = {"topic": topics.number(TOPIC), "count": count, "messages": MESSAGES}
    db.run(connection, _ENTRIES, **place, topic_name=TOPIC, now=clock.now(), steps=NEIGHBOURS)
    db.run(connection, _MESSAGES, **place)
    connection.execute("vacuum (analyze) entry, message")


class Crowd:
    """The people 1 to `count` as they use their chat."""

    def __init__(self, count: int, drawn: random.Random) -> None:
        self._tokens = [tokens.sign(f"user-{number}", SECRET, lasts_s=3600) for number in range(1, count + 1)]
        self._drawn = drawn

    def requests(self, count: int, mix: Mapping[str, int]) -> Sequence[load.Request]:
        """So many requests of these kinds, as often as their weights say."""
        kinds = self._drawn.choices(list(mix), list(mix.values()), k=count)
        return [self._request(kind) for kind in kinds]

    def _request(self, kind: str) -> load.Request:
        who = self._drawn.randrange(len(self._tokens))
        token = self._tokens[who]
        if kind == INBOX:
            return load.request(kind, "GET", "/v1/conversations", token)
        step = self._drawn.choice([-1, 1]) * self._drawn.randint(1, NEIGHBOURS)
        peer_id = 1 + (who + step) % len(self._tokens)
        path = f"/v1/conversations/{refs.conversation_id(peer_id, TOPIC)}/messages"
        if kind == HISTORY:
            return load.request(kind, "GET", f"{path}?limit=20", token)
        body = orjson.dumps({"text": "Yes, come and see it on Saturday, I am at home all day."})
        key = f"Idempotency-Key: {self._drawn.getrandbits(64):016x}\r\n"
        return load.request(kind, "POST", path, token, body, key)
