"""`tidings member`: who may sign in to the panel."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tidings.cli import output, session
from tidings.cli.output import AsJson
from tidings.cli.session import Who
from tidings.core import clock
from tidings.core.errors import BadInput
from tidings.members import changing, passwords, roster, waiting
from tidings.members.model import Role

app = typer.Typer(no_args_is_help=True, help="Those who work with the panel: add them, and change what they may.")

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The e-mail that they sign in with.")]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file",
        help="Takes the password from the first line of this file, - for standard input.",
        allow_dash=True,
    ),
]


@app.command("add")
def add(
    email: Email,
    role: Annotated[Role, typer.Option(help="What they may do.")],
    name: Annotated[str, typer.Option(help="What they are called; by default the e-mail before its @.")] = "",
    password_file: PasswordFile = None,
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Add a member; unless a file has their password, one is made up and shown this once."""
    given = _read(password_file)
    password = given or passwords.invent()
    with session.connection() as connection:
        made = roster.create(connection, email, name, role, password, session.named(who), clock.now())
    told = {"email": made.email, "role": made.role, **_shown(password, given)}
    output.show(told, as_json, [f"{made.email} is {_article(made.role)} now.", *_words(password, given)])


@app.command("list")
def show(as_json: AsJson = False) -> None:
    """Show all members."""
    with session.connection() as connection:
        found = roster.everyone(connection)
    rows = [[each.email, each.name, each.role, each.created_at, each.disabled_at or ""] for each in found]
    output.show(found, as_json, output.table(["e-mail", "name", "role", "since", "disabled"], rows))


@app.command("role")
def role(email: Email, new: Annotated[Role, typer.Argument(metavar="ROLE")], as_json: AsJson = False) -> None:
    """Give a member another role; their sessions end."""
    with session.connection() as connection:
        found = changing.change_role(connection, roster.find(connection, email).id, new)
    output.show(found, as_json, f"{found.email} is {_article(found.role)} now.")


@app.command("password")
def password(email: Email, password_file: PasswordFile = None, as_json: AsJson = False) -> None:
    """Give a member another password; their sessions end."""
    given = _read(password_file)
    new = given or passwords.invent()
    with session.connection() as connection:
        found = changing.change_password(connection, roster.find(connection, email).id, new)
        waiting.forgive(connection, found.email)
    told = {"email": found.email, **_shown(new, given)}
    output.show(told, as_json, [f"{found.email} has another password now.", *_words(new, given)])


@app.command("disable")
def disable(email: Email, as_json: AsJson = False) -> None:
    """Let a member in no more; their sessions end."""
    with session.connection() as connection:
        found = changing.disable(connection, roster.find(connection, email).id, clock.now())
    output.show(found, as_json, f"{found.email} cannot sign in any more; `tidings member enable` lets them in again.")


@app.command("enable")
def enable(email: Email, as_json: AsJson = False) -> None:
    """Let a disabled member in again."""
    with session.connection() as connection:
        found = changing.enable(connection, roster.find(connection, email).id)
    output.show(found, as_json, f"{found.email} may sign in again, as {_article(found.role)}.")


def _read(file: Path | None) -> str:
    """The password in a file; empty without one. Raises BadInput."""
    if file is None:
        return ""
    try:
        lines = (sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The password cannot be read: {error}") from error
    if not lines or not lines[0]:
        raise BadInput(f"{file} has no password in its first line.")
    return lines[0]


def _shown(password: str, given: str) -> dict[str, str]:
    """A password that was made up; one that came from a file is not told."""
    return {} if given else {"password": password}


def _words(password: str, given: str) -> list[str]:
    return [] if given else ["This is the password; it is not shown again:", password]


def _article(role: Role) -> str:
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"
