"""Strikes in the moment in which a statement begins: a process of its own, whose threads nobody else holds up.

    python -m tests.flow.striker URL APPLICATION_NAME PATTERN SECONDS PID…

Prints `looking` once it does; then whether the statement still executed after the kill (1 or 0), and the moment of it,
in seconds of the monotonic clock.
"""

import os
import signal
import sys
import time

import psycopg

# Executing, and something was written or locked already.
_EXECUTING = (
    "select pid, xact_start from pg_stat_activity where application_name = %s and state = 'active'"
    " and backend_xid is not null and query like %s"
)


def main() -> None:
    """Wait for a statement, kill, look again; the exit code is 3 when there was none in time."""
    url, name, pattern, seconds, *pids = sys.argv[1:]
    deadline_s = time.monotonic() + float(seconds)
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.cursor()

        def executing() -> set[object]:
            return set(cursor.execute(_EXECUTING, [name, pattern], prepare=True).fetchall())

        # Without a pause between two looks: a statement is over in a moment. One that is met at the first look may be
        # at its end.
        before = executing()
        sys.stdout.write("looking\n")
        sys.stdout.flush()
        while not (begun := (now := executing()) - before):
            before = now
            if time.monotonic() > deadline_s:
                sys.exit(3)
        for pid in pids:
            os.kill(int(pid), signal.SIGKILL)
        killed_s = time.monotonic()
        sys.stdout.write(f"{int(bool(begun & executing()))} {killed_s!r}\n")


main()
