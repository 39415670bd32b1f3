"""Kills that fall into a statement: looks at what PostgreSQL executes, and strikes in that moment."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil

from tests.flow.house import House
from tests.waiting import until

# How the statements begin that are waited for: PostgreSQL shows their first 1024 bytes.
SENDING = "with task_running as materialized%"
FREEZING = "with audience_members as%"
# What a governor gave before it died is used up by then.
GRANTS_END_S = 0.2
LONGEST_WAIT_S = 30.0


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


def strike(made: House, role: str, text: str, then: Callable[[], object] = lambda: None) -> Struck:
    """Kill all processes of a role while a statement of theirs executes; returns when what they asked is over.

    `then` is done as soon as the statement is looked for: what leads to one that comes once only.
    """
    victims = made.processes(role)
    assert victims, f"no {role} to kill"
    behind = _backends(made, role)
    pids = [str(victim.pid) for victim in victims]
    words = [made.url, f"tidings-{role}", text, str(LONGEST_WAIT_S), *pids]
    command = [sys.executable, "-m", "tests.flow.striker", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as striker:
        assert striker.stdout is not None, "a pipe"
        assert striker.stdout.readline() == "looking\n", "the striker did not start"
        then()
        told, _ = striker.communicate()
    assert striker.returncode == 0, f"no statement of {role} within {LONGEST_WAIT_S:g} s"
    is_hit, killed_s = told.split()
    until(lambda: not any(map(is_there, [*victims, *behind])), f"an end of {role} and of what it asked")
    return Struck(is_hit == "1", float(killed_s))


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
