"""A process for tests to kill: it starts the embedded PostgreSQL and then stands still."""

import sys
import time
from pathlib import Path

from tidings.core import postgres

if __name__ == "__main__":
    server = postgres.Server(Path(sys.argv[1]), int(sys.argv[2]))
    server.start()
    print(server.pid, flush=True)  # noqa: T201
    time.sleep(120)
