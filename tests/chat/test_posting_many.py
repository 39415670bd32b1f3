"""Many messages at once become what they would have become one after the other."""

import random
from typing import Any

import pytest

from tests.chat.people import NEWS, NOON, a_sender, after, say
from tidings.chat import blocking, posting
from tidings.chat.posting import Draft
from tidings.core import db
from tidings.core.errors import TidingsError

PEOPLE = range(1, 9)
TOPICS = ("listing/1", "listing/2")
TABLES = (
    "select * from message order by home_id, other_id, topic, seq",
    "select * from entry order by owner_id, peer_id, topic",
    "select topic, key, payload, occurred_at from outbox order by payload::text",
)


class _Undone(Exception):
    """Whatever was done in a transaction is not."""


def left_by(tx: db.Connection, work: Any) -> tuple[list[Any], list[Any]]:
    """What it answers, and what then stands in the tables; nothing stays."""
    try:
        with db.transaction(tx):
            told = work()
            rows = [db.rows(tx, table) for table in TABLES]
            raise _Undone
    except _Undone:
        return [repr(each) for each in told], rows


def one_by_one(tx: db.Connection, drafts: list[Draft]) -> list[int | TidingsError]:
    told: list[int | TidingsError] = []
    for each in drafts:
        try:
            told.append(
                posting.post(tx, each.author_id, each.peer_id, each.topic_name, each.body, after(9), begins=False)
            )
        except TidingsError as error:
            told.append(error)
    return told


@pytest.mark.parametrize("seed", range(20))
def test_they_are_as_if_each_had_been_written_alone(tx: db.Connection, seed: int) -> None:
    drawn = random.Random(seed)
    a_sender(tx)
    pairs = [(a, b, topic) for a in PEOPLE for b in (*PEOPLE, NEWS) if a < b or b == NEWS for topic in TOPICS]
    begun = drawn.sample(pairs, 30)
    for a, b, topic in begun:
        say(tx, a, b, topic, "Hello", drawn.randrange(5))
    for a, b, _ in drawn.sample(pairs, 4):
        blocking.block(tx, a, b, NOON)
    texts = ["Yes", "No", "  blanks  ", "", "x" * 4001, "nul\0", "ü"]
    drafts = []
    for a, b, topic in drawn.sample(pairs, 25):
        author, peer = drawn.sample((a, b), 2)
        drafts.append(Draft(author, peer, topic, drawn.choice(texts)))
    alone, at_once = (
        left_by(tx, lambda: one_by_one(tx, drafts)),
        left_by(tx, lambda: posting.post_all(tx, drafts, after(9))),
    )
    assert at_once == alone
    assert any(each.isdigit() for each in alone[0])
    assert any(not each.isdigit() for each in alone[0])


def test_none_are_none(tx: db.Connection) -> None:
    with db.transaction(tx):
        assert posting.post_all(tx, [], NOON) == []


def test_two_into_one_conversation_are_not_taken_at_once(tx: db.Connection) -> None:
    say(tx, 1, 2, "listing/1", "Hello")
    both = [Draft(1, 2, "listing/1", "one"), Draft(2, 1, "listing/1", "two")]
    with pytest.raises(ValueError, match="two messages"), db.transaction(tx):
        posting.post_all(tx, both, NOON)
