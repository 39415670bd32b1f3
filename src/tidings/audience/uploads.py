"""Files of people that came by HTTP: where each is on its way in, what came of it, and its pieces."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from tidings.audience.sources import Form
from tidings.core import db, queries
from tidings.core.errors import NotFound

Q = queries.load("audience")
Kind = Literal["file", "rejects"]
REJECTS_KEPT = timedelta(days=7)


class UploadState(StrEnum):
    """Where an upload is; one that is still coming is not shown."""

    UPLOADING = "uploading"
    WAITING = "waiting"
    RUNNING = "running"
    STORED = "stored"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Upload:
    """A file of people. Counts are of records, and None until it is stored; a phase is told while it runs.

    `alive_at` is by the server's clock, all else by ours.
    """

    id: int
    state: UploadState
    form: Form
    list_name: str | None
    size_bytes: int
    uploaded_by: str
    uploaded_at: datetime
    alive_at: datetime
    attempt_count: int
    started_at: datetime | None
    ended_at: datetime | None
    phase: str | None
    phase_done: int | None
    phase_total: int | None
    read_count: int | None
    new_count: int | None
    changed_count: int | None
    unchanged_count: int | None
    rejected_count: int | None
    consent_count: int | None
    error: str | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.state in (UploadState.DONE, UploadState.FAILED)


def get(tx: db.Connection, upload_id: int) -> Upload:
    """An upload that came whole. Raises NotFound."""
    found = db.row(tx, Q["upload"], upload_id=upload_id)
    if found is None:
        raise NotFound(f"There is no import {upload_id}.")
    return _upload(found)


def page(tx: db.Connection, limit: int, before: int) -> list[Upload]:
    """Uploads with numbers below `before`, the newest first."""
    return [_upload(found) for found in db.rows(tx, Q["uploads"], before=before, limit=limit)]


def next_one(tx: db.Connection) -> Upload | None:
    """The oldest upload of which something is still to come; None when there is none."""
    found = db.row(tx, Q["next_upload"])
    return _upload(found) if found else None


def part(tx: db.Connection, upload_id: int, kind: Kind, number: int) -> bytes | None:
    """A piece of the file or of its rejects, from 0; None behind the last."""
    found = db.row(tx, Q["upload_part"], upload_id=upload_id, kind=kind, number=number)
    return bytes(found["content"]) if found else None


def forget(tx: db.Connection, old: datetime) -> int:
    """Take away the rejects of what ended before `old`; how many pieces they had. What came of it stays."""
    return db.run(tx, Q["forget_rejects"], old=old)


def _upload(row: db.Row) -> Upload:
    return Upload(**{**row, "state": UploadState(row["state"])})
