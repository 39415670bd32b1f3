"""The floor: bare statements that write the rows which the engine writes, for the same people, batch by batch."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench import people
from bench.report import say
from tidings.chat import topics
from tidings.core import clock, config, db

# The engine cuts batches of everybody's ids and leaves out whoever opted out.
_MEMBERS = """
    select array_agg(id order by id) filter (where id %% %(one_in)s <> 0)::text as members
    from (select id, (row_number() over (order by id) - 1) / %(size)s as part from person) as placed
    group by part order by part
"""
_INSERT = """
    insert into entry (owner_id, peer_id, topic, content_id, opened_at, last_message_at, topic_name, opening_values)
    select id, %(peer_id)s, %(topic)s, %(content_id)s, %(now)s, %(now)s, %(topic_name)s,
        array[attributes ->> 'town', attributes ->> 'listing']
    from person where id = any(%(members)s::text::bigint[])
"""

_UPDATE = """
    update entry set archived_at = %(now)s, archived_by = 1
    where owner_id = any(%(members)s::text::bigint[]) and peer_id = %(peer_id)s and topic = %(topic)s
"""


@dataclass(frozen=True)
class Written:
    """What the bare statements wrote, and in how many seconds."""

    count: int
    span_s: float

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.count / self.span_s


def members(connection: db.Connection) -> list[str]:
    """The recipients of each batch, as the text of an array."""
    found = db.rows(connection, _MEMBERS, one_in=people.OPTED_OUT_ONE_IN, size=config.settings().batch_size)
    return [row["members"] for row in found]


def send(batches: Sequence[str], topic_name: str = "") -> Written:
    """One autocommit INSERT … SELECT a batch, on one connection, prepared once."""
    name = topic_name or f"campaign/floor-{time.time_ns()}"
    parameters = {"peer_id": -1, "topic": topics.number(name), "content_id": 1, "topic_name": name}
    return walk(_INSERT, batches, parameters)


def archive(batches: Sequence[str], topic_name: str) -> Written:
    """One autocommit UPDATE a batch over what `send` wrote under that topic."""
    return walk(_UPDATE, batches, {"peer_id": -1, "topic": topics.number(topic_name)})


def walk(text: str, batches: Sequence[str], parameters: dict[str, object]) -> Written:
    """Run a statement for each batch of members."""
    with db.connect("floor") as connection:
        connection.prepare_threshold = 0
        connection.execute("set plan_cache_mode = force_generic_plan")
        began_s = time.monotonic()
        count = 0
        for batch in batches:
            count += db.run(connection, text, members=batch, now=clock.now(), **parameters)
        written = Written(count, time.monotonic() - began_s)
    say(f"floor: {written.rate:,.0f} a second")
    return written
