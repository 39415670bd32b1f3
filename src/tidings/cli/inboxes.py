"""`tidings inbox`: what a person sees in their chat."""

from typing import Annotated

import typer

from tidings.audience import persons
from tidings.campaigns import showing
from tidings.cli import output, session
from tidings.cli.output import AsJson


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("inbox")(show)


def show(
    person: Annotated[str, typer.Argument(help="The marketplace's own id of the person.")],
    is_archived: Annotated[bool, typer.Option("--archived", help="What was put away instead.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many conversations at most.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Show a person's inbox as they see it, newest first."""
    with session.connection() as connection:
        owner = persons.find(connection, person)
        lines = showing.inbox(connection, owner.id, limit=limit, is_archived=is_archived)
    place = "archive" if is_archived else "inbox"
    heading = f"{owner.name or person}'s {place}: {len(lines) or 'nothing'}{' so far' if len(lines) == limit else ''}"
    output.show(lines, as_json, [heading, *(_words(line) for line in lines)])


def _words(line: showing.Line) -> str:
    unread = f"  ({line.unread_count} unread)" if line.unread_count else ""
    edited = "  (edited)" if line.is_edited else ""
    parts = [f"\n● {line.peer_name}  {line.last_message_at:%Y-%m-%d %H:%M} UTC{unread}{edited}"]
    parts += [f"  {text}" for text in line.text.splitlines()]
    parts += [f"  [picture: {line.image_url}]"] if line.image_url else []
    parts += [f"  [{button.label}] {button.url}" for button in line.buttons]
    return "\n".join(parts)
