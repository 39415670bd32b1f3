"""`tidings settings`: every setting of a process with its default, its meaning and its value here."""

import typer

from tidings.cli import output
from tidings.cli.output import AsJson
from tidings.core import showing


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("settings")(show_settings)


def show_settings(as_json: AsJson = False) -> None:
    """Show every setting of a process: its variable, default, meaning and current value."""
    found = showing.every()
    rows = [[each.name, each.default, each.value, each.meaning] for each in found]
    output.show(found, as_json, output.table(["variable", "default", "value", "meaning"], rows))
