"""`tidings campaign`: writing campaigns, trying them, and reading what was written and done."""

from pathlib import Path
from typing import Annotated

import typer

from tidings.audience import persons
from tidings.campaigns import correcting, drafting, files, loading, previewing, testing
from tidings.campaigns.model import Definition, Variant
from tidings.cli import output, session
from tidings.cli.output import AsJson
from tidings.cli.session import Id, Who, Why
from tidings.core import clock
from tidings.core.errors import NotFound

File = Annotated[Path, typer.Argument(help="A campaign file; `tidings campaign schema` prints its form.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for name, command in (
        ("create", create),
        ("edit", edit),
        ("clone", clone),
        ("list", show_all),
        ("show", show),
        ("file", write_file),
        ("schema", schema),
        ("preview", preview),
        ("test", test),
        ("correct", correct),
        ("history", history),
    ):
        app.command(name)(command)


def create(file: File, who: Who = "", as_json: AsJson = False) -> None:
    """Save a new draft from a file; nothing is sent before it is launched."""
    definition = files.read(file)
    with session.connection() as connection:
        campaign_id = drafting.create(connection, definition, session.named(who), clock.now())
    words = f"Campaign {campaign_id} is a draft: `tidings campaign count {campaign_id}`, then `… launch {campaign_id}`."
    output.show({"id": campaign_id}, as_json, words)


def edit(
    campaign_id: Id,
    file: File,
    revision: Annotated[int | None, typer.Option(help="The revision that the file was made from; the latest.")] = None,
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Save a draft anew from a file."""
    definition = files.read(file)
    with session.connection() as connection:
        expected = loading.get(connection, campaign_id).revision if revision is None else revision
        revised = drafting.edit(connection, campaign_id, definition, expected, session.named(who), clock.now())
    output.show({"id": campaign_id, "revision": revised}, as_json, f"Campaign {campaign_id} is at revision {revised}.")


def clone(
    campaign_id: Id,
    name: Annotated[str | None, typer.Option(help="The new draft's name.")] = None,
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Save a draft with the same content, audience and times."""
    with session.connection() as connection:
        made = drafting.clone(connection, campaign_id, session.named(who), clock.now(), name=name)
    output.show({"id": made}, as_json, f"Campaign {made} is a draft like campaign {campaign_id}.")


def show_all(as_json: AsJson = False) -> None:
    """Show all campaigns."""
    with session.connection() as connection:
        found = loading.every(connection)
    rows = [[str(each.id), each.name, each.state, each.category, each.launched_at or ""] for each in found]
    output.show(found, as_json, output.table(["id", "campaign", "state", "category", "launched"], rows))


def show(campaign_id: Id, as_json: AsJson = False) -> None:
    """Show a campaign and its definition."""
    with session.connection() as connection:
        found = loading.get(connection, campaign_id)
    words = [f"Campaign {found.id}, {found.state}, revision {found.revision}\n", files.write(found.definition)]
    output.show(found, as_json, words)


def write_file(
    campaign_id: Id, out: Annotated[Path, typer.Argument(help="Where to.")], as_json: AsJson = False
) -> None:
    """Write a campaign's definition as a campaign file."""
    with session.connection() as connection:
        text = files.write(loading.get(connection, campaign_id).definition)
    out.write_text(text, encoding="utf-8")
    output.show({"file": out}, as_json, f"Campaign {campaign_id} is written to {out}.")


def schema(as_json: AsJson = False) -> None:
    """Print the JSON Schema of a campaign file."""
    typer.echo(files.schema(), nl=False)


def preview(
    campaign_id: Id,
    person: Annotated[str, typer.Option(help="Whose inbox, by the marketplace's own id.")],
    as_json: AsJson = False,
) -> None:
    """Show the message as a named person would get it now."""
    with session.connection() as connection:
        found = previewing.preview(connection, campaign_id, persons.find(connection, person).id)
    buttons = [f"[{button.label}] {button.url}" for button in found.buttons]
    picture = [f"[picture: {found.image_url}]"] if found.image_url else []
    output.show(found, as_json, [found.text, *picture, *buttons])


def test(
    campaign_id: Id,
    people: Annotated[list[str], typer.Option("--person", help="Who gets it; may be said several times.")],
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Send the message to named people as a test: it counts nowhere and can be repeated."""
    with session.connection() as connection:
        ids = [persons.find(connection, person).id for person in people]
        testing.send(connection, campaign_id, ids, session.named(who), clock.now())
    output.show({"sent_to": people}, as_json, f"The test is in the inbox of {', '.join(people)}.")


def correct(
    campaign_id: Id,
    file: File,
    locale: Annotated[str, typer.Option(help="Which of the file's variants.")],
    why: Why,
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Replace what a launched campaign says in one locale, for everybody who got it; shown as edited."""
    variant = _variant(files.read(file), locale)
    with session.connection() as connection:
        correcting.correct(connection, campaign_id, locale, variant, session.named(who), why, clock.now())
    output.show({"id": campaign_id, "locale": locale}, as_json, f"Everybody reads the new text in {locale}.")


def history(campaign_id: Id, as_json: AsJson = False) -> None:
    """Show who did what with a campaign, when and why."""
    with session.connection() as connection:
        loading.get(connection, campaign_id)
        found = loading.changes(connection, campaign_id)
    rows = [
        [
            f"{each.changed_at:%Y-%m-%d %H:%M:%S}",
            each.action,
            each.from_state,
            each.to_state,
            each.who,
            each.why,
        ]
        for each in found
    ]
    output.show(found, as_json, output.table(["when (UTC)", "what", "from", "to", "who", "why"], rows))


def _variant(definition: Definition, locale: str) -> Variant:
    for variant in definition.content:
        if variant.locale == locale:
            return variant
    known = ", ".join(variant.locale for variant in definition.content)
    raise NotFound(f"The file has no content in {locale!r}; it has {known}.")
