"""Everything that was said with somebody, page by page."""

import pytest

from tests.chat.people import ADA, BIKE, BORIS, CHLOE, NEWS, NOON, SPRING, SPRING_CONTENT, a_sender, open_campaign, say
from tidings.chat import archiving, exporting, reporting
from tidings.chat.exporting import BEFORE_ALL, FIRST, Written
from tidings.core import db


def all_messages(tx: db.Connection, owner: int, limit: int) -> list[Written]:
    found: list[Written] = []
    while page := exporting.messages(
        tx, owner, found[-1].place if found else FIRST, found[-1].seq if found else BEFORE_ALL, limit
    ):
        found += page
    return found


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
@pytest.mark.parametrize("owner", [ADA, NEWS])
def test_pages_lose_and_double_nothing(tx: db.Connection, owner: int, limit: int) -> None:
    a_sender(tx)
    for number in range(3):
        for text in ("one", "two"):
            say(tx, ADA, NEWS, f"order/{number}", f"{text} {number}", number)
    found = all_messages(tx, owner, limit)
    texts = [f"{text} {number}" for number in range(3) for text in ("one", "two")]
    assert sorted(each.body for each in found) == sorted(texts)
    assert [(each.place, each.seq) for each in found] == sorted((each.place, each.seq) for each in found)


def test_conversations_come_in_the_order_of_their_messages_archived_or_not(tx: db.Connection) -> None:
    say(tx, BORIS, ADA, BIKE, "Hello")
    say(tx, ADA, BORIS, "listing/9", "And this?")
    say(tx, CHLOE, ADA, BIKE, "Hi")
    open_campaign(tx, ADA)
    archiving.archive(tx, ADA, BORIS, BIKE, NOON)
    found = exporting.conversations(tx, ADA, FIRST, 2)
    found += exporting.conversations(tx, ADA, (found[-1].peer_id, found[-1].topic), 2)
    assert {(each.peer_id, each.topic_name) for each in found} == {
        (BORIS, BIKE),
        (BORIS, "listing/9"),
        (CHLOE, BIKE),
        (NEWS, SPRING),
    }
    assert [each.content_id for each in found if each.topic_name == SPRING] == [SPRING_CONTENT]
    places = [(each.peer_id, each.topic) for each in found]
    assert places == sorted(places)
    assert [each.place for each in all_messages(tx, ADA, 10)] == places[1:]


def test_what_others_said_to_each_other_is_not_told(tx: db.Connection) -> None:
    say(tx, BORIS, CHLOE, BIKE, "Between us")
    assert exporting.messages(tx, ADA, FIRST, BEFORE_ALL, 10) == []
    assert exporting.conversations(tx, ADA, FIRST, 10) == []


def test_reports_are_told_to_whom_they_are_of(tx: db.Connection) -> None:
    say(tx, BORIS, ADA, BIKE, "Hello")
    reporting.report(tx, ADA, BORIS, BIKE, "rude", NOON)
    assert [(each.peer_id, each.reason) for each in exporting.reports(tx, ADA)] == [(BORIS, "rude")]
    assert exporting.reports(tx, BORIS) == []
