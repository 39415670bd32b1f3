"""`tidings list`: people put together under a name."""

from pathlib import Path
from typing import Annotated

import typer

from tidings.audience import lists
from tidings.campaigns import deleting
from tidings.cli import output, session
from tidings.cli.output import AsJson
from tidings.core import clock
from tidings.core.errors import BadInput

app = typer.Typer(no_args_is_help=True, help="Lists of people: an audience, or whom to leave out.")
Name = Annotated[str, typer.Argument(help="The list's name.")]
Ids = Annotated[list[str] | None, typer.Argument(help="People by the marketplace's own ids.")]
FromFile = Annotated[Path | None, typer.Option("--file", help="A file with one id a line.")]


@app.command("create")
def create(name: Name, as_json: AsJson = False) -> None:
    """Make an empty list."""
    with session.connection() as connection:
        made = lists.create(connection, name, clock.now())
    output.show({"id": made, "name": name}, as_json, f"The list {name} is there; add people to it.")


@app.command("show")
def show(as_json: AsJson = False) -> None:
    """Show all lists with how many people are in each."""
    with session.connection() as connection:
        found = lists.lists(connection)
    output.show(found, as_json, output.table(["list", "people"], [[each.name, each.member_count] for each in found]))


@app.command("add")
def add(name: Name, ids: Ids = None, file: FromFile = None, as_json: AsJson = False) -> None:
    """Put people into a list; ids that nobody has are named."""
    with session.connection() as connection:
        added = lists.add(connection, name, _ids(ids, file))
    words = f"{added.added_count:,} added to {name}."
    if added.unknown:
        words += f" {len(added.unknown):,} ids are nobody's: {', '.join(added.unknown[:10])}"
    output.show(added, as_json, words)


@app.command("remove")
def remove(name: Name, ids: Ids = None, file: FromFile = None, as_json: AsJson = False) -> None:
    """Take people out of a list."""
    with session.connection() as connection:
        removed_count = lists.remove(connection, name, _ids(ids, file))
    output.show({"removed_count": removed_count}, as_json, f"{removed_count:,} taken out of {name}.")


@app.command("members")
def members(
    name: Name,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = 50,
    after: Annotated[int, typer.Option(help="The number of the last one seen.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Show a page of the people in a list."""
    with session.connection() as connection:
        found = lists.members(connection, name, limit=limit, after=after)
    rows = [[row["id"], row["external_id"], row["name"]] for row in found]
    output.show(found, as_json, output.table(["number", "id", "name"], rows))


@app.command("delete")
def delete(name: Name, as_json: AsJson = False) -> None:
    """Remove a list that no launched campaign needs, but nobody in it."""
    with session.connection() as connection:
        deleting.delete_list(connection, name)
    output.show({"deleted": name}, as_json, f"The list {name} is gone; the people in it stay.")


def _ids(ids: list[str] | None, file: Path | None) -> list[str]:
    given = list(ids or [])
    if file is not None:
        try:
            given += [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        except OSError as error:
            raise BadInput(f"{file} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise BadInput(f"{file} is not UTF-8 text: byte {error.start} cannot be read.") from error
    if not given:
        raise BadInput("Say which people: their ids behind the list's name, or --file with one id a line.")
    return given
