"""`tidings import` and `tidings people-sample`: people in, and people to try it with."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from tidings.audience import importing, inventing
from tidings.cli import output, session
from tidings.cli.output import AsJson
from tidings.core import clock


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("import")(import_people)
    app.command("people-sample")(invent_people)


def import_people(
    file: Annotated[Path, typer.Argument(help="people.csv or people.ndjson; see docs/import.md for the columns")],
    list_name: Annotated[str | None, typer.Option("--list", help="Put everybody in the file into this list.")] = None,
    rejects: Annotated[Path | None, typer.Option(help="Where refused records go; beside the file unless said.")] = None,
    as_json: AsJson = False,
) -> None:
    """Take people in: new ones are made, known ones brought up to date, by the marketplace's own id."""
    with session.connection() as connection, bar(as_json) as progress:
        summary = importing.import_file(
            connection, file, clock.now(), rejects_path=rejects, list_name=list_name, progress=progress
        )
    words = (
        f"{summary.read:,} read: {summary.new:,} new, {summary.updated:,} updated, {summary.unchanged:,} unchanged, "
        f"{summary.rejected:,} rejected; {summary.consents:,} consents."
    )
    if summary.rejects:
        words += f" What was rejected, and why, stands in {summary.rejects}: mend it and import it."
    output.show(summary, as_json, words)


def invent_people(
    count: Annotated[int, typer.Argument(min=1, max=100_000_000, help="How many.")],
    file: Annotated[Path, typer.Option("--out", "-o", help="Where to; .csv or .ndjson.")] = Path("people.csv"),
    seed: Annotated[int, typer.Option(help="The same seed makes the same people.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Write a file of invented but realistic people of many countries, for trying things out."""
    with bar(as_json) as progress:
        inventing.write(file, count, seed, clock.now(), lambda done, total: progress("writing", done, total))
    output.show({"count": count, "file": file}, as_json, f"{count:,} people are in {file}; `tidings import {file}`.")


@contextmanager
def bar(as_json: bool) -> Iterator[importing.Progress]:
    """A progress bar on standard error; a function to move it."""
    columns = (TextColumn("{task.description:>8}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=output.beside, disable=as_json, transient=True) as shown:
        known = {}

        def move(phase: str, done: int, total: int) -> None:
            if phase not in known:
                known[phase] = shown.add_task(phase, total=total)
            shown.update(known[phase], completed=done, total=total)

        yield move
