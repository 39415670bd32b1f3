"""What is left of a server whose starter was killed: ended and waited for, before another one takes its files.

A postmaster that was killed leaves its backends behind; each ends by itself, but not before the statement at hand does.
"""

import signal
from pathlib import Path

import psutil

from tidings.core import log
from tidings.core.errors import Unavailable

ASKED_S = 10.0
TOLD_S = 20.0
logger = log.get(__name__)


def end(files: Path) -> None:
    """Return when no process uses a server's `files` any more, and nothing says that one does.

    The caller has these files to themselves. Raises Unavailable when a process does not end in half a minute.
    """
    found = _processes(files)
    if found:
        logger.info("postgres.ends_what_was_left", pids=[process.pid for process in found])
        for number, seconds in ((signal.SIGINT, ASKED_S), (signal.SIGQUIT, TOLD_S)):
            _signal(files, found, number)
            _, found = psutil.wait_procs(found, timeout=seconds)
            if not found:
                break
        else:
            pids = ", ".join(str(process.pid) for process in found)
            raise Unavailable(f"Processes of an earlier PostgreSQL still use {files}: end them ({pids}).")
    # Its number may be some other process's by now, and PostgreSQL would take that one for a server.
    (files / "postmaster.pid").unlink(missing_ok=True)


def _processes(files: Path) -> list[psutil.Process]:
    """The processes of a server with these files: each stands in their directory."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.name() == "postgres" and process.cwd() == str(files):
                found.append(process)
        except psutil.Error:
            continue
    return found


def _signal(files: Path, found: list[psutil.Process], number: signal.Signals) -> None:
    """Shut the server down by its postmaster; when that is gone, end each backend: SIGTERM is their wish to stop."""
    chief = _chief(files)
    postmasters = [process for process in found if process.pid == chief]
    for process in postmasters or found:
        try:
            process.send_signal(number if postmasters or number != signal.SIGINT else signal.SIGTERM)
        except psutil.Error:
            continue


def _chief(files: Path) -> int | None:
    try:
        return int((files / "postmaster.pid").read_text().split("\n")[0])
    except (OSError, ValueError):
        return None
