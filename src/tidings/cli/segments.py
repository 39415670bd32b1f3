"""`tidings segment`: rules over what is known of people, kept under a name."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from tidings.audience import members, saving
from tidings.audience.model import Selection
from tidings.campaigns import deleting, selecting
from tidings.cli import output, session
from tidings.cli.output import AsJson
from tidings.core import clock
from tidings.core.errors import BadInput

app = typer.Typer(no_args_is_help=True, help="Segments: conditions that people meet.")
Name = Annotated[str, typer.Argument(help="The segment's name.")]
NO_CATEGORY = "-"


@app.command("save")
def save(
    name: Name,
    file: Annotated[Path, typer.Argument(help="JSON: a tree of conditions, as react-querybuilder exports it.")],
    as_json: AsJson = False,
) -> None:
    """Keep the rule in a file under a name, in place of the one that had it."""
    rule = _rule(file)
    with session.connection() as connection:
        saving.save(connection, name, rule, clock.now(), selecting.catalogue(connection))
    output.show({"name": name, "rule": rule}, as_json, f"The segment {name} is saved.")


@app.command("show")
def show(as_json: AsJson = False) -> None:
    """Show all segments."""
    with session.connection() as connection:
        found = {name: saving.load(connection, name) for name in saving.names(connection)}
    rows = [[name, output.json_text(rule)] for name, rule in found.items()]
    output.show(found, as_json, output.table(["segment", "rule"], rows))


@app.command("count")
def count(name: Name, as_json: AsJson = False) -> None:
    """Count who meets a segment's conditions now, whatever they agreed to."""
    with session.connection() as connection:
        saving.load(connection, name)
        fields = selecting.catalogue(connection)
        found = members.count(connection, Selection(segment=name), NO_CATEGORY, clock.now(), fields)
    output.show({"matched_count": found.matched_count}, as_json, f"{found.matched_count:,} people are in {name}.")


@app.command("delete")
def delete(name: Name, as_json: AsJson = False) -> None:
    """Remove a segment that no launched campaign needs, but nobody in it."""
    with session.connection() as connection:
        deleting.delete_segment(connection, name)
    output.show({"deleted": name}, as_json, f"The segment {name} is gone; the people in it stay.")


@app.command("fields")
def fields(as_json: AsJson = False) -> None:
    """Show what a segment may ask."""
    with session.connection() as connection:
        names = selecting.catalogue(connection).names()
    output.show(names, as_json, "\n".join(names))


def _rule(file: Path) -> dict[str, Any]:
    try:
        rule = orjson.loads(file.read_bytes())
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from error
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{file} is not JSON: {error}") from error
    if not isinstance(rule, dict):
        raise BadInput(f'{file} holds no rule: write {{"combinator": "and", "rules": [one or more]}}')
    return rule
