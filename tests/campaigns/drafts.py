"""Campaigns and the people they go to, as tests tell of them: makers, sensible unless a test says otherwise."""

import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tidings.audience import importing, persons
from tidings.campaigns import drafting
from tidings.campaigns.model import Definition
from tidings.chat import participants
from tidings.core import db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MIA = "mia@market"
SENDER = "marketplace-news"
WHY = "the plan says so"


def after(**durations: float) -> datetime:
    """The moment so long after NOON: `after(minutes=3)`."""
    return NOON + timedelta(**durations)


def definition(**changes: Any) -> Definition:
    """A whole definition: two variables, a fallback in English and a variant in Portuguese, everyone; now, for ever."""
    sensible: dict[str, Any] = {
        "name": "Spring cleaning",
        "category": "promotions",
        "sender": SENDER,
        "content": [variant(), variant(locale="pt", text="Olá {{ first_name }}, o que tens em {{ town }}?")],
        "variables": [variable(), variable(name="town", field="attributes.town", default="your town")],
        "audience": {"everyone": True},
    }
    return Definition.model_validate(sensible | changes)


def variant(**changes: Any) -> dict[str, Any]:
    """The message in English, with a picture and a button."""
    sensible: dict[str, Any] = {
        "locale": "en",
        "text": "Hi {{ first_name }}, what is in your cellar in {{ town }}?",
        "image_url": "https://images.example.com/spring.jpg",
        "buttons": [{"label": "Offer, {{ first_name }}", "url": "https://market.example.com/new?near={{ town }}"}],
    }
    return sensible | changes


def variable(**changes: Any) -> dict[str, Any]:
    """The variable `first_name`, the person's name."""
    sensible: dict[str, Any] = {"name": "first_name", "field": "name", "default": "there"}
    return sensible | changes


def a_draft(tx: db.Connection, **changes: Any) -> int:
    """A saved draft of `definition(**changes)`, with the sender that it names by default; its id."""
    participants.ensure_default(tx, NOON)
    return drafting.create(tx, definition(**changes), MIA, NOON)


def a_person(tx: db.Connection, external_id: str, **changes: Any) -> int:
    """A person of the marketplace in Porto, called as their id with a capital; their number."""
    sensible = {"name": external_id.capitalize(), "locale": "en", "zone": "Europe/Lisbon"}
    record = {"external_id": external_id, **sensible, "attributes": {"town": "Porto"}} | changes
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "people.ndjson"
        path.write_text(json.dumps(record), encoding="utf-8")
        summary = importing.import_file(tx, path, NOON)
    assert summary.rejected == 0, f"no such person can be: {record}"
    return persons.find(tx, external_id).id
