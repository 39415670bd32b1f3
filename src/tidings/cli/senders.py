"""`tidings sender`: the system participants that campaigns come from."""

from typing import Annotated

import typer

from tidings.chat import participants
from tidings.cli import output, session
from tidings.cli.output import AsJson
from tidings.core import clock

app = typer.Typer(no_args_is_help=True, help="System participants, which campaigns come from.")


@app.command("create")
def create(
    handle: Annotated[str, typer.Argument(help="such as spring-team")],
    name: Annotated[str, typer.Argument(help="as people read it, such as 'Spring Team'")],
    picture_url: Annotated[str, typer.Option("--picture", help="Address of its picture.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make a system participant."""
    with session.connection() as connection:
        made = participants.create(connection, handle, name, picture_url, clock.now())
    output.show(made, as_json, f"{made.name} sends as {made.handle}.")


@app.command("list")
def show(as_json: AsJson = False) -> None:
    """Show all system participants."""
    with session.connection() as connection:
        found = participants.everyone(connection)
    rows = [[each.handle, each.name, each.picture_url] for each in found]
    output.show(found, as_json, output.table(["handle", "name", "picture"], rows))
