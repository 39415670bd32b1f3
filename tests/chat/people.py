"""The people and the sender that the chat's tests tell of, and how to give them an opening."""

from datetime import UTC, datetime, timedelta

from tidings.chat import posting, topics
from tidings.core import db, queries

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADA, BORIS, CHLOE = 1, 2, 3
NEWS, SHOP = -1, -2
BIKE = "listing/8841"
SPRING = "campaign/12"
SPRING_CONTENT = 34
SPRING_ARCHIVE_TASK = 56


def after(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def a_sender(tx: db.Connection) -> None:
    """Makes NEWS; the first sequence number of a fresh database is 1."""
    text = queries.load("chat")["create_participant"]
    made = db.row(tx, text, handle="news", name="News", picture_url="", now=NOON)
    assert made is not None and made["id"] == NEWS


def another_sender(tx: db.Connection) -> None:
    """Makes SHOP, after NEWS."""
    text = queries.load("chat")["create_participant"]
    made = db.row(tx, text, handle="shop", name="Shop", picture_url="", now=NOON)
    assert made is not None and made["id"] == SHOP


def say(tx: db.Connection, author: int, peer: int, topic: str, body: str, minutes: int = 0) -> int:
    with db.transaction(tx):
        return posting.post(tx, author, peer, topic, body, after(minutes))


def campaign(tx: db.Connection, fragment: str, members: list[int], minutes: int = 0) -> list[int]:
    """Runs one of the engine's fragments over `members`, as the engine's own statement would."""
    chat = queries.compose("chat", fragment).replace("{{:returning}}", "returning owner_id")
    result = "opened" if fragment == "open_entries" else "changed"
    eligible = (
        "eligible as (select id, %(content_id)s as content_id, %(now)s::timestamptz as opened_at,"
        " array['Ada', null] as opening_values"
        " from unnest((select members from claimed)) as member (id) order by id),"
    )
    text = (
        "with claimed as (select %(members)s::bigint[] as members), "
        f"{eligible if fragment == 'open_entries' else ''} {chat} select owner_id from {result} order by owner_id"
    )
    found = db.rows(
        tx,
        text,
        members=members,
        peer_id=NEWS,
        topic=topics.number(SPRING),
        topic_name=SPRING,
        now=after(minutes),
        content_id=SPRING_CONTENT,
        archived_by=SPRING_ARCHIVE_TASK,
    )
    return [line["owner_id"] for line in found]


def open_campaign(tx: db.Connection, *members: int, minutes: int = 0) -> list[int]:
    return campaign(tx, "open_entries", list(members), minutes)


def archive_campaign(tx: db.Connection, *members: int, minutes: int = 0) -> list[int]:
    return campaign(tx, "archive_entries", list(members), minutes)


def undo_archive(tx: db.Connection, *members: int) -> list[int]:
    return campaign(tx, "unarchive_entries", list(members))
