"""Erasure empties what was said and leaves the numbers."""

from tests.chat.people import (
    ADA,
    BIKE,
    BORIS,
    CHLOE,
    NEWS,
    NOON,
    SPRING,
    SPRING_CONTENT,
    a_sender,
    open_campaign,
    say,
)
from tidings.chat import erasing, exporting, reporting, timeline
from tidings.core import db


def told(tx: db.Connection, a: int, b: int, topic: str) -> list[str | None]:
    return [message.body for message in timeline.history(tx, a, b, topic)]


def test_a_persons_texts_are_gone_and_other_peoples_are_not(tx: db.Connection) -> None:
    for peer in (ADA, CHLOE):
        say(tx, BORIS, peer, BIKE, "My number is 555")
        say(tx, peer, BORIS, BIKE, "Thank you")
    say(tx, ADA, CHLOE, BIKE, "Did he write to you?")
    erasing.blank(tx, BORIS)
    assert told(tx, ADA, BORIS, BIKE) == told(tx, CHLOE, BORIS, BIKE) == ["", "Thank you"]
    assert told(tx, ADA, CHLOE, BIKE) == ["Did he write to you?"]


def test_what_a_sender_wrote_to_the_person_is_gone_too(tx: db.Connection) -> None:
    a_sender(tx)
    open_campaign(tx, ADA, BORIS)
    for person in (ADA, BORIS):
        say(tx, person, NEWS, SPRING, "I live in Lund")
        say(tx, NEWS, person, SPRING, "We deliver to Lund")
    erasing.blank(tx, ADA)
    assert told(tx, ADA, NEWS, SPRING) == [None, "", ""]
    assert told(tx, BORIS, NEWS, SPRING) == [None, "I live in Lund", "We deliver to Lund"]


def test_values_of_openings_are_gone_and_the_rows_stay(tx: db.Connection) -> None:
    open_campaign(tx, ADA, BORIS)
    erasing.blank(tx, ADA)
    erasing.blank(tx, ADA)
    found = tx.execute("select owner_id, content_id, opening_values from entry order by owner_id").fetchall()
    assert [tuple(entry.values()) for entry in found] == [
        (ADA, SPRING_CONTENT, None),
        (BORIS, SPRING_CONTENT, ["Ada", None]),
    ]


def test_what_a_person_reported_and_a_sender_reported_of_them_is_gone(tx: db.Connection) -> None:
    a_sender(tx)
    say(tx, ADA, BORIS, BIKE, "Hello"), say(tx, ADA, NEWS, BIKE, "Hello"), say(tx, NEWS, ADA, BIKE, "Hello")
    for owner, peer, topic in ((ADA, BORIS, BIKE), (BORIS, ADA, BIKE), (NEWS, ADA, BIKE)):
        reporting.report(tx, owner, peer, topic, "Lives in Lund", NOON)
    erasing.blank(tx, ADA)
    said = [report.reason for owner in (ADA, BORIS, NEWS) for report in exporting.reports(tx, owner)]
    assert said == ["", "Lives in Lund", ""]
