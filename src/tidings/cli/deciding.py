"""`tidings campaign launch`, `pause` and the other decisions, each with who and why."""

from datetime import datetime
from typing import Annotated

import typer

from tidings.campaigns import account, control, loading
from tidings.cli import output, session
from tidings.cli.output import AsJson
from tidings.cli.session import Id, Who, Why
from tidings.core import clock, db
from tidings.core.errors import BadInput

Task = Annotated[str, typer.Option("--task", help="send, or archive for an archive or its undo.")]
Recipients = Annotated[
    int | None, typer.Option("--recipients", help="How many get it, where the account wants that repeated.")
]
LAUNCH, SENDING = "decided at the command line", "send"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for name, command in (
        ("launch", launch),
        ("take-back", take_back),
        ("submit", submit),
        ("approve", approve),
        ("reject", reject),
        ("pause", pause),
        ("resume", resume),
        ("stop", stop),
        ("ceiling", ceiling),
        ("deadline", deadline),
        ("expiry", expiry),
        ("undo-archive", undo_archive),
    ):
        app.command(name)(command)


def launch(
    campaign_id: Id, why: Why = LAUNCH, who: Who = "", recipients: Recipients = None, as_json: AsJson = False
) -> None:
    """Let a draft go out: at once, or at its send time; it can be taken back until the first message."""
    with session.connection() as connection:
        name = session.named(who)
        found = control.launch(connection, campaign_id, name, why, clock.now(), recipients=recipients)
    assert found.opens_at is not None, "a launched campaign that never opens"
    words = f"Campaign {campaign_id} is scheduled; the first message may go out at {_at(found.opens_at)} UTC."
    output.show({"id": campaign_id, "state": found.state, "opens_at": found.opens_at}, as_json, words)


def take_back(campaign_id: Id, why: Why, who: Who = "", as_json: AsJson = False) -> None:
    """Make a launched campaign a draft again, as long as nothing went out."""
    with session.connection() as connection:
        control.take_back(connection, campaign_id, session.named(who), why, clock.now())
        _show(connection, campaign_id, as_json)


def submit(campaign_id: Id, why: Why, who: Who = "", as_json: AsJson = False) -> None:
    """Ask a second person to look at a draft before it goes out."""
    with session.connection() as connection:
        control.submit(connection, campaign_id, session.named(who), why, clock.now())
        _show(connection, campaign_id, as_json)


def approve(campaign_id: Id, why: Why, who: Who = "", recipients: Recipients = None, as_json: AsJson = False) -> None:
    """Launch what somebody else submitted."""
    with session.connection() as connection:
        control.approve(connection, campaign_id, session.named(who), why, clock.now(), recipients=recipients)
        _show(connection, campaign_id, as_json, of_campaign=True)


def reject(campaign_id: Id, why: Why, who: Who = "", as_json: AsJson = False) -> None:
    """Send what was submitted back to its author as a draft."""
    with session.connection() as connection:
        control.reject(connection, campaign_id, session.named(who), why, clock.now())
        _show(connection, campaign_id, as_json)


def pause(campaign_id: Id, why: Why, task: Task = SENDING, who: Who = "", as_json: AsJson = False) -> None:
    """Pause sending or archiving; once it returns, nothing more is sent until somebody resumes it."""
    with session.connection() as connection:
        control.pause(connection, campaign_id, _which(task), session.named(who), why, clock.now())
        _show(connection, campaign_id, as_json)


def resume(campaign_id: Id, why: Why, task: Task = SENDING, who: Who = "", as_json: AsJson = False) -> None:
    """Go on where it stopped."""
    with session.connection() as connection:
        control.resume(connection, campaign_id, _which(task), session.named(who), why, clock.now())
        _show(connection, campaign_id, as_json)


def stop(campaign_id: Id, why: Why, task: Task = SENDING, who: Who = "", as_json: AsJson = False) -> None:
    """End sending or archiving for good; what was sent stays."""
    with session.connection() as connection:
        control.stop(connection, campaign_id, _which(task), session.named(who), why, clock.now())
        _show(connection, campaign_id, as_json)


def ceiling(
    campaign_id: Id,
    value: Annotated[str, typer.Argument(metavar="CEILING", help="messages a second, or none")],
    why: Why,
    task: Task = SENDING,
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Change how many messages a second a campaign may send, while it runs."""
    number = None if value.strip().lower() == account.NONE else account.check_ceiling(value.strip())
    with session.connection() as connection:
        control.set_ceiling(connection, campaign_id, number, session.named(who), why, clock.now(), _which(task))
        _show(connection, campaign_id, as_json)


def deadline(
    campaign_id: Id,
    value: Annotated[str, typer.Argument(metavar="DEADLINE", help="wall-clock time such as 2026-03-02T18:00, or none")],
    why: Why,
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Change the hour after which a campaign is no longer relevant."""
    with session.connection() as connection:
        control.set_stop_at(connection, campaign_id, _moment(value), session.named(who), why, clock.now())
        _show(connection, campaign_id, as_json)


def expiry(
    campaign_id: Id,
    why: Why,
    at: Annotated[str | None, typer.Option(help="A wall-clock time such as 2026-04-02T06:00.")] = None,
    after_days: Annotated[int | None, typer.Option(min=0, max=3650, help="So many days after sending.")] = None,
    who: Who = "",
    as_json: AsJson = False,
) -> None:
    """Change when a campaign's conversations are archived; without --at and --after-days: never."""
    moment = None if at is None else _moment(at)
    with session.connection() as connection:
        control.set_archive(connection, campaign_id, moment, after_days, session.named(who), why, clock.now())
        _show(connection, campaign_id, as_json)


def undo_archive(campaign_id: Id, why: Why, who: Who = "", as_json: AsJson = False) -> None:
    """Bring back what an archive put away; what people archived by themselves stays away."""
    with session.connection() as connection:
        control.undo_archive(connection, campaign_id, session.named(who), why, clock.now())
        _show(connection, campaign_id, as_json)


def _show(connection: db.Connection, campaign_id: int, as_json: bool, *, of_campaign: bool = False) -> None:
    """The last line of the history; `of_campaign`: the last that is about more than a task of it."""
    changes = loading.changes(connection, campaign_id)
    last = [change for change in changes if not of_campaign or change.task_id is None][-1]
    state = loading.get(connection, campaign_id).state
    output.show({"id": campaign_id, "state": state, "change": last}, as_json, f"Campaign {campaign_id}: {last.action}.")


def _which(task: str) -> control.Which:
    known: dict[str, control.Which] = {"send": "send", "archive": "archive"}
    if task not in known:
        raise BadInput(f"There is no task {task!r}: say send or archive.")
    return known[task]


def _moment(text: str) -> datetime | None:
    if text.strip().lower() == account.NONE:
        return None
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInput(f"{text!r} is no wall-clock time such as 2026-03-02T18:00: {error}.") from error


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
