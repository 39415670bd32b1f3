"""Segments with a name, so that several campaigns mean the same people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from tidings.audience import catalogue, segments
from tidings.audience.catalogue import Catalogue
from tidings.audience.model import is_storable
from tidings.core import db, queries
from tidings.core.errors import BadInput, Conflict, NotFound

Q = queries.load("audience")


@dataclass(frozen=True)
class Segment:
    """A rule and its name."""

    name: str
    rule: dict[str, Any]
    revision: int
    created_at: datetime
    updated_at: datetime


def save(tx: db.Connection, name: str, rule: dict[str, Any], now: datetime, fields: Catalogue = catalogue.OWN) -> None:
    """Keep a rule under a name, in place of the one that had it. Raises InvalidFields or BadInput."""
    check(name, rule, now, fields)
    db.run(tx, Q["save_segment"], name=name, rule=Jsonb(rule), now=now)


def create(
    tx: db.Connection, name: str, rule: dict[str, Any], now: datetime, fields: Catalogue = catalogue.OWN
) -> None:
    """Keep a rule under a name that no other has. Raises InvalidFields, BadInput, or Conflict."""
    check(name, rule, now, fields)
    if not db.run(tx, Q["create_segment"], name=name, rule=Jsonb(rule), now=now):
        raise Conflict(f"Somebody else saved a segment {name!r} in the same moment.")


def check(name: str, rule: dict[str, Any], now: datetime, fields: Catalogue = catalogue.OWN) -> None:
    """Raises BadInput for a name that is none, InvalidFields for a rule with faults."""
    if not 0 < len(name) <= 200 or name != name.strip() or not name.isprintable():
        raise BadInput(f"{name!r} is no name for a segment: 1 to 200 characters, no blanks around them.")
    segments.compile(rule, now, prefix="rule_", fields=fields)


def delete(tx: db.Connection, name: str) -> None:
    """Forget a segment, but nobody in it; `campaigns.deleting` asks before whether it is needed. Raises NotFound."""
    get(tx, name)
    db.run(tx, Q["delete_segment"], name=name)


def lock(tx: db.Connection, name: str) -> int | None:
    """The revision of a segment, which nobody else changes until the transaction ends; None when there is none."""
    found = db.row(tx, Q["lock_segment"], name=name) if is_storable(name) else None
    return int(found["revision"]) if found else None


def load(tx: db.Connection, name: str) -> dict[str, Any]:
    """The rule that has this name. Raises NotFound."""
    return get(tx, name).rule


def get(tx: db.Connection, name: str) -> Segment:
    """The segment that has this name. Raises NotFound."""
    found = db.row(tx, Q["segment"], name=name) if is_storable(name) else None
    if found is None:
        raise NotFound(f"There is no segment {name!r}.")
    return Segment(**found)


def every(tx: db.Connection, limit: int | None = None, after: str = "") -> list[Segment]:
    """Saved segments by name: at most so many, of those after a name; all of them without a limit."""
    return [Segment(**found) for found in db.rows(tx, Q["segments"], limit=limit, after=after)]


def names(tx: db.Connection) -> list[str]:
    """The names of all saved segments, in alphabetical order."""
    return [found.name for found in every(tx)]
