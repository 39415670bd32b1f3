"""What a command prints: words and tables for people, one JSON value for programs."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import orjson
import typer
from pydantic import BaseModel
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON value instead of words.")]
console = Console(highlight=False)
# Where progress goes, so that what a command prints stays its result.
beside = Console(stderr=True, highlight=False)


def show(value: Any, as_json: bool, words: RenderableType | Sequence[RenderableType]) -> None:
    """Print `value` as JSON, or `words` for a person."""
    if as_json:
        typer.echo(json_text(value))
        return
    for part in words if isinstance(words, list | tuple) else [words]:
        # A name may hold square brackets, and a line may be long: texts are printed as they are.
        console.print(part, markup=False, soft_wrap=isinstance(part, str))


def json_text(value: Any) -> str:
    """The value on one line; dataclasses, enums, dates and models become what JSON has for them."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS).decode()


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """A table for people; numbers to the right."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    listed = [list(row) for row in rows]
    for number, column in enumerate(columns):
        is_number = bool(listed) and all(isinstance(row[number], int | float) for row in listed)
        made.add_column(column, justify="right" if is_number else "left", overflow="fold")
    for row in listed:
        made.add_row(*(_cell(value) for value in row))
    return made


def complain(message: str, as_json: bool, **more: object) -> None:
    """Say on standard error what went wrong."""
    if as_json:
        sys.stderr.write(json_text({"error": {"message": message, **more}}) + "\n")
    else:
        beside.print(message, style="red", markup=False, soft_wrap=True)


def _cell(value: object) -> Text:
    return Text(f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value))


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)
