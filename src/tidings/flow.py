"""The product on one page: its processes in the order in which data passes them, each started from this table.

    draft ──launch──▶ planner ─▶ batches ─▶ sender ─▶ entries + ledger ─▶ finisher ─▶ completed
                                              │                                          │
                                              └▶ outbox ─▶ relay ─▶ bus ─▶ progress      ▼ expired
    governor ─▶ allowances of sender and archiver                        archiver ◀─ batches due

    api: people's messages and servers' decisions, by HTTP; files of people ─▶ uploads ─▶ importer ─▶ people
    gateway: people's sockets, as the api has them, for more people than one process can hold

Upstream writes rows and downstream claims them; nobody calls downstream. So every arrow survives the death of the
process at either end of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tidings.core import db
from tidings.core.config import Settings
from tidings.core.errors import NotFound
from tidings.core.loop import Poll
from tidings.web import serving
from tidings.workers import archiver, finisher, governor, importer, planner, progress, relay, sender


@dataclass(frozen=True)
class Role:
    """A kind of process: what it reads, what it leaves for the next, how many `tidings up` starts."""

    name: str
    begin: Callable[[db.Connection], Poll]
    reads: str
    leaves: str
    count: Callable[[Settings], int] = lambda _: 1


ROLES = (
    Role("importer", importer.begin, "files of people that came by HTTP", "people, consents, lists, rejects"),
    Role("planner", planner.begin, "scheduled campaigns, people", "windows and batches; archives of what expired"),
    Role("governor", governor.begin, "running tasks, ceilings, live senders", "allowances and holds"),
    Role(
        "sender",
        sender.begin,
        "batches of open windows, allowances",
        "entries, ledger, one event a batch",
        lambda settings: settings.senders,
    ),
    Role("archiver", archiver.begin, "batches of archives, allowances", "archived entries, one event a batch"),
    Role("relay", relay.begin, "the outbox", "events on the bus"),
    Role("progress", progress.begin, "events on the bus", "sent over time"),
    Role("finisher", finisher.begin, "batches that ended, entries, ledger", "ended campaigns, finished archives"),
)


@dataclass(frozen=True)
class Service:
    """A process that answers instead of looking for work: what it reads and leaves; whether `tidings up` has it."""

    name: str
    serve: Callable[[], None]
    reads: str
    leaves: str
    is_always: bool = True


SERVICES = (
    Service("api", serving.serve, "requests of people and of servers", "messages, people, decisions"),
    Service(
        "gateway",
        serving.serve_sockets,
        "people's sockets, events on the bus",
        "what changed, said to whom it concerns; messages",
        is_always=False,
    ),
)


def role(name: str) -> Role:
    """The role of that name. Raises NotFound."""
    for found in ROLES:
        if found.name == name:
            return found
    raise NotFound(f"There is no role {name!r}: there are {', '.join(known.name for known in ROLES)}.")
