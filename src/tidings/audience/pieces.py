"""An upload's pieces read as the one file that they are, a piece at a time in memory."""

import io
from collections.abc import Callable
from typing import BinaryIO, cast

from tidings.audience import uploads
from tidings.audience.sources import Source
from tidings.audience.uploading import PART_BYTES
from tidings.audience.uploads import Upload
from tidings.core import db

NAME = "The file"


class Pieces(io.RawIOBase):
    """`read(number)` gives the piece of a number; all but the last have `part_bytes`."""

    def __init__(self, read: Callable[[int], bytes | None], part_bytes: int, size_bytes: int) -> None:
        self._read = read
        self._part_bytes = part_bytes
        self._size_bytes = size_bytes
        self._place = 0
        self._at_hand: tuple[int, bytes] | None = None

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte; where that is from the beginning."""
        self._place = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size_bytes}[whence]
        return self._place

    def tell(self) -> int:
        """The byte that is read next."""
        return self._place

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill a buffer as far as the piece at hand goes; 0 at the end."""
        number, offset = divmod(self._place, self._part_bytes)
        found = self._piece(number)[offset : offset + len(buffer)]
        buffer[: len(found)] = found
        self._place += len(found)
        return len(found)

    def _piece(self, number: int) -> bytes:
        if self._at_hand is None or self._at_hand[0] != number:
            self._at_hand = number, self._read(number) or b""
        return self._at_hand[1]


def source(connection: db.Connection, upload: Upload) -> Source:
    """An upload as a file of people, read by a connection that is used for nothing else meanwhile."""

    def opened() -> BinaryIO:
        pieces = Pieces(
            lambda number: uploads.part(connection, upload.id, "file", number), PART_BYTES, upload.size_bytes
        )
        return cast(BinaryIO, io.BufferedReader(pieces))

    return Source(NAME, upload.form, upload.size_bytes, opened)
