"""Rejects: every record that an import refused, with its line and the reason, ready to be mended."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

import orjson

from tidings.audience.reading import File
from tidings.audience.record import IGNORED, Record
from tidings.core.errors import BadInput


def path_beside(path: Path) -> Path:
    """Where the rejects of a file go when nobody says otherwise: people.csv, people.rejects.csv."""
    return path.with_suffix(f".rejects{path.suffix.lower()}")


class Rejects:
    """Collects refused records in a file that is opened when there is a first.

    It has the form of the file that was read, with line and reason in front, which an import passes over.
    """

    def __init__(self, source: File, opened: Callable[[], TextIO]) -> None:
        self.count = 0
        self._opened = opened
        self._columns = [name for name in source.columns if name not in IGNORED]
        self._is_csv = source.is_csv
        self.file: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.file is not None:
            self.file.close()

    def add(self, record: Record, reason: str) -> None:
        """Write down one refused record."""
        if self.file is None:
            self.file = self._opened()
            if self._is_csv:
                self.file.write(_row([*IGNORED, *self._columns]))
        self.file.write(self._csv(record, reason) if self._is_csv else self._json(record, reason))
        self.count += 1

    def _csv(self, record: Record, reason: str) -> str:
        if record.values is None:
            return _row([record.line, reason, record.text])
        return _row([record.line, reason, *(record.values[name] for name in self._columns)])

    def _json(self, record: Record, reason: str) -> str:
        about = {"line": record.line, "reason": reason}
        try:
            written = orjson.dumps({**({"text": record.text} if record.values is None else record.values), **about})
        except orjson.JSONEncodeError:
            # It was nested deeper than can be written.
            written = orjson.dumps({"text": record.text, **about})
        return written.decode() + "\n"


class RejectsFile(Rejects):
    """Rejects under a passing name; `keep` gives the file its own once the import is through."""

    def __init__(self, path: Path, source: File) -> None:
        self.path = path
        self._passing = path.with_name(f"{path.name}.part")
        super().__init__(source, lambda: self._passing.open("w", encoding="utf-8", newline=""))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self._passing.unlink(missing_ok=True)

    def add(self, record: Record, reason: str) -> None:
        """Write down one refused record. Raises BadInput when the file cannot be written."""
        try:
            super().add(record, reason)
        except OSError as error:
            raise self._unwritable(error) from error

    def keep(self) -> None:
        """Put the file in place of the one of an earlier import; without rejects there is none afterwards."""
        try:
            if self.file is None:
                self.path.unlink(missing_ok=True)
                return
            self.file.close()
            self.file = None
            self._passing.replace(self.path)
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> BadInput:
        return BadInput(f"The rejects file {self.path} cannot be written: {error.strerror}.")


def _row(fields: list[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(fields)
    return buffer.getvalue()
