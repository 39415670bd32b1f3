"""What of Liquid a campaign may use: two tags, a few filters, one line each in `FILTERS`. Nothing loops or grows."""

import re
from collections.abc import Callable
from typing import TextIO
from urllib.parse import quote

from liquid import Environment, Mode, RenderContext
from liquid.builtin.content import Literal as ContentTag
from liquid.builtin.illegal import Illegal
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.if_tag import IfTag
from liquid.builtin.tags.unless_tag import UnlessTag
from liquid.stringify import to_liquid_string

TAGS = frozenset({"if", "elsif", "else", "endif", "unless", "endunless"})
LONGEST_VALUE = 200
DEEPEST = 4


def _text(value: object) -> str:
    return to_liquid_string(value, autoescape=False)


def _filter(change: Callable[[str], str]) -> Callable[[object], str]:
    return lambda value: change(_text(value))[:LONGEST_VALUE]


def _default(value: object, instead: str) -> str:
    return _text(value) if _text(value).strip() else instead


def _truncate(value: object, length: int, ending: str = "…") -> str:
    text = _text(value)
    return text if len(text) <= length else text[: max(0, length - len(ending))] + ending


def _append(value: object, more: str) -> str:
    return _text(value) + more


def _prepend(value: object, more: str) -> str:
    return more + _text(value)


# Each filter, the kinds of its arguments (written out in the template, never values), and how many it needs.
FILTERS: dict[str, tuple[Callable[..., str], tuple[type, ...], int]] = {
    "append": (_append, (str,), 1),
    "capitalize": (_filter(lambda text: text[:1].upper() + text[1:]), (), 0),
    "default": (_default, (str,), 1),
    "downcase": (_filter(str.lower), (), 0),
    "first_word": (_filter(lambda text: (text.split(maxsplit=1) or [""])[0]), (), 0),
    "prepend": (_prepend, (str,), 1),
    "strip": (_filter(str.strip), (), 0),
    "truncate": (_truncate, (int, str), 1),
    "upcase": (_filter(str.upper), (), 0),
}


class StrictIf(IfTag):
    """An `if` whose stray `else` is an error; the library's own drops what follows one without a word."""

    mode = Mode.STRICT


class StrictUnless(UnlessTag):
    """An `unless` that is as strict."""

    mode = Mode.STRICT


class Dialect(Environment):
    """A Liquid environment in which nothing exists but what is registered here."""

    block_nesting_limit = DEEPEST

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Register the allowed tags and filters."""
        for tag in (ContentTag, self.output_tag(), Illegal, StrictIf, StrictUnless):
            self.add_tag(tag)
        for name, (function, _arguments, _required_count) in FILTERS.items():
            self.add_filter(name, function)

    def output_tag(self) -> type[Output]:
        """The pseudo tag that writes `{{ … }}`."""
        return Output


class EscapedNode(OutputNode):
    """Writes a value percent-encoded, so that it stays inside the part of the address where it stands."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Write the encoded value; how much was written."""
        text = to_liquid_string(self.expression.evaluate(context), autoescape=False)
        return buffer.write(quote(text, safe="", errors="replace"))


class _EscapedOutput(Output):
    node_class = EscapedNode


class _LinkDialect(Dialect):
    def output_tag(self) -> type[Output]:
        return _EscapedOutput


TEXT = Dialect()
LINK = _LinkDialect()

# Scheme and host are the author's own words: no value may decide where a link leads.
LINK_START = re.compile(r"https?://[^\s/?#{}@\\\x00-\x1f\x7f]+(?=[/?#]|$)")
LINK_FORM = re.compile(r"https?://[^\s/?#{}@\\\x00-\x1f\x7f]+([/?#][^\s\x00-\x1f\x7f]*)?")
NO_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f]")
