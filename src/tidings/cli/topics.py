"""`tidings topics`: the topics on Kafka, and how far everybody is who reads them."""

from typing import Annotated

import typer
from rich.console import RenderableType

from tidings.cli import output, session
from tidings.cli.output import AsJson
from tidings.core import kafka
from tidings.core.errors import BadInput, Conflict
from tidings.events.kafka import lags, names, parking, topics
from tidings.events.kafka.topics import Change

app = typer.Typer(no_args_is_help=True, help="Topics on Kafka: make them, widen them, see who is behind.")
Partitions = Annotated[
    list[str] | None, typer.Option("--partitions", metavar="TOPIC=COUNT", help="More partitions, such as batches=12.")
]


@app.command("plan")
def plan(partitions: Partitions = None, as_json: AsJson = False) -> None:
    """Say what `apply` would do, and change nothing."""
    _check_used()
    changes = topics.plan(kafka.admin(), _given(partitions))
    output.show(changes, as_json, _words(changes))


@app.command("apply")
def apply(partitions: Partitions = None, as_json: AsJson = False) -> None:
    """Make the topics that are missing, and raise partitions once everything told so far was handled."""
    _check_used()
    admin = kafka.admin()
    changes = topics.plan(admin, _given(partitions))
    with session.connection() as connection:
        topics.apply(connection, admin, changes)
    output.show(changes, as_json, [*_words(changes), "Done."] if changes else _words(changes))


@app.command("lag")
def lag(as_json: AsJson = False) -> None:
    """Show how far each group is in each partition, and whether it has too many consumers or too few."""
    _check_used()
    with session.connection() as connection:
        found = lags.look(connection, kafka.admin())
    rows = [[each.group, names.on_kafka(each.topic), each.partition, each.waiting_count] for each in found.places]
    words: list[RenderableType] = [output.table(["group", "topic", "partition", "waiting"], rows), *found.advice()]
    output.show({"places": found.places, "groups": found.groups}, as_json, words)


@app.command("parked")
def parked(as_json: AsJson = False) -> None:
    """Show what Kafka did not take and what could not be read, with the reason."""
    with session.connection() as connection:
        found = parking.parked(connection)
    rows = [[each["id"], each["topic"], each["partition"], each["reason"]] for each in found]
    output.show(found, as_json, output.table(["number", "topic", "partition", "reason"], rows))


@app.command("replay")
def replay(
    numbers: Annotated[list[int], typer.Argument(help="As `parked` shows them.")], as_json: AsJson = False
) -> None:
    """Tell parked events again, as the newest; records that could not be read are only dropped."""
    with session.connection() as connection:
        told_count = parking.replay(connection, numbers)
    output.show({"told_count": told_count}, as_json, f"{told_count} told again; the others were dropped.")


def _check_used() -> None:
    if not kafka.is_used():
        raise Conflict(
            "This Tidings has no Kafka: name one with KAFKA_BOOTSTRAP_SERVERS, or start `tidings up --kafka`."
        )


def _given(partitions: list[str] | None) -> dict[str, int]:
    found = {}
    for each in partitions or []:
        topic, _, count = each.partition("=")
        if not count.isdecimal():
            raise BadInput(f"{each!r} is no topic with its number of partitions: write it like batches=12.")
        found[topic] = int(count)
    return found


def _words(changes: list[Change]) -> list[str]:
    return [_said(change) for change in changes] or ["Every topic is there, with as many partitions as it should have."]


def _said(change: Change) -> str:
    name = names.on_kafka(change.topic)
    if not change.moves_keys:
        return f"{name}: to be made, {change.to_count} partitions."
    return (
        f"{name}: {change.from_count} partitions to {change.to_count}. Keys go to other partitions then, so nothing is "
        "produced meanwhile, and it waits until every group has handled all that was told: their order is kept."
    )
