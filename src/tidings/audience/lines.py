"""The lines of a file by their numbers, one at a time or by the block; one too long to be a record is cut."""

from collections import deque

from tidings.audience.sources import Source
from tidings.core.errors import BadInput

LONGEST_LINE = 1024 * 1024


class Lines:
    """An open file of UTF-8 lines. `number` is that of the last line taken, from 1. Raises BadInput."""

    def __init__(self, source: Source) -> None:
        self._file = source.open()
        self.total_bytes = source.size_bytes
        self._ahead: deque[bytes] = deque()
        self.number = 0
        start = self._file.read(3)
        if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            self.close()
            raise BadInput(f"{source.name} is UTF-16 text: save it as UTF-8 and import that.")
        if start != b"\xef\xbb\xbf":
            self._file.seek(0)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def done_bytes(self) -> int:
        """How much of the file was taken."""
        return self._file.tell()

    def take(self) -> bytes | None:
        """The next line, its end included, cut when it is too long; None at the end."""
        if self._ahead:
            self.number += 1
            return self._ahead.popleft()
        raw = self._file.readline(LONGEST_LINE)
        if not raw:
            return None
        self.number += 1
        if is_cut(raw):
            while (rest := self._file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
        return raw

    def give_back(self, taken: list[bytes]) -> None:
        """Undo the taking of lines, the last ones that were taken."""
        self._ahead.extendleft(reversed(taken))
        self.number -= len(taken)

    def take_block(self) -> bytes:
        """The next lines, as many as are whole within the length of the longest; their numbers are not counted.

        Of a line that is longer, its beginning.
        """
        block = self._file.read(LONGEST_LINE)
        size = block.rfind(b"\n") + 1 or len(block)
        self._file.seek(size - len(block), 1)
        return block[:size]

    def give_back_block(self, block: bytes) -> None:
        """Undo the taking of a block, the last one that was taken."""
        self._file.seek(-len(block), 1)

    def is_before(self, end: int) -> bool:
        """Whether the next line begins before the byte `end`."""
        return bool(self._ahead) or self._file.tell() < end


def is_cut(raw: bytes) -> bool:
    """Whether a line was too long and is only its beginning."""
    return len(raw) == LONGEST_LINE and not raw.endswith(b"\n")
