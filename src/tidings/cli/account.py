"""`tidings account`: what holds for all campaigns and may change while they run."""

from typing import Annotated

import typer

from tidings.campaigns import account
from tidings.cli import output, session
from tidings.cli.output import AsJson
from tidings.cli.session import Who
from tidings.core import clock

app = typer.Typer(
    no_args_is_help=True, help="The account: its zone, quiet hours, ceiling, and how campaigns are launched."
)


@app.command("show")
def show(as_json: AsJson = False) -> None:
    """Show the account's settings."""
    with session.connection() as connection:
        _show(account.get(connection), as_json)


@app.command("set")
def change(
    name: Annotated[str, typer.Argument(help=", ".join(account.MEANINGS))],
    value: Annotated[str, typer.Argument(help="such as Europe/Madrid, 21:00-07:00, 5000, required or none")],
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Change a setting; running campaigns follow within a second."""
    with session.connection() as connection:
        _show(account.change(connection, name, value, session.named(who), clock.now()), as_json)


def _show(found: account.Account, as_json: bool) -> None:
    texts = {name: found.text(name) for name in account.MEANINGS}
    rows = [[name, texts[name], meaning] for name, meaning in account.MEANINGS.items()]
    output.show(texts, as_json, output.table(["setting", "value", "meaning"], rows))
