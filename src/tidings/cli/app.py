"""The commands put together, as far as the one that was given needs it, and what becomes of a mistake."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

import psycopg
import typer

from tidings.cli import output
from tidings.core.errors import InvalidFields, TidingsError, Unavailable

# The module of each command, and of each group of commands. Only what is named by the first words is loaded: all of it
# takes a second, which nobody who asks one thing should wait for.
COMMANDS = {
    "up": "serving",
    "down": "serving",
    "run": "serving",
    "migrate": "serving",
    "settings": "settings",
    "import": "importing",
    "people-sample": "importing",
    "inbox": "inboxes",
}
GROUPS = {
    "person": "persons",
    "sender": "senders",
    "list": "lists",
    "segment": "segments",
    "account": "account",
    "key": "keys",
    "member": "members",
    "topics": "topics",
}
CAMPAIGN = "campaign"
OF_CAMPAIGNS = {
    **dict.fromkeys(
        (
            "create",
            "edit",
            "clone",
            "list",
            "show",
            "file",
            "schema",
            "preview",
            "test",
            "correct",
            "history",
        ),
        "campaigns",
    ),
    **dict.fromkeys(("count", "sample"), "audiences"),
    **dict.fromkeys(
        (
            "launch",
            "take-back",
            "submit",
            "approve",
            "reject",
            "pause",
            "resume",
            "stop",
            "ceiling",
            "deadline",
            "expiry",
            "undo-archive",
        ),
        "deciding",
    ),
    **dict.fromkeys(("status", "verify", "explain"), "watching"),
}


def build(words: Sequence[str] = ()) -> typer.Typer:
    """The command that these words give, with what stands beside it; all commands when they give none."""
    first, second = [*words, "", ""][:2]
    is_known = first in COMMANDS or first in GROUPS or first == CAMPAIGN
    app = _group("Sends a marketplace's campaigns as messages inside the chat its people already use.", name="tidings")
    if not is_known or first == CAMPAIGN:
        campaign = _group("Write, launch, watch and account for campaigns.")
        _add(campaign, OF_CAMPAIGNS, second)
        app.add_typer(campaign, name=CAMPAIGN)
    if not is_known or first in COMMANDS:
        _add(app, COMMANDS, first)
    for name, module in GROUPS.items():
        if not is_known or name == first:
            app.add_typer(_module(module).app, name=name)
    return app


def main() -> None:
    """Run the command that was given; the process's exit code tells a mistake's kind, as in `core.errors`."""
    as_json = "--json" in sys.argv
    try:
        code = build(sys.argv[1:])(standalone_mode=False)
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


def _group(words: str, name: str | None = None) -> typer.Typer:
    group = typer.Typer(
        name=name, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False, help=words
    )
    # With it, a single command keeps its name.
    group.callback()(lambda: None)
    return group


def _add(group: typer.Typer, modules: Mapping[str, str], word: str) -> None:
    """The commands of the word's module; of all modules when it is none of theirs."""
    needed: Iterable[str] = [modules[word]] if word in modules else dict.fromkeys(modules.values())
    for name in needed:
        _module(name).add_to(group)


def _module(name: str) -> Any:
    return import_module(f"tidings.cli.{name}")
