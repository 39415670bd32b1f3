"""Taking an upload in: what came of it is kept in the import's own transaction, so that a kill repeats nothing.

Killed before the commit, nobody is in, and it begins anew; killed after it, only what is left of it is done: waiting
for senders that do not know its opt-outs yet.
"""

import tempfile
from collections.abc import Callable
from datetime import datetime
from typing import TextIO

from tidings.audience import importing, pieces, uploads, zones
from tidings.audience.importing import Progress, Summary
from tidings.audience.reading import File
from tidings.audience.rejecting import Rejects
from tidings.audience.uploading import PART_BYTES
from tidings.audience.uploads import Upload, UploadState
from tidings.core import db, queries
from tidings.core.errors import BadInput

Q = queries.load("audience")
MOST_ATTEMPTS = 3
DEADLY = (
    f"Whatever took it in died of it or was ended, {MOST_ATTEMPTS} times: split the file and send it again."
    " Nobody of it was stored."
)
Clock = Callable[[], datetime]


def take(connection: db.Connection, beside: db.Connection, upload: Upload, now: Clock, progress: Progress) -> None:
    """Take an upload as far as it goes; a file that cannot be read as a whole fails it, or of which takers died.

    Commits on its own: both connections are outside a transaction. The second one reads the file and tells how far it
    is. Raises Conflict when it has to be tried again.
    """
    if upload.state is not UploadState.STORED:
        if upload.attempt_count >= MOST_ATTEMPTS:
            fail(connection, upload, DEADLY, now())
            return
        zones.sync(connection)
        db.run(beside, Q["begin_taking"], upload_id=upload.id, now=now())
        try:
            _store(connection, beside, upload, now(), progress)
        except BadInput as error:
            fail(connection, upload, str(error), now())
            return
    _finish(connection, uploads.get(connection, upload.id), now)


def forgive(tx: db.Connection, upload: Upload) -> None:
    """Do not count the last attempt, which failed for no fault of the file's."""
    db.run(tx, Q["forgive_taking"], upload_id=upload.id)


def tell(tx: db.Connection, upload: Upload, phase: str, done: int, total: int) -> None:
    """Keep how far an import is, for whoever asks."""
    db.run(tx, Q["tell_upload"], upload_id=upload.id, phase=phase, done=done, total=total)


def fail(connection: db.Connection, upload: Upload, why: str, now: datetime) -> None:
    """End an upload of which nobody was stored, and say why."""
    with db.transaction(connection) as tx:
        if db.run(tx, Q["fail_upload"], upload_id=upload.id, error=why.replace("\0", "\ufffd"), now=now):
            db.run(tx, Q["delete_upload_parts"], upload_id=upload.id, kinds=["file"])


def _store(connection: db.Connection, beside: db.Connection, upload: Upload, now: datetime, progress: Progress) -> None:
    with importing.alone(connection, pieces.NAME) as tx:
        # Whoever was here before may have stored it while this one waited for them.
        if uploads.get(tx, upload.id).state is not UploadState.RUNNING:
            return
        with File(pieces.source(beside, upload)) as file, Rejects(file, _spool) as rejects:
            summary = importing.take_in(tx, file, rejects, now, upload.list_name, progress)
            db.run(tx, Q["delete_upload_parts"], upload_id=upload.id, kinds=["file"])
            _keep(tx, upload, rejects.file)
        db.run(tx, Q["end_taking"], upload_id=upload.id, **_counts(summary))


def _spool() -> TextIO:
    """A file without a name, which is gone with the process. The connection is busy while rejects come."""
    return tempfile.TemporaryFile("w+", encoding="utf-8", newline="")


def _keep(tx: db.Connection, upload: Upload, file: TextIO | None) -> None:
    if file is None:
        return
    file.flush()
    raw = file.buffer
    raw.seek(0)
    number = 0
    while content := raw.read(PART_BYTES):
        db.run(tx, Q["keep_rejects_part"], upload_id=upload.id, number=number, content=content)
        number += 1


def _counts(summary: Summary) -> dict[str, int]:
    return {name: count for name, count in vars(summary).items() if name != "rejects"}


def _finish(connection: db.Connection, upload: Upload, now: Clock) -> None:
    if upload.state is not UploadState.STORED:
        return
    if upload.consent_count:
        db.wait_for_senders(connection)
    db.run(connection, Q["finish_upload"], upload_id=upload.id, now=now())
    importing.tidy(connection, (upload.new_count or 0) + (upload.changed_count or 0))
