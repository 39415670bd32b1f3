"""Looks through a parsed template for whatever a campaign may not use; what is not allowed by name is refused."""

from collections.abc import Iterator

from liquid import BoundTemplate
from liquid.ast import BlockNode, ConditionalBlockNode, Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import (
    BooleanExpression,
    Filter,
    FilteredExpression,
    KeywordArgument,
    Nil,
    Path,
    StringLiteral,
)
from liquid.builtin.expressions.logical import (
    ContainsExpression,
    EqExpression,
    LogicalAndExpression,
    LogicalOrExpression,
    NeExpression,
)
from liquid.builtin.expressions.primitive import Blank, Empty, FalseLiteral, IntegerLiteral, TrueLiteral
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.expression import Expression
from liquid.token import Token

from tidings.campaigns.dialect import FILTERS, LONGEST_VALUE, NO_ADDRESS, EscapedNode

MOST_NODES = 200
MOST_FILTERS = 5
MOST_CONDITIONS = 20

_CONDITIONS = (LogicalAndExpression, LogicalOrExpression, EqExpression, NeExpression, ContainsExpression)
_LITERALS = (StringLiteral, IntegerLiteral, TrueLiteral, FalseLiteral, Nil, Empty, Blank)
_NODES = (ContentNode, OutputNode, EscapedNode, IfNode, UnlessNode, BlockNode, ConditionalBlockNode)
Found = Iterator[tuple[Token, str]]


def faults(template: BoundTemplate) -> Found:
    """Every forbidden thing in the template, with the token where it stands."""
    nodes = list(_walk(template.nodes))
    if len(nodes) > MOST_NODES:
        yield nodes[MOST_NODES].token, f"more than {MOST_NODES} parts"
    for node in nodes:
        if type(node) not in _NODES:
            yield node.token, f'"{node.token.value}" is not allowed'
        for expression in node.expressions():
            yield from _expression_faults(expression)


def link_faults(template: BoundTemplate) -> Found:
    """The same for an address, of which no written part may hold what ends an address, whatever the values are."""
    yield from faults(template)
    for node in _walk(template.nodes):
        if isinstance(node, ContentNode) and NO_ADDRESS.search(node.text):
            yield node.token, "a link holds no blanks or line ends outside of {{ and }}"


def words(template: BoundTemplate) -> Found:
    """Every variable in the template, with the token where it stands."""
    for node in _walk(template.nodes):
        for expression in node.expressions():
            for part in _inside(expression):
                if isinstance(part, Path) and len(part.path) == 1:
                    yield part.token, str(part.path[0])


def _inside(expression: Expression) -> Iterator[Expression]:
    yield expression
    for child in expression.children():
        yield from _inside(child)


def _walk(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _walk(list(_children(node)))


def _children(node: Node) -> Iterator[Node]:
    # The context that the library asks for serves templates that load others, which there are none of.
    yield from node.children(None)  # type: ignore[arg-type]


def _expression_faults(expression: Expression) -> Found:
    if type(expression) is FilteredExpression:
        yield from _output_faults(expression)
    elif type(expression) is BooleanExpression:
        parts = list(_conditions(expression.expression))
        if len(parts) > MOST_CONDITIONS:
            yield expression.token, f"a condition of more than {MOST_CONDITIONS} parts"
        for part in parts:
            yield from _part_faults(part)
    else:
        yield expression.token, "this kind of expression is not allowed"


def _conditions(expression: Expression) -> Iterator[Expression]:
    yield expression
    if isinstance(expression, _CONDITIONS):
        for child in expression.children():
            yield from _conditions(child)


def _part_faults(part: Expression) -> Found:
    if type(part) is Path:
        yield from _path_faults(part)
    elif type(part) not in (*_CONDITIONS, *_LITERALS):
        yield part.token, "a condition compares with ==, != and contains, joined by and, or"
    elif isinstance(part, ContainsExpression) and type(part.left) not in (Path, StringLiteral):
        yield part.token, "only a variable or a quoted text contains something"


def _output_faults(expression: FilteredExpression) -> Found:
    if type(expression.left) is Path:
        yield from _path_faults(expression.left)
    elif type(expression.left) is not StringLiteral:
        yield expression.token, "write a variable or a quoted text between {{ and }}"
    filters = expression.filters or []
    if len(filters) > MOST_FILTERS:
        yield filters[MOST_FILTERS].token, f"more than {MOST_FILTERS} filters in a row"
    for applied in filters:
        yield from _filter_faults(applied)


def _path_faults(path: Path) -> Found:
    if len(path.path) != 1 or not isinstance(path.path[0], str):
        yield path.token, f'"{path}" looks inside a value; a variable is one name'


def _filter_faults(applied: Filter) -> Found:
    if applied.name not in FILTERS:
        yield applied.token, f'unknown filter "{applied.name}"; known: {", ".join(FILTERS)}'
        return
    _function, kinds, required_count = FILTERS[applied.name]
    if not required_count <= len(applied.args) <= len(kinds):
        count = len(kinds) if len(kinds) == required_count else f"{required_count} to {len(kinds)}"
        yield applied.token, f'filter "{applied.name}" takes {count} arguments, not {len(applied.args)}'
        return
    for argument, kind in zip(applied.args, kinds, strict=False):
        if isinstance(argument, KeywordArgument) or not _is_argument(argument.value, kind):
            wanted = f"a number from 1 to {LONGEST_VALUE}" if kind is int else "a quoted text"
            yield applied.token, f'filter "{applied.name}" takes {wanted} written out, not {argument}'


def _is_argument(value: Expression, kind: type) -> bool:
    if kind is int:
        return isinstance(value, IntegerLiteral) and 1 <= value.value <= LONGEST_VALUE
    return isinstance(value, StringLiteral) and len(value.value) <= LONGEST_VALUE
