"""Made to be spread: what belongs to a person lies under the person's number, and statements ask for it by that number.

So these tables can be distributed over many servers by one column, and no statement has to ask all of them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pglast import ast
from pglast.enums import A_Expr_Kind, BoolExprType, JoinType, SubLinkType

from tests.architecture import statements
from tests.architecture.layout import Sql
from tests.architecture.schema import Table

# The column by which each of these tables can be distributed.
COLUMNS = {
    "person": "id",
    "entry": "owner_id",
    "message": "home_id",
    "ledger": "person_id",
    "consent": "person_id",
    "consent_past": "person_id",
    "block": "owner_id",
    "list_member": "person_id",
}
# Keys that do not begin with that column. Not in the list of tables at all, because they belong to no person: batch,
# outbox, and whatever else is the engine's own.
EXEMPT_KEYS = {
    ("person", ("external_id",)): "the marketplace's own number, looked up when somebody is imported or named"
}
# Statements that may ask everybody: none runs for each recipient, or for each message.
EXEMPT_STATEMENTS = {
    "audience/audience_members": "the rule is asked of everybody, once a campaign",
    "audience/count_members": "the rule is asked of everybody, once before a launch",
    "audience/sample_members": "the rule is asked of everybody, once before a launch",
    "audience/outcomes_by_zone": "the rule is asked of everybody, before a launch",
    "audience/count_people": "counts everybody",
    "audience/merge": "an import finds people by the marketplace's number, and gives new ones theirs",
    "audience/add_members": "a person names people by the marketplace's numbers",
    "audience/person_by_external_id": "a person names somebody by the marketplace's number",
    "audience/people_page": "a person looks through everybody, a page at a time",
    "audience/people_by_id": "a person looks for somebody by the marketplace's number",
    "audience/people_by_name": "a person looks for somebody by name",
    "audience/mark_erased": "a person names somebody by the marketplace's number",
    "audience/to_blank": "an index of the few whose erasure is not finished",
    "audience/lists": "counts whole lists",
    "audience/delete_list": "takes a whole list away",
    "audience/members_of_list": "a rule about a whole list, asked once a campaign",
}
_EQUAL = (A_Expr_Kind.AEXPR_OP, A_Expr_Kind.AEXPR_OP_ANY, A_Expr_Kind.AEXPR_IN)


def scattered_keys(tables: Mapping[str, Table]) -> Iterator[str]:
    """Unique keys of these tables that do not begin with the column."""
    for name, column in COLUMNS.items():
        for key in tables[name].keys:
            if key[0] != column and (name, key) not in EXEMPT_KEYS:
                yield f"{name} has the key ({', '.join(key)}), which does not begin with {column}"
        if not any(key[0] == column for key in tables[name].keys):
            yield f"{name} has no key that begins with {column}"


def unbounded(sql: Sql) -> dict[str, set[str]]:
    """Blocks, as package/name, with the tables that they read or change without equating the column with anything."""
    found: dict[str, set[str]] = {}
    for package, blocks in sql.items():
        for name, block in blocks.items():
            for query in statements.nodes(statements.own(block)):
                for table in _unbounded_here(query):
                    found.setdefault(f"{package}/{name}", set()).add(table)
    return found


def _unbounded_here(query: Any) -> Iterator[str]:
    """The tables of one SELECT, UPDATE, DELETE or INSERT, not of the queries inside it."""
    if isinstance(query, ast.InsertStmt):
        table = query.relation.relname
        if table in COLUMNS and COLUMNS[table] not in [column.name for column in query.cols or ()]:
            yield table
        return
    if not isinstance(query, ast.SelectStmt | ast.UpdateStmt | ast.DeleteStmt):
        return
    conditions = list(_conjuncts(query.whereClause))
    sources = [*(getattr(query, "fromClause", None) or ()), *(getattr(query, "usingClause", None) or ())]
    sources += [query.relation] if isinstance(query, ast.UpdateStmt | ast.DeleteStmt) else []
    for source in sources:
        yield from _unbounded_source(source, conditions)


def _unbounded_source(source: Any, conditions: list[Any]) -> Iterator[str]:
    """The tables of one item of FROM that the conditions, and those of its joins, do not bound."""
    if isinstance(source, ast.JoinExpr):
        of_join = list(_conjuncts(source.quals))
        # The condition of an outer join leaves away no row of the side that it keeps.
        for side, is_kept_by in ((source.larg, JoinType.JOIN_LEFT), (source.rarg, JoinType.JOIN_RIGHT)):
            more = [] if source.jointype in (is_kept_by, JoinType.JOIN_FULL) else of_join
            yield from _unbounded_source(side, conditions + more)
    elif isinstance(source, ast.RangeVar) and source.relname in COLUMNS:
        name = source.alias.aliasname if source.alias else source.relname
        if not any(_bounds(condition, name, COLUMNS[source.relname]) for condition in conditions):
            yield source.relname


def _conjuncts(condition: Any) -> Iterator[Any]:
    if isinstance(condition, ast.BoolExpr) and condition.boolop == BoolExprType.AND_EXPR:
        for part in condition.args:
            yield from _conjuncts(part)
    elif condition is not None:
        yield condition


def _bounds(condition: Any, name: str, column: str) -> bool:
    """Whether the condition holds only for rows of `name` whose column is equal to something."""
    if isinstance(condition, ast.BoolExpr) and condition.boolop == BoolExprType.OR_EXPR:
        return all(any(_bounds(part, name, column) for part in _conjuncts(arm)) for arm in condition.args)
    if isinstance(condition, ast.SubLink) and condition.subLinkType == SubLinkType.ANY_SUBLINK:
        return condition.operName is None and _is_column(condition.testexpr, name, column)
    if not isinstance(condition, ast.A_Expr) or condition.kind not in _EQUAL or condition.name[-1].sval != "=":
        return False
    sides = [condition.lexpr] if condition.kind != A_Expr_Kind.AEXPR_OP else [condition.lexpr, condition.rexpr]
    return any(_is_column(side, name, column) for side in sides)


def _is_column(side: Any, name: str, column: str) -> bool:
    if not isinstance(side, ast.ColumnRef) or not all(isinstance(part, ast.String) for part in side.fields):
        return False
    path = [part.sval for part in side.fields]
    return path in ([column], [name, column])
