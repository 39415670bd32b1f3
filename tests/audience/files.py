"""Files of people as tests write them, and what came of importing one."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.audience.people import NOON
from tidings.audience import importing
from tidings.audience.importing import Summary
from tidings.core import db


def csv_file(place: Path, *lines: str, header: str = "external_id,name", name: str = "people.csv") -> Path:
    path = place / name
    path.write_bytes("".join(f"{line}\n" for line in (header, *lines)).encode(errors="surrogateescape"))
    return path


def json_file(place: Path, *records: dict[str, Any] | str, name: str = "people.ndjson") -> Path:
    path = place / name
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in records))
    return path


def counts(summary: Summary) -> tuple[int, int, int, int, int]:
    return summary.read, summary.new, summary.updated, summary.unchanged, summary.rejected


def reasons(path: Path | None) -> list[tuple[int, str]]:
    """Line and reason of every record in an NDJSON rejects file."""
    assert path is not None
    return [(found["line"], found["reason"]) for found in map(json.loads, path.read_text().splitlines())]


def known(tx: db.Connection) -> dict[str, str]:
    return {line["external_id"]: line["name"] for line in tx.execute("select external_id, name from person").fetchall()}


def import_of(tx: db.Connection, place: Path, records: Iterable[dict[str, Any] | str], **more: Any) -> Summary:
    return importing.import_file(tx, json_file(place, *records), more.pop("now", NOON), **more)
