"""What its owner reads in an inbox and in a conversation: names and texts, whoever wrote them and in whatever form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tidings.audience import persons
from tidings.campaigns import rendering
from tidings.campaigns.contents import Content
from tidings.campaigns.rendering import Rendered, RenderedButton
from tidings.chat import participants, timeline
from tidings.chat.model import TOP, Cursor, EntryView, Place, Said
from tidings.core import db


@dataclass(frozen=True)
class Line:
    """A conversation in an inbox, with the text of its last message; picture and buttons only when that is an opening.

    `is_edited`: the text is not the one that was sent. `is_answered`: its owner answered the opening.
    `others_read_seq`: up to which message the peer has read. `cursor` begins the page after this line.
    """

    peer_id: int
    peer_name: str
    topic_name: str
    text: str
    image_url: str
    buttons: tuple[RenderedButton, ...]
    last_seq: int
    unread_count: int
    others_read_seq: int | None
    last_message_at: datetime
    is_edited: bool
    is_archived: bool
    is_answered: bool
    cursor: Cursor


@dataclass(frozen=True)
class Message:
    """A message of a conversation as it is read; `seq` 0 is an opening. Names are '' where there is none."""

    seq: int
    author_id: int
    author_name: str
    sent_at: datetime
    text: str
    image_url: str
    buttons: tuple[RenderedButton, ...]
    is_edited: bool


def inbox(
    tx: db.Connection,
    owner_id: int,
    limit: int = 20,
    before: Cursor = TOP,
    is_archived: bool = False,
    *,
    is_opening: bool | None = None,
    are_named: bool = True,
) -> list[Line]:
    """The owner's conversations, newest first, older than `before`; the archived ones with `is_archived`.

    With `is_opening` only those that a campaign opened and nobody answered; False: all others.

    Four statements at most, however many lines there are; without names, which somebody else may know, two.
    """
    entries = timeline.inbox(tx, owner_id, limit, before, is_archived=is_archived, is_opening=is_opening)
    known = names(tx, (entry.peer_id for entry in entries)) if are_named else {}
    openings = _contents(tx, (entry.content_id for entry in entries if entry.last_body is None))
    return [_line(entry, known, openings) for entry in entries]


def conversation(
    tx: db.Connection,
    a: int,
    b: int,
    topic_name: str,
    limit: int = 50,
    before: int = timeline.LAST,
    *,
    are_named: bool = True,
) -> list[Message]:
    """The last `limit` messages numbered below `before` between `a` and `b`, oldest first. Raises NotFound."""
    said = timeline.history(tx, a, b, topic_name, limit, before)
    known = names(tx, (each.author_id for each in said)) if are_named else {}
    openings = _contents(tx, (each.content_id for each in said))
    return [_message(each, known, openings) for each in said]


def lines(tx: db.Connection, places: Iterable[Place]) -> list[tuple[Place, Line, Message]]:
    """Views as they are now, in no order, each with its last message; nobody is named. Two statements."""
    found = timeline.lines(tx, places)
    openings = _contents(tx, (each.view.content_id for each in found if each.view.last_body is None))
    return [
        (
            Place(each.view.owner_id, each.view.peer_id, each.view.topic_name),
            _line(each.view, {}, openings),
            _message(each.said, {}, openings),
        )
        for each in found
    ]


def names(tx: db.Connection, ids: Iterable[int]) -> dict[int, str]:
    """The names of participants, people and others; one who was erased has ''."""
    wanted = set(ids)
    people = sorted(participant_id for participant_id in wanted if participants.is_person(participant_id))
    return participants.names(tx, wanted) | (persons.names(tx, people) if people else {})


def _contents(tx: db.Connection, ids: Iterable[int | None]) -> dict[int, Content]:
    wanted = {content_id for content_id in ids if content_id is not None}
    return rendering.contents(tx, wanted) if wanted else {}


def _line(entry: EntryView, known: Mapping[int, str], openings: Mapping[int, Content]) -> Line:
    shown = _shown(entry.last_body, entry.content_id, entry.opening_values, openings)
    return Line(
        peer_id=entry.peer_id,
        peer_name=known.get(entry.peer_id, ""),
        topic_name=entry.topic_name,
        text=shown.text,
        image_url=shown.image_url,
        buttons=shown.buttons,
        last_seq=entry.last_seq,
        unread_count=entry.unread_count,
        others_read_seq=entry.others_read_seq,
        last_message_at=entry.last_message_at,
        is_edited=shown.is_edited,
        is_archived=entry.archived_at is not None,
        is_answered=entry.answered_at is not None,
        cursor=entry.cursor,
    )


def _message(said: Said, known: Mapping[int, str], openings: Mapping[int, Content]) -> Message:
    shown = _shown(said.body, said.content_id, said.values, openings)
    return Message(
        seq=said.seq,
        author_id=said.author_id,
        author_name=known.get(said.author_id, ""),
        sent_at=said.sent_at,
        text=shown.text,
        image_url=shown.image_url,
        buttons=shown.buttons,
        is_edited=shown.is_edited,
    )


def _shown(
    body: str | None, content_id: int | None, values: list[str | None] | None, openings: Mapping[int, Content]
) -> Rendered:
    content = openings.get(content_id) if body is None and content_id is not None else None
    return rendering.render_opening(content, values) if content else Rendered(body or "", "", (), is_edited=False)
