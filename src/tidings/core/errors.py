"""The tree of errors that Tidings raises on purpose; whatever is not in it is a defect.

TidingsError
├── BadInput        what a person gave cannot be taken: says what is wrong and what to do
│   └── InvalidFields   several such faults at once, each with its place
├── NotFound        the thing that was named does not exist
├── Conflict        the thing exists, but its state forbids what was asked
└── Unavailable     a component that is needed does not answer
"""

from collections.abc import Sequence
from dataclasses import dataclass


class TidingsError(Exception):
    """Something a user can understand and act upon; the message is written for them."""

    exit_code = 1


class BadInput(TidingsError):
    """What was given cannot be taken. Nothing was changed."""

    exit_code = 2


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the input: where it stands and what is wrong with it."""

    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}"


class InvalidFields(BadInput):
    """Several faults in one input, each with its place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class NotFound(TidingsError):
    """The thing that was named does not exist."""

    exit_code = 3


class Conflict(TidingsError):
    """The thing exists, but the state it is in forbids what was asked."""

    exit_code = 4


class Unavailable(TidingsError):
    """A component that is needed does not answer."""

    exit_code = 5
