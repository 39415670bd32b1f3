"""`tidings key` and `tidings key token`: who may use the API."""

from typing import Annotated

import typer

from tidings.chat import participants
from tidings.cli import output, session
from tidings.cli.output import AsJson
from tidings.cli.session import Who
from tidings.core import clock, config
from tidings.core.errors import BadInput
from tidings.web import keys, serving, tokens
from tidings.web.callers import Scope

app = typer.Typer(no_args_is_help=True, help="API keys for servers, and tokens for trying things out as a person.")


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Who uses it, such as 'listing service'.")],
    scopes: Annotated[list[Scope], typer.Option("--scope", help="What it may do; may be said several times.")],
    participant: Annotated[
        str, typer.Option(help="The handle of the system participant that it speaks as, for the scope chat.")
    ] = "",
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Make an API key; its text is shown this once."""
    with session.connection() as connection:
        speaks_as = participants.find(connection, participant).id if participant else None
        made, shown = keys.create(connection, name, scopes, speaks_as, session.named(who), clock.now())
    words = [f"The key {made.id} may: {', '.join(made.scopes)}. This is its text; it is not shown again:", shown]
    output.show({"id": made.id, "scopes": made.scopes, "key": shown}, as_json, words)


@app.command("list")
def show(as_json: AsJson = False) -> None:
    """Show all API keys, without their texts."""
    with session.connection() as connection:
        found = keys.everyone(connection)
    rows = [[key.id, key.name, ", ".join(key.scopes), key.created_at, key.revoked_at or ""] for key in found]
    output.show(found, as_json, output.table(["key", "for", "may", "made", "revoked"], rows))


@app.command("revoke")
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="KEY", help="The key's number, as `tidings key list` shows it.")],
    as_json: AsJson = False,
) -> None:
    """Let a key open nothing any more, at once."""
    with session.connection() as connection:
        keys.revoke(connection, key_id, clock.now())
    output.show({"revoked": key_id}, as_json, f"The key {key_id} opens nothing any more.")


@app.command("token")
def token(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The marketplace's own id of the person.")],
    lasts_s: Annotated[int, typer.Option("--seconds", min=1, max=3600, help="How long it lives.")] = 600,
    as_json: AsJson = False,
) -> None:
    """Sign a person's token as the marketplace would, to try the API out."""
    secret = serving.secret(config.settings().data_dir)
    if not secret:
        raise BadInput("People's tokens are signed with a private key that only the marketplace has.")
    signed = tokens.sign(person, secret, lasts_s=lasts_s)
    output.show({"token": signed}, as_json, signed)
