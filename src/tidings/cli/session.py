"""One command's connection, its clock and the name of who gave it."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from tidings.core import clock, config, db, running

Id = Annotated[int, typer.Argument(metavar="ID", help="The campaign's number.")]
Who = Annotated[str, typer.Option("--as", help="Who does this; your account's name unless said.", show_default=False)]
Why = Annotated[str, typer.Option("--why", help="Why it is done: kept in the campaign's history.")]


@contextmanager
def connection() -> Iterator[db.Connection]:
    """A connection to the database of the settings, under the clock of the Tidings that runs there."""
    found = running.find(config.settings().data_dir)
    if found is not None:
        clock.use(clock.parse(found.clock))
    with db.connect("cli") as opened:
        yield opened


def named(who: str) -> str:
    """The name that was given, else the account's that runs the command."""
    return who or getpass.getuser()
