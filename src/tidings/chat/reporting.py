"""A participant says that somebody at the marketplace should look at a conversation, and why; and somebody does."""

from dataclasses import dataclass
from datetime import datetime

from tidings.chat import topics
from tidings.core import db, queries
from tidings.core.errors import BadInput, NotFound

Q = queries.load("chat")
LONGEST_REASON = 1000


@dataclass(frozen=True)
class Report:
    """What the owner of a conversation said is wrong with it, and who saw to it."""

    id: int
    owner_id: int
    peer_id: int
    topic_name: str
    reason: str
    reported_at: datetime
    closed_at: datetime | None
    closed_by: str | None


def report(tx: db.Connection, owner_id: int, peer_id: int, topic_name: str, reason: str, now: datetime) -> None:
    """Keep the owner's report of one of their conversations; a later one takes its place and is open.

    Raises NotFound when they have no such conversation, BadInput for a reason that is none.
    """
    text = reason.strip()
    if not text or len(text) > LONGEST_REASON or not text.replace("\n", " ").isprintable():
        raise BadInput(f"Say in 1 to {LONGEST_REASON:,} characters what is wrong with the conversation.")
    place = {"owner_id": owner_id, "peer_id": peer_id, "topic": topics.number(topic_name)}
    if db.row(tx, Q["own_entry"], **place) is None:
        raise NotFound(f"This participant has no such conversation about {topic_name!r}.")
    db.run(tx, Q["report"], **place, topic_name=topic_name, reason=text, now=now)


def page(tx: db.Connection, limit: int, before: int, is_open: bool | None = None) -> list[Report]:
    """Reports with numbers below `before`, the latest first: all of them, or those that are open, or closed."""
    return [Report(**found) for found in db.rows(tx, Q["reports"], limit=limit, before=before, is_open=is_open)]


def close(tx: db.Connection, report_id: int, who: str, now: datetime) -> Report:
    """Note that somebody saw to a report. Idempotent. Raises NotFound, also when a later one took its place."""
    found = db.row(tx, Q["close_report"], report_id=report_id, who=who, now=now)
    if found is None:
        raise NotFound(f"There is no report {report_id}, or it was made anew since.")
    return Report(**found)
