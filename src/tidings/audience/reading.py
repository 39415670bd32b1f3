"""Files of people, read record by record: CSV with a header, or NDJSON with one object a line.

A record that cannot be read says so in place of its values, and the next line is read as if nothing had
happened. In CSV a quoted field may go on over a few lines; a quote that is never closed costs its own line
only.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from tidings.core.errors import BadInput

COLUMNS = (
    "external_id",
    "name",
    "attributes",
    "locale",
    "zone",
    "consents",
    "registered_at",
    "last_active_at",
)
# What a rejects file has more, so that it can be mended and imported as it is.
IGNORED = ("line", "reason")
LONGEST_LINE = 1024 * 1024
MOST_LINES = 50
_JSON_COLUMNS = ("attributes", "consents")


@dataclass(slots=True)
class Record:
    """One record at the line where it begins: its values by column, and what is wrong with it as a record.

    One without values, or of NDJSON, has its text.
    """

    line: int
    values: dict[str, Any] | None
    problem: str = ""
    text: str = ""


class File:
    """An open file of people. Iterating gives its records; `done_bytes` of `total_bytes` were read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_csv = path.suffix.lower() == ".csv"
        if not self.is_csv and path.suffix.lower() not in (".ndjson", ".jsonl"):
            raise BadInput(f"{path} has to end in .csv or .ndjson: the name says how it is read.")
        try:
            self._file: BinaryIO = path.open("rb")
            self.total_bytes = path.stat().st_size
        except OSError as error:
            raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
        self._ahead: deque[bytes] = deque()
        self._line = 0
        self._skip_mark()
        self.columns = self._header() if self.is_csv else []

    def __enter__(self) -> "File":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[Record]:
        return self._csv_records() if self.is_csv else self._json_records()

    @property
    def done_bytes(self) -> int:
        """How much of the file was read."""
        return self._file.tell()

    def _skip_mark(self) -> None:
        start = self._file.read(3)
        if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise BadInput(f"{self.path} is UTF-16 text: save it as UTF-8 and import that.")
        if start != b"\xef\xbb\xbf":
            self._file.seek(0)

    def _header(self) -> list[str]:
        line = self._next() or b""
        try:
            columns = [name.strip() for name in _fields(line.decode(errors="replace").rstrip("\r\n"))]
        except csv.Error:
            columns = []
        if "external_id" not in columns:
            raise BadInput(
                f"{self.path}: the first line has to name the columns, separated by commas and external_id "
                f"among them ({', '.join(COLUMNS)}); it is: {_start(line) or 'empty'}"
            )
        unknown = [name for name in columns if name not in COLUMNS and name not in IGNORED]
        if unknown:
            raise BadInput(f"{self.path}: unknown columns {', '.join(unknown)}; known: {', '.join(COLUMNS)}.")
        if len(set(columns)) < len(columns):
            raise BadInput(f"{self.path}: the first line names a column twice: {', '.join(columns)}.")
        return columns

    def _csv_records(self) -> Iterator[Record]:
        """Whole lines are read by the block; one in which something is wrong is read again, line by line."""
        while block := self._file.read(LONGEST_LINE):
            start = self._file.tell() - len(block)
            size = block.rfind(b"\n") + 1 or len(block)
            self._file.seek(start + size)
            found = _rows(block[:size], len(self.columns))
            if found is None:
                self._file.seek(start)
                yield from self._line_by_line(start + size)
                continue
            for line, fields in found.rows:
                yield Record(self._line + line, dict(zip(self.columns, fields, strict=True)))
            self._line += found.line_count

    def _line_by_line(self, end: int) -> Iterator[Record]:
        columns, count = self.columns, len(self.columns)
        while (self._ahead or self._file.tell() < end) and (raw := self._next()) is not None:
            line = self._line
            if _is_cut(raw):
                yield _too_long(line, raw)
                continue
            try:
                text = raw.decode().rstrip("\r\n")
                if not text:
                    continue
                fields = self._quoted(text)
            except (UnicodeDecodeError, csv.Error) as error:
                yield _unreadable(line, raw, error)
                continue
            if len(fields) == count:
                yield Record(line, dict(zip(columns, fields, strict=True)))
            else:
                yield Record(line, None, f"has {len(fields)} fields, the header has {count}", text)

    def _quoted(self, text: str) -> list[str]:
        """The fields of a line with quotes; takes further lines when the quotes ask for it and then close."""
        try:
            return _fields(text)
        except csv.Error as error:
            if "end of data" not in str(error):
                raise
            taken: list[bytes] = []
            try:
                return self._continued(text, taken)
            except (csv.Error, UnicodeDecodeError):
                self._ahead.extendleft(reversed(taken))
                self._line -= len(taken)
                raise csv.Error("a quote is not closed") from error

    def _continued(self, text: str, taken: list[bytes]) -> list[str]:
        while len(taken) < MOST_LINES and (raw := self._next()) is not None:
            taken.append(raw)
            text = f"{text}\n{raw.decode().rstrip(chr(13) + chr(10))}"
            try:
                return _fields(text)
            except csv.Error as error:
                if "end of data" not in str(error):
                    raise
        raise csv.Error("a quote is not closed")

    def _json_records(self) -> Iterator[Record]:
        while (raw := self._next()) is not None:
            if _is_cut(raw):
                yield _too_long(self._line, raw)
                continue
            if not raw.strip():
                continue
            try:
                values = orjson.loads(raw)
            except orjson.JSONDecodeError as error:
                yield _unreadable(self._line, raw, error)
                continue
            if not isinstance(values, dict):
                yield Record(self._line, None, "is no JSON object", raw.decode().strip())
                continue
            unknown = "" if values.keys() <= _KNOWN else ", ".join(sorted(values.keys() - _KNOWN))
            yield Record(self._line, values, f"unknown keys {unknown}" if unknown else "", raw.decode().strip())

    def _next(self) -> bytes | None:
        """The next line, its end included, cut when it is too long to be a record; None at the end."""
        raw = self._ahead.popleft() if self._ahead else self._file.readline(LONGEST_LINE)
        if not raw:
            return None
        self._line += 1
        if _is_cut(raw):
            while (rest := self._file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
        return raw


@dataclass(slots=True)
class _Rows:
    """What a block of lines holds: the fields of each record and the line, from 1, where it begins."""

    rows: list[tuple[int, list[str]]]
    line_count: int


def _rows(block: bytes, field_count: int) -> _Rows | None:
    """The records of a block of whole lines; None when anything about it is not as it should be."""
    try:
        text = block.decode().replace("\r\n", "\n")
        if "\r" in text or len(block) == LONGEST_LINE and "\n" not in text:
            return None
        reader = csv.reader(io.StringIO(text, newline="\n"), strict=True)
        rows, before = [], 0
        for fields in reader:
            if fields and len(fields) != field_count or reader.line_num > before + MOST_LINES:
                return None
            if fields:
                rows.append((before + 1, fields))
            before = reader.line_num
    except (UnicodeDecodeError, csv.Error):
        return None
    return _Rows(rows, before)


def _fields(text: str) -> list[str]:
    # `strict` makes a quote that is not closed an error, and not a field that swallows what follows.
    return next(csv.reader((text,), strict=True), [])


def _start(line: bytes) -> str:
    return line[:100].decode(errors="replace").strip()


def _is_cut(raw: bytes) -> bool:
    return len(raw) == LONGEST_LINE and not raw.endswith(b"\n")


def _too_long(line: int, raw: bytes) -> Record:
    text = raw[:1000].decode(errors="backslashreplace")
    return Record(line, None, f"is longer than {LONGEST_LINE:,} bytes; it begins as shown", text)


def _unreadable(line: int, raw: bytes, error: Exception) -> Record:
    text = raw.decode(errors="backslashreplace").rstrip("\r\n")
    try:
        raw.decode()
    except UnicodeDecodeError as fault:
        return Record(line, None, f"is not UTF-8: byte {fault.start + 1} of the line cannot be read", text)
    kind = "is not CSV" if isinstance(error, csv.Error) else "is not JSON"
    return Record(line, None, f"{kind}: {error}", text)


_KNOWN = {*COLUMNS, *IGNORED}
csv.field_size_limit(LONGEST_LINE * MOST_LINES)
