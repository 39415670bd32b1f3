"""A process for tests to kill: it imports a file and stands still once some of it is stored."""

import sys
import time
from pathlib import Path

from tests.audience.people import NOON
from tidings.audience import importing
from tidings.core import db


def stand_still(phase: str, done: int, total: int) -> None:
    if phase == sys.argv[3]:
        print("standing still", flush=True)  # noqa: T201
        time.sleep(60)


if __name__ == "__main__":
    with db.connect("victim", url=sys.argv[1]) as connection:
        importing.import_file(connection, Path(sys.argv[2]), NOON, list_name="sellers", progress=stand_still)
