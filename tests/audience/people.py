"""The people that audience's tests tell of, and how to put them in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from tidings.audience import zones
from tidings.core import db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def days_ago(days: float) -> datetime:
    return NOON - timedelta(days=days)


def add(tx: db.Connection, external_id: str, **values: Any) -> int:
    """Put a person in as an import would have; their number.."""
    zones.sync(tx)
    zone_id = zones.ids(tx)[values.get("zone", "")]
    found = tx.execute(
        "insert into person (external_id, name, attributes, locale, zone_id, registered_at, last_active_at, updated_at)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s) returning id",
        (
            external_id,
            values.get("name", ""),
            Jsonb(values.get("attributes", {})),
            values.get("locale", ""),
            zone_id,
            values.get("registered_at"),
            values.get("last_active_at"),
            NOON,
        ),
    ).fetchone()
    assert found is not None
    return int(found["id"])


def refuse(tx: db.Connection, person_id: int, category: str = "*") -> None:
    tx.execute(
        "insert into consent (person_id, category, is_allowed, source, decided_at) values (%s, %s, false, 'test', %s)",
        (person_id, category, NOON),
    )
