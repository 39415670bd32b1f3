"""The processes that send, and their connections' processes, made to yield the processor to others, and back again.

Only root may take a process's niceness back.
"""

import os

from tidings.core import db
from tidings.core.supervising import Supervisor

# The governor has to give allowances in time.
EXCEPT = ("governor",)
_BACKENDS = "select pid from pg_stat_activity where application_name = any(%(names)s)"


def set_nice(connection: db.Connection, supervisor: Supervisor, nice: int) -> None:
    """Have all workers be so nice, in the sense of nice(1), and PostgreSQL where it works for them."""
    kept = [each for each in supervisor.kept if each.spec.name not in EXCEPT]
    names = [f"tidings-{each.spec.name}" for each in kept]
    backends = [found["pid"] for found in db.rows(connection, _BACKENDS, names=names)]
    for pid in [*(each.pid for each in kept), *backends]:
        os.setpriority(os.PRIO_PROCESS, pid, nice)
