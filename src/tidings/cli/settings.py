"""`tidings settings`: every setting of a process with its default, its meaning and its value here."""

import re

import typer

from tidings.cli import output
from tidings.cli.output import AsJson
from tidings.core import config
from tidings.core.config import Settings

SECRETS = ("jwt_secret",)
_PASSWORD = re.compile(r"(?P<before>://[^/@:]*:)[^@/\s]+(?=@)|(?P<name>\bpassword\s*=\s*)('(?:[^'\\]|\\.)*'|\S+)")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("settings")(show_settings)


def show_settings(as_json: AsJson = False) -> None:
    """Show every setting of a process: its variable, default, meaning and current value."""
    current = config.settings()
    found = [
        {
            "name": config.variable(name),
            "default": field.get_default(),
            "meaning": field.description,
            "value": _shown(name, getattr(current, name)),
        }
        for name, field in Settings.model_fields.items()
    ]
    rows = [[row["name"], row["default"], row["value"], row["meaning"]] for row in found]
    output.show(found, as_json, output.table(["variable", "default", "value", "meaning"], rows))


def _shown(name: str, value: object) -> object:
    """The value as people may see it: without secrets, and without the password of a server's address."""
    if name in SECRETS:
        return "***" if value else ""
    if not isinstance(value, str):
        return value
    return _PASSWORD.sub(lambda match: f"{match['before'] or match['name']}***", value)
