"""Kills that fall into a statement: looks at what PostgreSQL executes, and strikes in that moment."""

import os
import signal
import time
from dataclasses import dataclass

import psutil

from tests.flow.house import House
from tests.waiting import until
from tidings.core import db

# How the statements begin that are waited for: PostgreSQL shows their first 1024 bytes.
SENDING = "with task_running as materialized%"
FREEZING = "with audience_members as%"
# What a governor gave before it died is used up by then.
GRANTS_END_S = 0.2
LONGEST_WAIT_S = 30.0


@dataclass(frozen=True)
class Statement:
    """One execution, told from every other by its server process and the start of its transaction."""

    pid: int
    xact_start: object


def kill(made: House, *roles: str) -> float:
    """Kill all processes of the roles; the moment of it, told once nothing can come of what they had begun.

    A statement outlives its client: the server ends it, commits it, and only then finds nobody to tell. So the servers'
    processes are waited for too.
    """
    victims = [process for role in roles for process in made.processes(role)]
    assert victims, f"no {', '.join(roles)} to kill"
    behind = _children(victims) if roles == ("postgres",) else _backends(made, *roles)
    for victim in victims:
        victim.send_signal(signal.SIGKILL)
    killed_s = time.monotonic()
    until(lambda: not any(map(is_there, [*victims, *behind])), f"an end of {', '.join(roles)} and what they asked")
    time.sleep(GRANTS_END_S)
    return killed_s


@dataclass(frozen=True)
class Struck:
    """A kill in the middle of a statement: whether it still executed after the kill, and the moment of it."""

    is_hit: bool
    killed_s: float


def strike(made: House, role: str, text: str) -> Struck:
    """Kill all processes of a role while a statement of theirs executes; returns when what they asked is over."""
    victims = made.processes(role)
    assert victims, f"no {role} to kill"
    behind = _backends(made, role)
    deadline_s = time.monotonic() + LONGEST_WAIT_S
    with made.connect() as connection:
        # Without a pause between two looks: a statement is over in a moment.
        while not (before := _executing(connection, role, text)):
            assert time.monotonic() < deadline_s, f"no statement of {role} within {LONGEST_WAIT_S:g} s"
        for victim in victims:
            os.kill(victim.pid, signal.SIGKILL)
        killed_s = time.monotonic()
        is_hit = bool(before & _executing(connection, role, text))
    until(lambda: not any(map(is_there, [*victims, *behind])), f"an end of {role} and of what it asked")
    return Struck(is_hit, killed_s)


def _executing(connection: db.Connection, role: str, text: str) -> set[Statement]:
    """The statements of a role that begin with the text and have written or locked something already."""
    found = connection.execute(
        "select pid, xact_start from pg_stat_activity where application_name = %s and state = 'active'"
        " and backend_xid is not null and query like %s",
        [f"tidings-{role}", text],
        prepare=True,
    )
    return {Statement(**row) for row in found}


def _backends(made: House, *roles: str) -> list[psutil.Process]:
    """The server's processes that work for these roles."""
    names = [f"tidings-{role}" for role in roles]
    with made.connect() as connection:
        found = connection.execute("select pid from pg_stat_activity where application_name = any(%s)", [names])
        pids = [row["pid"] for row in found]
    return [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]


def _children(parents: list[psutil.Process]) -> list[psutil.Process]:
    return [child for parent in parents for child in parent.children(recursive=True)]


def is_there(process: psutil.Process) -> bool:
    """Whether a process runs; one that has ended and was not reaped yet does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
