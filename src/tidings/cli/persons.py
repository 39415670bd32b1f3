"""`tidings person`: one person: what is known of them, what they agreed to, whom they blocked, and erasing them."""

from typing import Annotated

import typer

from tidings.audience import consents, persons
from tidings.audience.model import ALL_CATEGORIES
from tidings.campaigns import loading
from tidings.campaigns.erasing import keep_off
from tidings.chat import blocking, participants, posting
from tidings.cli import output, session
from tidings.cli.output import AsJson
from tidings.core import clock, db
from tidings.core.errors import BadInput
from tidings.web import erasing

app = typer.Typer(no_args_is_help=True, help="One person: consent, block, answer, erase.")
External = Annotated[str, typer.Argument(metavar="PERSON", help="The marketplace's own id of the person.")]
Sender = Annotated[str, typer.Argument(help="The handle of a system participant.")]
SOURCE = "command"


@app.command("show")
def show(person: External, as_json: AsJson = False) -> None:
    """Show what is known of a person."""
    with session.connection() as connection:
        found = persons.find(connection, person)
        answers = consents.of_person(connection, found.id)
    answered = [f"{each.category}: {'yes' if each.is_allowed else 'no'}" for each in answers]
    rows: list[list[object]] = [
        ["number", str(found.id)],
        ["name", found.name],
        ["locale", found.locale or "not known"],
        ["zone", found.zone or "not known"],
        ["last active", found.last_active_at or "not known"],
        ["attributes", output.json_text(found.attributes)],
        ["consents", ", ".join(answered) or "none given or refused"],
    ]
    output.show({"person": found, "consents": answers}, as_json, output.table(["", person], rows))


@app.command("consent")
def consent(
    person: External,
    category: Annotated[str, typer.Argument(help=f"such as promotions; {ALL_CATEGORIES} is all of it")],
    answer: Annotated[str, typer.Argument(help="yes or no")],
    as_json: AsJson = False,
) -> None:
    """Keep a person's yes or no to a category; once it returns, no campaign acts on the old answer."""
    if answer not in ("yes", "no"):
        raise BadInput(f"The answer {answer!r} is neither yes nor no.")
    with session.connection() as connection:
        found = persons.find(connection, person)
        consents.decide(connection, found.id, category, answer == "yes", SOURCE, clock.now())
    about = "everything" if category == ALL_CATEGORIES else category
    said = {"person": person, "category": category, "is_allowed": answer == "yes"}
    output.show(said, as_json, f"{person} says {answer} to {about}.")


@app.command("block")
def block(person: External, sender: Sender, as_json: AsJson = False) -> None:
    """Let a sender write nothing more to a person."""
    with session.connection() as connection:
        owner_id, peer_id = _pair(connection, person, sender)
        blocking.block(connection, owner_id, peer_id, clock.now())
    output.show({"person": person, "blocked": sender}, as_json, f"{person} gets nothing more from {sender}.")


@app.command("unblock")
def unblock(person: External, sender: Sender, as_json: AsJson = False) -> None:
    """Let a sender write to a person again."""
    with session.connection() as connection:
        blocking.unblock(connection, *_pair(connection, person, sender))
    output.show({"person": person, "unblocked": sender}, as_json, f"{sender} may write to {person} again.")


@app.command("answer")
def answer(
    person: External,
    campaign: Annotated[int, typer.Argument(help="The campaign whose message is answered.")],
    text: Annotated[str, typer.Argument(help="What the person writes.")],
    as_json: AsJson = False,
) -> None:
    """Write as a person into the conversation that a campaign opened with them."""
    with session.connection() as connection:
        owner_id = persons.find(connection, person).id
        found = loading.get(connection, campaign)
        with db.transaction(connection) as tx:
            keep_off(tx, (owner_id, found.sender_id))
            seq = posting.post(tx, owner_id, found.sender_id, found.topic_name, text, clock.now())
    output.show({"seq": seq}, as_json, f"{person} answered campaign {campaign}.")


@app.command("erase")
def erase(person: External, as_json: AsJson = False) -> None:
    """Blank everything that says who a person is or what they wrote; numbers stay, so that counts still add up."""
    with session.connection() as connection:
        number = erasing.erase(connection, person, clock.now())
    output.show({"number": number}, as_json, f"{person} is erased; what is left of them is the number {number}.")


def _pair(connection: db.Connection, person: str, sender: str) -> tuple[int, int]:
    return persons.find(connection, person).id, participants.find(connection, sender).id
