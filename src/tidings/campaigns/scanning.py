"""Finds the marks of Liquid in a text before anything parses it, in time that grows with the text and not faster.

The library's lexer tries patterns whose time grows with the square of blanks or of marks that are never closed.
"""

import re
from collections.abc import Iterator

from tidings.campaigns.dialect import TAGS

LONGEST = 1000
MOST_BLANKS = 40
_OPENING = re.compile(r"\{\{|\{%")
_CLOSING = {"{{": "}}", "{%": "%}"}
_BLANKS = re.compile(rf"\s{{{MOST_BLANKS + 1}}}")
_TAG_NAME = re.compile(r"-?\s*(\w*)")


def faults(text: str) -> Iterator[tuple[int, str]]:
    """What is wrong with the marks of a text or with the tags that they name: where it stands, and what it is."""
    position = 0
    while opening := _OPENING.search(text, position):
        mark, start = opening[0], opening.end()
        end = text.find(_CLOSING[mark], start)
        if end < 0:
            yield opening.start(), f"{mark} without {_CLOSING[mark]}"
            return
        inside = text[start:end]
        if mark == "{%":
            yield from _tag_faults(inside, start)
        elif not inside.strip().strip("-").strip():
            yield opening.start(), "write a variable or a quoted text between {{ and }}"
        if len(inside) > LONGEST:
            yield opening.start(), f"longer than {LONGEST:,} characters between {mark} and {_CLOSING[mark]}"
        if blanks := _BLANKS.search(inside):
            yield start + blanks.start(), f"more than {MOST_BLANKS} blanks in a row between {mark} and {_CLOSING[mark]}"
        position = end + 2


def _tag_faults(inside: str, start: int) -> Iterator[tuple[int, str]]:
    found = _TAG_NAME.match(inside)
    assert found is not None, "a pattern of nothing but options did not match"
    if found[1] not in TAGS:
        known = ", ".join(sorted(TAGS))
        yield start + found.start(1), f'tag "{found[1] or inside.strip()[:20]}" is not allowed; allowed: {known}'
