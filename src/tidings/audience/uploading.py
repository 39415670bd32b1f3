"""Keeping a file of people as it comes, in pieces, until it is whole and any importer may take it in; or not at all."""

from datetime import datetime

from tidings.audience import lists
from tidings.audience.sources import Form
from tidings.core import db, queries
from tidings.core.errors import Conflict, Unavailable

Q = queries.load("audience")
PART_BYTES = 1024 * 1024
# Of files that come or wait: what they hold fills the disk.
MOST = 50
# Real seconds without a piece, after which whoever brought the file is taken for dead.
LONGEST_PAUSE_S = 300.0


def begin(tx: db.Connection, form: Form, list_name: str | None, who: str, now: datetime) -> int:
    """The number of a new upload. Raises BadInput for the list's name, Unavailable when too many wait."""
    if list_name is not None:
        lists.check_name(list_name)
    made = db.row(tx, Q["begin_upload"], form=form, list_name=list_name, who=who, now=now, most=MOST)
    if made is None:
        raise Unavailable(f"{MOST} files of people wait to be imported: come again when some of them are in.")
    return int(made["id"])


def keep(tx: db.Connection, upload_id: int, number: int, content: bytes) -> None:
    """Keep the piece of this number, from 0; all but the last have PART_BYTES. Raises Conflict."""
    if not db.run(tx, Q["keep_upload_part"], upload_id=upload_id, number=number, content=content):
        raise _gone()


def complete(tx: db.Connection, upload_id: int, now: datetime) -> None:
    """Let an importer have the file: it is whole. Raises Conflict when it was taken away as abandoned."""
    if not db.run(tx, Q["complete_upload"], upload_id=upload_id, now=now):
        raise _gone()


def discard(connection: db.Connection, upload_id: int) -> None:
    """Take away what came of a file that is not whole. Idempotent; does nothing to one that is."""
    with db.transaction(connection) as tx:
        if db.row(tx, Q["lock_upload"], upload_id=upload_id) is not None:
            db.run(tx, Q["delete_upload_parts"], upload_id=upload_id, kinds=["file"])
            db.run(tx, Q["delete_upload"], upload_id=upload_id)


def discard_abandoned(connection: db.Connection) -> None:
    """Take away what came of files whose bearers died on the way."""
    for found in db.rows(connection, Q["abandoned_uploads"], longest_s=LONGEST_PAUSE_S):
        discard(connection, found["id"])


def _gone() -> Conflict:
    return Conflict("The file was taken away, because nothing more of it came for too long: send it again.")
