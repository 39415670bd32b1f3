"""Who put a conversation away, and who takes it back."""

import pytest

from tests.chat.people import (
    ADA,
    BIKE,
    BORIS,
    CHLOE,
    NEWS,
    SPRING,
    SPRING_ARCHIVE_TASK,
    a_sender,
    after,
    archive_campaign,
    open_campaign,
    say,
    undo_archive,
)
from tidings.chat import archiving, timeline
from tidings.core import db
from tidings.core.errors import NotFound


def test_an_archived_conversation_is_in_the_archive_and_not_in_the_inbox(tx: db.Connection) -> None:
    say(tx, ADA, BORIS, BIKE, "Hello")
    archiving.archive(tx, ADA, BORIS, BIKE, after(1))
    assert timeline.inbox(tx, ADA) == []
    assert [entry.topic_name for entry in timeline.inbox(tx, ADA, is_archived=True)] == [BIKE]
    assert len(timeline.inbox(tx, BORIS)) == 1
    archiving.unarchive(tx, ADA, BORIS, BIKE, after(2))
    assert len(timeline.inbox(tx, ADA)) == 1


def test_a_campaign_archives_what_nobody_answered_or_archived(tx: db.Connection) -> None:
    a_sender(tx)
    open_campaign(tx, ADA, BORIS, CHLOE)
    say(tx, ADA, NEWS, SPRING, "Yes")
    archiving.archive(tx, BORIS, NEWS, SPRING, after(1))
    assert archive_campaign(tx, ADA, BORIS, CHLOE, minutes=9) == [CHLOE]
    assert len(timeline.inbox(tx, ADA)) == 1
    assert timeline.inbox(tx, CHLOE) == []


def test_undo_brings_back_only_what_the_campaign_archived(tx: db.Connection) -> None:
    open_campaign(tx, ADA, BORIS, CHLOE)
    archiving.archive(tx, BORIS, NEWS, SPRING, after(1))
    archive_campaign(tx, ADA, BORIS, CHLOE, minutes=2)
    archiving.archive(tx, CHLOE, NEWS, SPRING, after(3))
    assert undo_archive(tx, ADA, BORIS, CHLOE) == [ADA]
    [kept] = timeline.inbox(tx, CHLOE, is_archived=True)
    assert (kept.archived_at, kept.archived_by) == (after(2), None)


def test_an_archived_campaign_that_is_answered_comes_back_and_stays(tx: db.Connection) -> None:
    a_sender(tx)
    open_campaign(tx, ADA)
    assert archive_campaign(tx, ADA, minutes=1) == [ADA]
    assert timeline.inbox(tx, ADA, is_archived=True)[0].archived_by == SPRING_ARCHIVE_TASK
    say(tx, ADA, NEWS, SPRING, "Is it still on?", 2)
    assert archive_campaign(tx, ADA, minutes=3) == []
    assert len(timeline.inbox(tx, ADA)) == 1


def test_archiving_twice_changes_nothing(tx: db.Connection) -> None:
    open_campaign(tx, ADA)
    assert archive_campaign(tx, ADA, minutes=1) == [ADA]
    assert archive_campaign(tx, ADA, minutes=2) == []
    assert undo_archive(tx, ADA) == [ADA]
    assert undo_archive(tx, ADA) == []


def test_what_is_not_there_cannot_be_archived(tx: db.Connection) -> None:
    with pytest.raises(NotFound):
        archiving.archive(tx, ADA, BORIS, BIKE, after(1))
    with pytest.raises(NotFound):
        archiving.unarchive(tx, ADA, BORIS, BIKE, after(2))
