"""What the form of a definition lacks, in words for whoever wrote it and not for a programmer."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tidings.campaigns.forms import ALTERNATIVES, EXAMPLES

Steps = tuple[str | int, ...]
_WORDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "extra_forbidden": lambda _: "this key is not known",
    "missing": lambda _: "is missing",
    "invalid_key": lambda _: "a key must be a text: put it in quotes",
    "recursion_loop": lambda _: "is nested too deeply",
    "string_type": lambda _: "must be a text: put it in quotes",
    "string_unicode": lambda _: "holds half a character",
    "string_too_short": lambda _: "must not be empty",
    "string_too_long": lambda of: f"must have {of['max_length']:,} characters at most",
    "string_pattern_mismatch": lambda of: f"must be {EXAMPLES[of['pattern']]}",
    "too_short": lambda of: f"must have {of['min_length']} or more items",
    "too_long": lambda of: f"must have {of['max_length']} items at most, not {of['actual_length']}",
    "tuple_type": lambda _: "must be a list",
    "dict_type": lambda _: "must be a mapping",
    "model_type": lambda _: "must be a mapping",
    "literal_error": lambda of: f"must be {of['expected']}".replace("True", "true"),
    "bool_type": lambda _: "must be true or false",
    "bool_parsing": lambda _: "must be true or false",
    "int_type": lambda _: "must be a whole number",
    "greater_than": lambda of: f"must be more than {of['gt']}",
    "greater_than_equal": lambda of: f"must be {of['ge']} or more",
    "less_than_equal": lambda of: f"must be {of['le']:,} or less",
    "value_error": lambda of: str(of["error"]),
    "datetime_from_date_parsing": lambda of: f"is no time: {of['error']}",
    "datetime_parsing": lambda of: f"is no time: {of['error']}",
    "time_parsing": lambda of: f"is no hour of the day: {of['error']}",
}


def faults(error: ValidationError) -> list[tuple[Steps, str]]:
    """Every fault of a form once, with the steps that lead to it."""
    found = error.errors(include_url=False, include_input=False)
    return list(dict.fromkeys((_way(fault), _words(fault)) for fault in found if not _is_echo(fault, found)))


def _words(fault: ErrorDetails) -> str:
    words = _WORDS.get(fault["type"])
    return words(fault.get("ctx", {})) if words else fault["msg"]


def _way(fault: ErrorDetails) -> Steps:
    """The steps without the tags of alternatives, which nobody wrote."""
    return tuple(step for step in fault["loc"] if step not in ALTERNATIVES)


def _is_echo(fault: ErrorDetails, found: list[ErrorDetails]) -> bool:
    """Whether a list is said to be too short only because something in it is wrong."""
    length = len(fault["loc"])
    return fault["type"] == "too_short" and any(
        len(other["loc"]) > length and other["loc"][:length] == fault["loc"] for other in found
    )
