"""Lets people's requests go first: a worker leaves the processor to others, as does PostgreSQL where it serves it."""

import contextlib
import os
import socket
from pathlib import Path

from tidings.core import db

NICE = 10


def give_way(connection: db.Connection) -> None:
    """Be nice, in the sense of nice(1), as this process and as the connection's process, if that is on this machine."""
    _be_nice(0)
    # The server may run as somebody else, or elsewhere.
    with contextlib.suppress(OSError):
        if _serves(connection.info.backend_pid, _port(connection)):
            _be_nice(connection.info.backend_pid)


def _be_nice(pid: int) -> None:
    os.setpriority(os.PRIO_PROCESS, pid, max(NICE, os.getpriority(os.PRIO_PROCESS, pid)))


def _serves(pid: int, port: int) -> bool:
    """Whether a process here is PostgreSQL's for the connection from that port: its title says so."""
    title = Path(f"/proc/{pid}/cmdline").read_bytes()
    return title.startswith(b"postgres: ") and f"({port})".encode() in title


def _port(connection: db.Connection) -> int:
    with socket.socket(fileno=os.dup(connection.fileno())) as ours:
        name = ours.getsockname()
    return int(name[1]) if isinstance(name, tuple) else 0
