"""`tidings campaign status`, `verify` and `explain`: how far it is, whether it adds up, and why she did not get it."""

import time
from typing import Annotated

import typer
from rich.live import Live

from tidings.audience import persons
from tidings.cli import output, session, status
from tidings.cli.output import AsJson
from tidings.cli.session import Id
from tidings.core import clock, db
from tidings.core.errors import BadInput
from tidings.delivery import explaining, verifying

LOOK_S = 0.25


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("status")(show_status)
    app.command("verify")(verify)
    app.command("explain")(explain)


def show_status(
    campaign_id: Id,
    watch: Annotated[bool, typer.Option("--watch", help="Follow it until nothing is under way.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show how far sending and archiving are, how fast, until when, and why they wait."""
    with session.connection() as connection:
        if not watch:
            found = status.of(connection, campaign_id, clock.now())
            output.show(found, as_json, status.words(found, clock.now()))
            return
        _follow(connection, campaign_id, as_json)


def _follow(connection: db.Connection, campaign_id: int, as_json: bool) -> None:
    """Look again and again: a bar that moves on a terminal, a line at each change for whoever keeps a log."""
    said: object = None
    with Live(console=output.console, auto_refresh=False, transient=as_json) as live:
        while True:
            found = status.of(connection, campaign_id, clock.now())
            if as_json:
                typer.echo(output.json_text(found))
            elif output.console.is_terminal:
                live.update(status.words(found, clock.now()), refresh=True)
            elif status.change(found) != said:
                typer.echo(status.line(found, clock.now()))
            said = status.change(found)
            if not found.is_under_way:
                return
            time.sleep(LOOK_S)


def verify(campaign_id: Id, as_json: AsJson = False) -> None:
    """Recount a campaign from the rows themselves; exits with 1 when anything differs."""
    with session.connection() as connection:
        recount = verifying.verify(connection, campaign_id)
    words = (
        f"{recount.member_count:,} members = {recount.opened_count:,} sent + {recount.left_out_count:,} left out + "
        f"{recount.unsent_count:,} unsent at the end + {recount.waiting_count:,} waiting."
    )
    lines = [words, *(recount.differences or ["Every row fits what the books say."])]
    output.show({"is_right": recount.is_right, **vars(recount)}, as_json, lines)
    if not recount.is_right:
        raise typer.Exit(1)


def explain(
    campaign_id: Id,
    person: Annotated[str | None, typer.Option(help="Whom, by the marketplace's own id.")] = None,
    number: Annotated[int | None, typer.Option(help="Whom, by the number that is left of somebody erased.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what became of one person in a campaign, and why."""
    if (person is None) == (number is None):
        raise BadInput("Say whom: --person with the marketplace's own id, or --number for somebody who was erased.")
    with session.connection() as connection:
        whom = persons.find(connection, person) if person is not None else persons.get(connection, number or 0)
        found = explaining.explain(connection, campaign_id, whom.id)
    at = f" ({found.at:%Y-%m-%d %H:%M:%S} UTC)" if found.at else ""
    output.show(found, as_json, f"{found.outcome}: {found.why}{at}")
