"""The commands put together, and what becomes of a mistake."""

import sys

import psycopg
import typer

from tidings.cli import (
    account,
    audiences,
    campaigns,
    deciding,
    importing,
    inboxes,
    keys,
    lists,
    output,
    persons,
    segments,
    senders,
    serving,
    settings,
    watching,
)
from tidings.core.errors import InvalidFields, TidingsError, Unavailable

app = typer.Typer(
    name="tidings",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Sends a marketplace's campaigns as messages inside the chat its people already use.",
)
campaign = typer.Typer(no_args_is_help=True, help="Write, launch, watch and account for campaigns.")
for part in (campaigns, audiences, deciding, watching):
    part.add_to(campaign)
for part in (serving, settings, importing, inboxes):
    part.add_to(app)
app.add_typer(campaign, name="campaign")
app.add_typer(persons.app, name="person")
app.add_typer(senders.app, name="sender")
app.add_typer(lists.app, name="list")
app.add_typer(segments.app, name="segment")
app.add_typer(account.app, name="account")
app.add_typer(keys.app, name="key")


def main() -> None:
    """Run the command that was given; the process's exit code tells a mistake's kind, as in `core.errors`."""
    as_json = "--json" in sys.argv
    try:
        code = app(standalone_mode=False)
    except TidingsError as error:
        faults = {"faults": error.faults} if isinstance(error, InvalidFields) else {}
        output.complain(str(error), as_json, kind=type(error).__name__, **faults)
        code = error.exit_code
    except psycopg.OperationalError as error:
        output.complain(f"PostgreSQL went away: {str(error).strip()}. Ask again.", as_json, kind=Unavailable.__name__)
        code = Unavailable.exit_code
    except typer.TyperException as error:
        output.complain(f"{error.format_message()} `tidings --help` lists the commands.", as_json, kind="Usage")
        code = error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        code = 130
    sys.exit(code if isinstance(code, int) else 0)
