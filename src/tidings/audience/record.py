"""One record of a file of people: its values, or what is wrong with it."""

import csv
from dataclasses import dataclass
from typing import Any

from tidings.audience import lines

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


@dataclass(slots=True)
class Record:
    """A record at the line where it begins: its values by column, and what is wrong with it as a record.

    One without values, or of NDJSON, has its text.
    """

    line: int
    values: dict[str, Any] | None
    problem: str = ""
    text: str = ""


def too_long(line: int, raw: bytes) -> Record:
    """The record of a line that was cut."""
    text = raw[:1000].decode(errors="backslashreplace")
    return Record(line, None, f"is longer than {lines.LONGEST_LINE:,} bytes; it begins as shown", text)


def unreadable(line: int, raw: bytes, error: Exception) -> Record:
    """The record of a line that is no UTF-8, no CSV or no JSON, as `error` says."""
    text = raw.decode(errors="backslashreplace").rstrip("\r\n")
    try:
        raw.decode()
    except UnicodeDecodeError as fault:
        return Record(line, None, f"is not UTF-8: byte {fault.start + 1} of the line cannot be read", text)
    kind = "is not CSV" if isinstance(error, csv.Error) else "is not JSON"
    return Record(line, None, f"{kind}: {error}", text)
