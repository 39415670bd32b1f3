"""`tidings sender`: the system participants that campaigns come from."""

from typing import Annotated

import typer

from tidings.chat import participants
from tidings.cli import output, session
from tidings.cli.output import AsJson
from tidings.core import clock, db

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


@app.command("change")
def change(
    handle: Annotated[str, typer.Argument(help="whose name or picture changes")],
    name: Annotated[str | None, typer.Option("--name", help="as people read it from now on")] = None,
    picture_url: Annotated[str | None, typer.Option("--picture", help="Address of its picture; '' for none.")] = None,
    as_json: AsJson = False,
) -> None:
    """Give a system participant another name or picture, which all inboxes show at once."""
    with session.connection() as connection, db.transaction(connection) as tx:
        before = participants.find(tx, handle)
        changed = participants.change(
            tx,
            handle,
            before.name if name is None else name,
            before.picture_url if picture_url is None else picture_url,
        )
    output.show(changed, as_json, f"{changed.handle} sends as {changed.name} now.")


@app.command("list")
def show(as_json: AsJson = False) -> None:
    """Show all system participants."""
    with session.connection() as connection:
        found = participants.everyone(connection)
    rows = [[each.handle, each.name, each.picture_url] for each in found]
    output.show(found, as_json, output.table(["handle", "name", "picture"], rows))
