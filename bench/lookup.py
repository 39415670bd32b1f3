"""Is there a conversation? Asked for senders with ten thousand, a million and ten million of them."""

import random
import statistics
import time
from dataclasses import dataclass, field

from bench import server
from bench.report import Check, Result, Size, say
from tidings.chat import conversations, topics
from tidings.core import clock, db, queries

# `recipients` is the largest sender's number of conversations; the others have a tenth and a thousandth of it.
SIZE = Size(recipients=10_000_000, pairs=3)
LOOKUPS = 3000
EXPLAINED = 200
STORY_LOOKUPS = 20
TOPIC = "campaign/1"
SHARES = {-11: 1000, -12: 10, -13: 1}
_FILL = """
    insert into entry (owner_id, peer_id, topic, topic_name, opened_at, last_message_at)
    select n, %(peer_id)s, %(topic)s, %(topic_name)s, %(now)s, %(now)s from generate_series(1, %(count)s) as n
"""
# As the product's own story had it: the key begins with the sender, and the question leaves out the column between.
_STORY = """
    create table story_conversation (
        sender_id bigint, topic bigint, receiver_id bigint, primary key (sender_id, topic, receiver_id)
    );
    insert into story_conversation select peer_id, topic # (owner_id % 100000), owner_id from entry
"""
_STORY_LOOKUP = "select topic from story_conversation where sender_id = %(peer_id)s and receiver_id = %(owner_id)s"


@dataclass
class Sender:
    """A system participant with `count` conversations, and what looking one up took, in seconds."""

    peer_id: int
    count: int
    took_s: list[float] = field(default_factory=list)
    buffers: list[int] = field(default_factory=list)
    story_took_s: list[float] = field(default_factory=list)

    def quantile_s(self, share: float) -> float:
        """The time below which that share of the look-ups stayed."""
        return sorted(self.took_s)[int(len(self.took_s) * share)]


def measure(size: Size) -> Result:
    """Look conversations up, half of them there and half not, the first ones only to warm up."""
    drawn = random.Random(1)
    with server.running() as connection:
        senders = [_filled(connection, peer_id, size.recipients // share) for peer_id, share in SHARES.items()]
        connection.execute("vacuum (analyze) entry")
        connection.execute("checkpoint")
        connection.prepare_threshold = 0
        _ask_all(connection, senders, drawn, LOOKUPS)
        for sender in senders:
            sender.took_s.clear()
        _ask_all(connection, senders, drawn, size.pairs * LOOKUPS)
        for sender in senders:
            for _ in range(EXPLAINED):
                sender.buffers.append(_buffers(connection, sender, drawn.randint(1, 2 * sender.count)))
        connection.execute(_STORY, prepare=False)
        connection.execute("vacuum (analyze) story_conversation")
        for sender in senders:
            for _ in range(STORY_LOOKUPS):
                _ask_story(connection, sender, drawn.randint(1, sender.count))
            say(
                f"{sender.count:,} conversations: p50 {sender.quantile_s(0.5) * 1e6:.0f} µs, p99 "
                f"{sender.quantile_s(0.99) * 1e6:.0f} µs, {max(sender.buffers)} buffers at most; the story's way "
                f"{statistics.median(sender.story_took_s) * 1e6:,.0f} µs"
            )
    return _result(size, senders)


def _filled(connection: db.Connection, peer_id: int, count: int) -> Sender:
    say(f"filling {count:,} conversations")
    topic = topics.number(TOPIC)
    db.run(connection, _FILL, peer_id=peer_id, topic=topic, topic_name=TOPIC, now=clock.now(), count=count)
    return Sender(peer_id, count)


def _ask_all(connection: db.Connection, senders: list[Sender], drawn: random.Random, times: int) -> None:
    """The senders in turn, so that what disturbs the machine disturbs all of them."""
    for _ in range(times):
        for sender in drawn.sample(senders, len(senders)):
            _look_up(connection, sender, drawn.randint(1, 2 * sender.count))


def _look_up(connection: db.Connection, sender: Sender, person_id: int) -> None:
    began_s = time.perf_counter()
    found = conversations.find(connection, person_id, sender.peer_id, TOPIC)
    sender.took_s.append(time.perf_counter() - began_s)
    assert (found is not None) == (person_id <= sender.count)


def _buffers(connection: db.Connection, sender: Sender, person_id: int) -> int:
    text = f"explain (analyze, buffers, format json) {queries.load('chat')['conversation']}"
    place = {"home_id": person_id, "other_id": sender.peer_id, "topic": topics.number(TOPIC)}
    [found] = db.rows(connection, text, **place)
    plan = found["QUERY PLAN"][0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def _ask_story(connection: db.Connection, sender: Sender, person_id: int) -> None:
    began_s = time.perf_counter()
    assert db.row(connection, _STORY_LOOKUP, peer_id=sender.peer_id, owner_id=person_id) is not None
    sender.story_took_s.append(time.perf_counter() - began_s)


def _result(size: Size, senders: list[Sender]) -> Result:
    smallest = senders[0]
    ratio = {
        share: max(each.quantile_s(share) / smallest.quantile_s(share) for each in senders[1:]) for share in (0.5, 0.99)
    }
    checks = [
        Check("buffers_max", max(max(sender.buffers) for sender in senders), 5, "most"),
        Check("p50_ratio", ratio[0.5], 1.2, "most"),
        Check("p99_ratio", ratio[0.99], 1.2, "most"),
    ]
    figures = {
        f"{sender.count}": {
            "p50_us": sender.quantile_s(0.5) * 1e6,
            "p99_us": sender.quantile_s(0.99) * 1e6,
            "buffers_max": max(sender.buffers),
            "story_p50_us": statistics.median(sender.story_took_s) * 1e6,
        }
        for sender in senders
    }
    return Result("lookup", size, checks, figures)
