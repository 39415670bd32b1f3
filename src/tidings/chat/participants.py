"""Whoever holds a conversation: people have ids above zero, system participants below."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tidings.core import db, queries
from tidings.core.errors import BadInput, Conflict, NotFound

Q = queries.load("chat")
DEFAULT_HANDLE = "marketplace-news"
DEFAULT_NAME = "Marketplace News"
LONGEST_NAME = 100
_HANDLE = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True)
class SystemParticipant:
    """A participant that is no person: a brand's news, a seller's bot, any entity. Its id is below zero."""

    id: int
    handle: str
    name: str
    picture_url: str
    revision: int
    created_at: datetime


def is_person(participant_id: int) -> bool:
    """Whether the id is a person's: the sign says it."""
    return participant_id > 0


def home(a: int, b: int) -> tuple[int, int]:
    """The two participants of a conversation as (home, other), the same from either side.

    The home is the person in a pair of person and system participant, else the lower id. Raises BadInput when
    the two are one.
    """
    if a == b:
        raise BadInput("A conversation needs two participants, and these are one and the same.")
    if is_person(a) != is_person(b):
        return (a, b) if is_person(a) else (b, a)
    return (a, b) if a < b else (b, a)


def create(tx: db.Connection, handle: str, name: str, picture_url: str, now: datetime) -> SystemParticipant:
    """A new system participant. Raises BadInput for what cannot be, Conflict when the handle is taken."""
    if not _HANDLE.fullmatch(handle):
        raise BadInput(
            f"The handle {handle!r} cannot be used: begin with a small letter, then small letters, digits "
            "and hyphens, 40 characters at most."
        )
    _check(name, picture_url)
    created = db.row(tx, Q["create_participant"], handle=handle, name=name.strip(), picture_url=picture_url, now=now)
    if created is None:
        raise Conflict(f"The handle {handle!r} is taken: choose another one.")
    return SystemParticipant(**created)


def lock(tx: db.Connection, handle: str) -> int | None:
    """The revision of a system participant, kept from others until the transaction ends; None if there is none."""
    found = db.row(tx, Q["lock_participant"], handle=handle)
    return int(found["revision"]) if found else None


def change(tx: db.Connection, handle: str, name: str, picture_url: str) -> SystemParticipant:
    """Call it something else, in every inbox at once. Raises BadInput, NotFound."""
    _check(name, picture_url)
    changed = db.row(tx, Q["change_participant"], handle=handle, name=name.strip(), picture_url=picture_url)
    if changed is None:
        raise _unknown(handle)
    return SystemParticipant(**changed)


def ensure_default(tx: db.Connection, now: datetime) -> SystemParticipant:
    """The participant that campaigns come from when nobody made another one; made at the first call."""
    db.run(tx, Q["create_participant"], handle=DEFAULT_HANDLE, name=DEFAULT_NAME, picture_url="", now=now)
    return find(tx, DEFAULT_HANDLE)


def find(tx: db.Connection, handle: str) -> SystemParticipant:
    """The system participant with this handle. Raises NotFound."""
    found = db.row(tx, Q["participant"], handle=handle) if _HANDLE.fullmatch(handle) else None
    if found is None:
        raise _unknown(handle)
    return SystemParticipant(**found)


def check_known(tx: db.Connection, *ids: int) -> None:
    """Raises NotFound for an unknown id below zero, BadInput for 0; people are not looked up."""
    if 0 in ids:
        raise BadInput("No participant has the id 0.")
    known = names(tx, ids)
    for participant_id in ids:
        if not is_person(participant_id) and participant_id not in known:
            raise NotFound(f"There is no sender with the id {participant_id}.")


def everyone(tx: db.Connection) -> list[SystemParticipant]:
    """All system participants, by handle."""
    return [SystemParticipant(**found) for found in db.rows(tx, Q["participants"])]


def by_id(tx: db.Connection, ids: Iterable[int]) -> dict[int, SystemParticipant]:
    """The system participants among those ids."""
    below = [participant_id for participant_id in ids if not is_person(participant_id)]
    found = db.rows(tx, Q["participants_by_id"], ids=below) if below else []
    return {participant["id"]: SystemParticipant(**participant) for participant in found}


def names(tx: db.Connection, ids: Iterable[int]) -> dict[int, str]:
    """The names of those ids that are system participants; people's names are not the chat's to know."""
    below = [participant_id for participant_id in ids if not is_person(participant_id)]
    found = db.rows(tx, Q["participant_names"], ids=below) if below else []
    return {participant["id"]: participant["name"] for participant in found}


def _check(name: str, picture_url: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME:
        raise BadInput(f"A sender's name has 1 to {LONGEST_NAME} characters.")
    if picture_url and not picture_url.startswith(("https://", "http://")):
        raise BadInput(f"The picture {picture_url!r} is not a web address: begin it with https://.")


def _unknown(handle: str) -> NotFound:
    return NotFound(f"There is no sender {handle!r}: `tidings sender list` shows them all.")
