"""Campaigns and the people they go to, as tests tell of them: makers, sensible unless a test says otherwise."""

import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tidings.audience import importing, persons, values
from tidings.campaigns import choosing, control, drafting, expiring, loading, rendering
from tidings.campaigns.model import CampaignState, Definition
from tidings.chat import participants, posting
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


def a_scheduled(tx: db.Connection, **changes: Any) -> int:
    """A campaign that was launched at noon and has not begun."""
    campaign_id = a_draft(tx, **changes)
    control.launch(tx, campaign_id, MIA, WHY, NOON)
    return campaign_id


def a_running(tx: db.Connection, **changes: Any) -> int:
    """A campaign whose members the engine would have frozen."""
    campaign_id = a_scheduled(tx, **changes)
    with db.transaction(tx):
        control.begin(tx, campaign_id, NOON)
    return campaign_id


def an_ended(tx: db.Connection, state: CampaignState = CampaignState.COMPLETED, **changes: Any) -> int:
    """A campaign that ran and ended so."""
    campaign_id = a_running(tx, **changes)
    with db.transaction(tx):
        control.finish(tx, campaign_id, state, WHY, NOON)
    return campaign_id


def an_archived(tx: db.Connection, state: CampaignState = CampaignState.COMPLETED, **changes: Any) -> int:
    """A campaign that ended so and whose conversations are archived."""
    campaign_id = an_ended(tx, state, **changes)
    with db.transaction(tx):
        expiring.open_archive(tx, campaign_id, NOON)
        expiring.finish_archive(tx, campaign_id, NOON)
    return campaign_id


def in_state(tx: db.Connection, state: CampaignState, **changes: Any) -> int:
    """A campaign that came into the state in the usual way."""
    if state is CampaignState.IN_REVIEW:
        campaign_id = a_draft(tx, **changes)
        control.submit(tx, campaign_id, MIA, WHY, NOON)
        return campaign_id
    makers = {
        CampaignState.DRAFT: a_draft,
        CampaignState.SCHEDULED: a_scheduled,
        CampaignState.RUNNING: a_running,
        CampaignState.ARCHIVED: an_archived,
    }
    return makers[state](tx, **changes) if state in makers else an_ended(tx, state, **changes)


def deliver(tx: db.Connection, campaign_id: int, *person_ids: int, now: datetime = NOON) -> None:
    """Open a launched campaign's conversation for people, one by one, with what the engine would copy."""
    campaign = loading.get(tx, campaign_id)
    variants = rendering.variant_ids(tx, campaign_id)
    fields = [variable.field for variable in campaign.definition.variables]
    for person_id in person_ids:
        number = choosing.choose([locale for locale, _ in variants], persons.get(tx, person_id).locale)
        copied = values.of_person(tx, person_id, fields)
        with db.transaction(tx):
            posting.open_with_content(
                tx, person_id, campaign.sender_id, campaign.topic_name, variants[number][1], copied, now
            )


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
