"""What a campaign says, once for everybody: immutable rows that a correction replaces and never changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from tidings.campaigns import loading
from tidings.campaigns.model import Button, Definition, Variable, Variant
from tidings.core import db, queries
from tidings.core.errors import NotFound

Q = queries.load("campaigns")


@dataclass(frozen=True)
class Content:
    """The content that now speaks for an id: that row, or the one that replaced it (`is_edited`).

    `variables` are its own; `asked_variables` those of the row with the id, in whose order values were copied.
    """

    id: int
    campaign_id: int
    locale: str
    text: str
    image_url: str
    buttons: tuple[Button, ...]
    variables: tuple[Variable, ...]
    asked_variables: tuple[Variable, ...]
    is_edited: bool
    is_test: bool


def contents(tx: db.Connection, ids: Iterable[int]) -> dict[int, Content]:
    """What stands behind each content id now; ids that do not exist are left out."""
    return {found["asked_id"]: _content(found) for found in db.rows(tx, Q["contents"], ids=sorted(set(ids)))}


def variant_ids(tx: db.Connection, campaign_id: int) -> list[tuple[str, int]]:
    """The current content of a launched campaign as (locale, content id); the first is the fallback."""
    current = {found["locale"]: found["id"] for found in db.rows(tx, Q["variants"], campaign_id=campaign_id)}
    definition = loading.get(tx, campaign_id).definition
    return [(variant.locale, current[variant.locale]) for variant in definition.content if variant.locale in current]


def freeze(tx: db.Connection, campaign_id: int, definition: Definition, now: datetime) -> None:
    """Write the variants of a definition as the campaign's content."""
    for variant in definition.content:
        create(tx, campaign_id, variant, definition.variables, now)


def thaw(tx: db.Connection, campaign_id: int) -> None:
    """Remove the content of a launch that was taken back; tests that were sent keep theirs."""
    db.run(tx, Q["delete_contents"], campaign_id=campaign_id)


def create(
    tx: db.Connection,
    campaign_id: int,
    variant: Variant,
    variables: tuple[Variable, ...],
    now: datetime,
    *,
    is_test: bool = False,
) -> int:
    """Write one variant; its id."""
    created = db.row(
        tx,
        Q["create_content"],
        campaign_id=campaign_id,
        is_test=is_test,
        now=now,
        **_columns(variant, variables),
    )
    assert created is not None
    return int(created["id"])


def replace(
    tx: db.Connection, campaign_id: int, variant: Variant, variables: tuple[Variable, ...], now: datetime
) -> int:
    """Put another text in the place of a launched variant; the new id. Raises NotFound for an unknown locale."""
    created = db.row(tx, Q["replace_content"], campaign_id=campaign_id, now=now, **_columns(variant, variables))
    if created is None:
        raise NotFound(f"Campaign {campaign_id} has no content in {variant.locale!r} that could be corrected.")
    return int(created["id"])


def _columns(variant: Variant, variables: tuple[Variable, ...]) -> dict[str, Any]:
    return {
        "locale": variant.locale,
        "body": variant.text,
        "image_url": variant.image_url or "",
        "buttons": Jsonb([button.model_dump() for button in variant.buttons]),
        "variables": Jsonb([variable.model_dump() for variable in variables]),
    }


def _content(row: db.Row) -> Content:
    return Content(
        id=row["id"],
        campaign_id=row["campaign_id"],
        locale=row["locale"],
        text=row["body"],
        image_url=row["image_url"],
        buttons=tuple(Button.model_validate(button) for button in row["buttons"]),
        variables=_variables(row["variables"]),
        asked_variables=_variables(row["asked_variables"]),
        is_edited=row["id"] != row["asked_id"],
        is_test=row["is_test"],
    )


def _variables(stored: list[dict[str, Any]]) -> tuple[Variable, ...]:
    return tuple(Variable.model_validate(variable) for variable in stored)
