"""Files of people before they are read: what each is called, its form and size, and how it is opened."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from tidings.core.errors import BadInput

Form = Literal["csv", "ndjson"]
_FORMS: dict[str, Form] = {".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson"}


@dataclass(frozen=True)
class Source:
    """Something that can be read as a file of people. `open` raises BadInput when it cannot."""

    name: str
    form: Form
    size_bytes: int
    open: Callable[[], BinaryIO]


def of_path(path: Path) -> Source:
    """A file on this machine; its ending says its form. Raises BadInput."""
    form = _FORMS.get(path.suffix.lower())
    if form is None:
        raise BadInput(f"{path} has to end in .csv or .ndjson: the name says how it is read.")

    def opened() -> BinaryIO:
        try:
            return path.open("rb")
        except OSError as error:
            raise _unreadable(path, error) from error

    try:
        return Source(str(path), form, path.stat().st_size, opened)
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> BadInput:
    return BadInput(f"{path} cannot be read: {error.strerror}.")
