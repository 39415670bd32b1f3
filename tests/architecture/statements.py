"""SQL of the queries.sql files as syntax trees: fragments in place or stubbed, slots filled with what parses."""

import itertools
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from pglast import ast, parse_sql
from pglast.parser import ParseError

from tests.architecture.layout import Sql
from tidings.core.queries import REFERENCE, SLOT, Block

_PARAMETER = re.compile(r"%\(\w+\)s")
# What a slot may stand for: an expression, a part that may be missing, a fragment, which gives the query in WITH that
# the slot is called after.
_FILLINGS = ("null", "", "{slot} as (select)")


class Unparsable(ValueError):
    """The text is no SQL, whatever its slots are filled with."""


@cache
def own(block: Block) -> ast.Node:
    """A block as its package wrote it: another block's fragment is an empty query of the same name."""
    return _parse(block.kind, REFERENCE.sub(lambda match: f"{match[2]} as (select)", _code(block)))


def whole(sql: Sql, package: str, name: str) -> ast.Node:
    """A block with every fragment in its place."""
    block = sql[package][name]
    return _parse(block.kind, composed(sql, block))


def references(block: Block) -> list[tuple[str, str]]:
    """The fragments that a block uses, each as package and name."""
    return REFERENCE.findall(_code(block))


def nodes(tree: Any, kind: type[ast.Node] = ast.Node) -> Iterator[Any]:
    """All nodes of a kind below a node or a list of nodes, itself included."""
    if isinstance(tree, tuple | list):
        for part in tree:
            yield from nodes(part, kind)
    elif isinstance(tree, ast.Node):
        if isinstance(tree, kind):
            yield tree
        for name in tree.__slots__:
            yield from nodes(getattr(tree, name), kind)


def _code(block: Block) -> str:
    return "\n".join(line for line in block.text.splitlines() if not line.lstrip().startswith("--"))


def composed(sql: Sql, block: Block) -> str:
    """A block's text with every fragment in its place, slots still open."""
    return REFERENCE.sub(lambda match: composed(sql, sql[match[1]][match[2]]), _code(block))


@cache
def _parse(kind: str, text: str) -> ast.Node:
    text = text if kind == "name" else f"with {text} select"
    slots = sorted(set(SLOT.findall(text)))
    for fillings in itertools.product(_FILLINGS, repeat=len(slots)):
        filled = text
        for slot, filling in zip(slots, fillings, strict=True):
            filled = filled.replace(f"{{{{:{slot}}}}}", filling.format(slot=slot))
        try:
            return parse_sql(_PARAMETER.sub("$1", filled).replace("%%", "%"))[0].stmt
        except ParseError:
            continue
    raise Unparsable(text)
