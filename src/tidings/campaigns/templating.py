"""Text with variables: checked when it is saved so that rendering it can neither fail, loop nor reach anything."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO

from liquid import BoundTemplate, RenderContext
from liquid.exceptions import LiquidError

from tidings.campaigns import inspecting, scanning
from tidings.campaigns.dialect import (
    DEEPEST,
    LINK,
    LINK_FORM,
    LINK_START,
    LONGEST_VALUE,
    TEXT,
)
from tidings.core.errors import Fault

LONGEST_TEMPLATE = 4000
LONGEST_OUTPUT = 4000
LONGEST_PROBLEM = 300


@dataclass(frozen=True)
class _Checked:
    """A parsed template, or the faults that forbid using it; `words` are the variables in it, where they stand."""

    template: BoundTemplate | None
    faults: tuple[tuple[int, str], ...]
    words: tuple[tuple[int, str], ...] = ()


def check(text: str, variables: Collection[str], *, is_link: bool = False) -> list[Fault]:
    """Everything that is wrong with a template, each fault at `line L column C`; empty when it may be used.

    `is_link` asks for an address: its host is written out and its values are percent-encoded.
    """
    checked = _checked(text, is_link)
    faults = list(checked.faults)
    known = ", ".join(sorted(variables)) or "none"
    faults += [
        (index, f'unknown variable "{word}"; known: {known}') for index, word in checked.words if word not in variables
    ]
    return [Fault(_place(text, index), _cut(problem)) for index, problem in sorted(faults)]


def render(text: str, values: Mapping[str, str | None], defaults: Mapping[str, str]) -> str:
    """The text with its values, 4,000 characters at most. Never raises.

    A value that is missing, None or blank gives way to its default; a default without text counts as nothing in
    conditions. Values are text and are not looked at for Liquid. A template that `check` refuses stays as it is.
    """
    return _rendered(text, values, defaults, is_link=False)[:LONGEST_OUTPUT]


def render_link(text: str, values: Mapping[str, str | None], defaults: Mapping[str, str]) -> str | None:
    """The address with its values percent-encoded; None when that is no http(s) address. Never raises."""
    link = _rendered(text, values, defaults, is_link=True)
    return link if len(link) <= LONGEST_OUTPUT and LINK_FORM.fullmatch(link) else None


def is_plain_link(text: str) -> bool:
    """Whether the text is an http(s) address as it stands, with nothing to fill in."""
    return LINK_FORM.fullmatch(text) is not None and "{{" not in text and "{%" not in text


def _rendered(text: str, values: Mapping[str, str | None], defaults: Mapping[str, str], *, is_link: bool) -> str:
    template = _checked(text, is_link).template
    if template is None:
        return text
    names = {**defaults, **values}
    chosen = {name: _choose(values.get(name), defaults.get(name)) for name in names}
    # Not `template.render`: it would put names of its own before ours.
    context = RenderContext(template, globals=chosen)
    buffer = StringIO()
    # What `check` lets through raises nothing; a text that an earlier version let through is shown as far as it goes.
    with suppress(LiquidError):
        for node in template.nodes:
            node.render(context, buffer)
    return buffer.getvalue()


def _choose(value: str | None, default: str | None) -> str | None:
    text = value if isinstance(value, str) and value.strip() else default
    return text[:LONGEST_VALUE] if text else None


@lru_cache(maxsize=1024)
def _checked(text: str, is_link: bool) -> _Checked:
    dialect = LINK if is_link else TEXT
    if len(text) > LONGEST_TEMPLATE:
        return _Checked(None, ((0, f"longer than {LONGEST_TEMPLATE:,} characters"),))
    if is_link and not LINK_START.match(text):
        return _Checked(None, ((0, "a link begins with http:// or https:// and a host without variables"),))
    marks = tuple(scanning.faults(text))
    if marks:
        return _Checked(None, marks)
    try:
        template = dialect.from_string(text)
        found = inspecting.link_faults(template) if is_link else inspecting.faults(template)
        faults = tuple((token.start_index, problem) for token, problem in found)
        words = tuple((token.start_index, word) for token, word in inspecting.words(template))
    except (LiquidError, RecursionError) as error:
        return _Checked(None, (_explained(error),))
    return _Checked(None if faults else template, faults, words)


def _explained(error: LiquidError | RecursionError) -> tuple[int, str]:
    if isinstance(error, RecursionError) or isinstance(error.__cause__, RecursionError):
        return 0, "nested too deeply"
    index = error.token.start_index if error.token is not None else 0
    message = str(error.message or "cannot be read")
    return max(0, index), f"nested deeper than {DEEPEST}" if "nesting limit" in message else message


def _cut(problem: str) -> str:
    return problem if len(problem) <= LONGEST_PROBLEM else f"{problem[:LONGEST_PROBLEM]}…"


def _place(text: str, index: int) -> str:
    line = text.count("\n", 0, index) + 1
    column = index - (text.rfind("\n", 0, index) + 1) + 1
    return f"line {line} column {column}"
