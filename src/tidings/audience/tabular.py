"""Records of CSV. A quoted field may go on over a few lines; a quote that is never closed costs its own line only."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from tidings.audience import lines, record
from tidings.audience.lines import Lines
from tidings.audience.record import COLUMNS, IGNORED, Record
from tidings.core.errors import BadInput

MOST_LINES = 50


@dataclass(slots=True)
class _Rows:
    """What a block of lines holds: the fields of each record and the line, from 1, where it begins."""

    rows: list[tuple[int, list[str]]]
    line_count: int


def header(source: Lines, name: str) -> list[str]:
    """The columns that the first line names. Raises BadInput."""
    line = source.take() or b""
    try:
        columns = [column.strip() for column in _fields(line.decode(errors="replace").rstrip("\r\n"))]
    except csv.Error:
        columns = []
    if "external_id" not in columns:
        raise BadInput(
            f"{name}: the first line has to name the columns, separated by commas and external_id "
            f"among them ({', '.join(COLUMNS)}); it is: {line[:100].decode(errors='replace').strip() or 'empty'}"
        )
    unknown = [column for column in columns if column not in COLUMNS and column not in IGNORED]
    if unknown:
        raise BadInput(f"{name}: unknown columns {', '.join(unknown)}; known: {', '.join(COLUMNS)}.")
    if len(set(columns)) < len(columns):
        raise BadInput(f"{name}: the first line names a column twice: {', '.join(columns)}.")
    return columns


def records(source: Lines, columns: list[str]) -> Iterator[Record]:
    """Every record. Lines are read by the block; one in which something is wrong is read again, line by line."""
    while block := source.take_block():
        found = _rows(block, len(columns))
        if found is None:
            source.give_back_block(block)
            yield from _line_by_line(source, columns, source.done_bytes + len(block))
            continue
        for line, fields in found.rows:
            yield Record(source.number + line, dict(zip(columns, fields, strict=True)))
        source.number += found.line_count


def _rows(block: bytes, field_count: int) -> _Rows | None:
    """The records of a block of whole lines; None when anything about it is not as it should be."""
    try:
        text = block.decode().replace("\r\n", "\n")
        if "\r" in text or lines.is_cut(block):
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


def _line_by_line(source: Lines, columns: list[str], end: int) -> Iterator[Record]:
    while source.is_before(end) and (raw := source.take()) is not None:
        line = source.number
        if lines.is_cut(raw):
            yield record.too_long(line, raw)
        elif raw.strip(b"\r\n"):
            yield _record(source, columns, line, raw)


def _record(source: Lines, columns: list[str], line: int, raw: bytes) -> Record:
    try:
        fields, text = _whole(source, raw.decode().rstrip("\r\n"))
    except (UnicodeDecodeError, csv.Error) as error:
        return record.unreadable(line, raw, error)
    if len(fields) == len(columns):
        return Record(line, dict(zip(columns, fields, strict=True)))
    return Record(line, None, f"has {len(fields)} fields, the header has {len(columns)}", text)


def _whole(source: Lines, text: str) -> tuple[list[str], str]:
    """The fields of a record and its text; takes further lines when the quotes ask for it and then close."""
    try:
        return _fields(text), text
    except csv.Error as error:
        if not _is_open(error):
            raise
        taken: list[bytes] = []
        try:
            return _continued(source, text, taken)
        except (csv.Error, UnicodeDecodeError):
            source.give_back(taken)
            raise csv.Error("a quote is not closed") from error


def _continued(source: Lines, text: str, taken: list[bytes]) -> tuple[list[str], str]:
    while len(taken) < MOST_LINES and (raw := source.take()) is not None:
        taken.append(raw)
        if lines.is_cut(raw):
            break
        text = f"{text}\n{raw.decode().rstrip(chr(13) + chr(10))}"
        try:
            return _fields(text), text
        except csv.Error as error:
            if not _is_open(error):
                raise
    raise csv.Error("a quote is not closed")


def _is_open(error: csv.Error) -> bool:
    return "end of data" in str(error)


def _fields(text: str) -> list[str]:
    # `strict` makes a quote that is not closed an error, and not a field that swallows what follows.
    return next(csv.reader((text,), strict=True), [])


csv.field_size_limit(lines.LONGEST_LINE * MOST_LINES)
