"""The importer: takes in the files of people that came by HTTP, one at a time, and says how far it is."""

import time

from tidings.audience import importing, taking, uploading, uploads
from tidings.audience.uploads import Upload
from tidings.core import clock, db, log
from tidings.core.errors import Conflict
from tidings.core.lease import Lease
from tidings.core.loop import AWAY, Poll

LOOK_S = 0.25
TELL_S = 0.5
TIDY_S = 60.0
AGAIN_S = 1.0
LEASE_S = 5.0
DEFECT = "A defect in Tidings: its log says more. Nobody of this file was stored."
logger = log.get(__name__)


def begin(connection: db.Connection) -> Poll:
    """The importer's poll: one file."""
    lease = Lease("importer", LEASE_S)
    tidy_at = float("-inf")

    def poll() -> float:
        nonlocal tidy_at
        if not lease.hold(connection):
            return LEASE_S / 5
        if time.monotonic() >= tidy_at:
            uploading.discard_abandoned(connection)
            uploads.forget(connection, clock.now() - uploads.REJECTS_KEPT)
            tidy_at = time.monotonic() + TIDY_S
        upload = uploads.next_one(connection)
        return LOOK_S if upload is None else _take(connection, lease, upload)

    return poll


def _take(connection: db.Connection, lease: Lease, upload: Upload) -> float:
    with db.connect("importer") as beside:
        try:
            taking.take(connection, beside, upload, clock.now, _telling(beside, lease, upload))
        except Conflict as conflict:
            logger.warning("importer.again", upload_id=upload.id, reason=str(conflict))
            taking.forgive(beside, upload)
            return AGAIN_S
        except AWAY:
            raise
        except Exception as error:
            # Whatever it is, the same file would bring it about again and hold up all behind it.
            logger.error("importer.failed", upload_id=upload.id, exc_info=error)
            taking.fail(connection, upload, DEFECT, clock.now())
    return 0


def _telling(beside: db.Connection, lease: Lease, upload: Upload) -> importing.Progress:
    """Tells how far it is and keeps the lease, every now and then."""
    tell_at = float("-inf")

    def tell(phase: str, done: int, total: int) -> None:
        nonlocal tell_at
        if time.monotonic() >= tell_at:
            lease.hold(beside)
            taking.tell(beside, upload, phase, done, total)
            tell_at = time.monotonic() + TELL_S

    return tell
