"""Where a running Tidings is to be found: its process, its database and its clock, left in the data directory."""

from dataclasses import asdict, dataclass
from pathlib import Path

import orjson
import psutil

_NAME = "running.json"


@dataclass(frozen=True)
class Running:
    """A `tidings up`: `started_at` (epoch seconds) tells its process from a later one with the same number."""

    pid: int
    started_at: float
    database_url: str
    clock: str
    kafka: str = ""


def leave(data_dir: Path, database_url: str, clock: str, kafka: str = "") -> None:
    """Say that this process runs from `data_dir`; the file is there whole or not at all. `kafka`: its brokers."""
    process = psutil.Process()
    mine = Running(process.pid, process.create_time(), database_url, clock, kafka)
    data_dir.mkdir(parents=True, exist_ok=True)
    draft = data_dir / f"{_NAME}.new"
    draft.write_bytes(orjson.dumps(asdict(mine)))
    draft.replace(data_dir / _NAME)


def find(data_dir: Path) -> Running | None:
    """What runs from `data_dir`; None when nothing does, whatever a process that was killed left there."""
    try:
        found = Running(**orjson.loads((data_dir / _NAME).read_bytes()))
        process = psutil.Process(found.pid)
        is_same = abs(process.create_time() - found.started_at) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except (OSError, ValueError, TypeError, psutil.Error):
        return None
    return found if is_same else None


def clear(data_dir: Path) -> None:
    """Take back what `leave` said."""
    (data_dir / _NAME).unlink(missing_ok=True)
