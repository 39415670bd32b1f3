"""Lines of CSV (RFC 4180) that a spreadsheet opens as text and never as a formula (OWASP, CSV Injection)."""

import csv
import io
from collections.abc import Iterable

MEDIA_TYPE = "text/csv; charset=utf-8"
# By which a spreadsheet tells that the text is not in whatever it takes for usual.
MARK = b"\xef\xbb\xbf"
# What begins a formula, in the width of East Asian text too, or hides what does.
FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")  # noqa: RUF001
HARMLESS = "'"


def lines(rows: Iterable[Iterable[str | int | None]]) -> bytes:
    """The rows, every cell in quotes; None is empty."""
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [_cell(value) for value in row] for row in rows
    )
    return text.getvalue().encode("utf-8", "replace")


def _cell(value: str | int | None) -> str | int:
    if value is None:
        return ""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return HARMLESS + value
    return value
