"""`tidings campaign count` and `sample`: whom a campaign means, before anything is sent."""

from typing import Annotated

import typer

from tidings.audience import members
from tidings.campaigns import loading, selecting
from tidings.cli import output, session
from tidings.cli.output import AsJson
from tidings.cli.session import Id
from tidings.core import clock


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("count")(count)
    app.command("sample")(sample)


def count(campaign_id: Id, as_json: AsJson = False) -> None:
    """Count whom a campaign means now, and who of them would be left out."""
    with session.connection() as connection:
        definition = loading.get(connection, campaign_id).definition
        selection, fields = selecting.selection(definition), selecting.catalogue(connection)
        found = members.count(connection, selection, definition.category, clock.now(), fields)
    words = (
        f"{found.reached_count:,} would get it: {found.matched_count:,} are meant, {found.excluded_count:,} excluded, "
        f"{found.opted_out_count:,} opted out of {definition.category}."
    )
    counts = {
        "reached_count": found.reached_count,
        "matched_count": found.matched_count,
        "excluded_count": found.excluded_count,
        "opted_out_count": found.opted_out_count,
    }
    output.show(counts, as_json, words)


def sample(
    campaign_id: Id,
    size: Annotated[int, typer.Option(min=1, max=1000, help="How many people.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Show some people whom a campaign means, drawn at random."""
    with session.connection() as connection:
        definition = loading.get(connection, campaign_id).definition
        selection, fields = selecting.selection(definition), selecting.catalogue(connection)
        found = members.sample(connection, selection, clock.now(), fields, size=size)
    rows = [[each.external_id or "", each.name, each.locale, each.zone, each.last_active_at or ""] for each in found]
    output.show(found, as_json, output.table(["id", "name", "locale", "zone", "last active"], rows))
