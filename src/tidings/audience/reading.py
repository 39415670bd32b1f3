"""Files of people, read record by record: CSV with a header, or NDJSON with one object a line.

A record that cannot be read says so in place of its values, and the next line is read as if nothing had happened.
"""

from collections.abc import Iterator

import orjson

from tidings.audience import lines, record, tabular
from tidings.audience.lines import Lines
from tidings.audience.record import COLUMNS, IGNORED, Record
from tidings.audience.sources import Source
from tidings.core.errors import BadInput

_KNOWN = {*COLUMNS, *IGNORED}


class File:
    """An open file of people. Iterating gives its records; `done_bytes` of `total_bytes` were read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.is_csv = source.form == "csv"
        self._lines = Lines(source)
        self.total_bytes = self._lines.total_bytes
        try:
            self.columns = tabular.header(self._lines, source.name) if self.is_csv else []
        except BadInput:
            self._lines.close()
            raise

    def __enter__(self) -> "File":
        return self

    def __exit__(self, *_: object) -> None:
        self._lines.close()

    def __iter__(self) -> Iterator[Record]:
        return tabular.records(self._lines, self.columns) if self.is_csv else _json_records(self._lines)

    @property
    def done_bytes(self) -> int:
        """How much of the file was read."""
        return self._lines.done_bytes


def _json_records(source: Lines) -> Iterator[Record]:
    while (raw := source.take()) is not None:
        if lines.is_cut(raw):
            yield record.too_long(source.number, raw)
        elif raw.strip():
            yield _json_record(source.number, raw)


def _json_record(line: int, raw: bytes) -> Record:
    try:
        values = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return record.unreadable(line, raw, error)
    text = raw.decode().strip()
    if not isinstance(values, dict):
        return Record(line, None, "is no JSON object", text)
    if values.keys() <= _KNOWN:
        return Record(line, values, "", text)
    return Record(line, values, f"unknown keys {', '.join(sorted(values.keys() - _KNOWN))}", text)
