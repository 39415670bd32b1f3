"""What db/schema.sql says, as data: tables, their unique keys, their references and defaults."""

from dataclasses import dataclass, field
from functools import cache

from pglast import ast, parse_sql
from pglast.enums import ConstrType

from tests.architecture import dumping


@dataclass
class Table:
    """One table; a key is the columns of a primary key, a unique constraint or a unique index."""

    name: str
    columns: set[str] = field(default_factory=set)
    keys: list[tuple[str, ...]] = field(default_factory=list)
    refers_to: set[str] = field(default_factory=set)
    defaults: list[ast.Node] = field(default_factory=list)


@cache
def tables() -> dict[str, Table]:
    """Every table of the schema, by name."""
    return read(dumping.FILE.read_text())


def read(text: str) -> dict[str, Table]:
    """Every table of a schema in the form that pg_dump writes: keys are added by ALTER TABLE and CREATE INDEX."""
    found: dict[str, Table] = {}
    for raw in parse_sql(text):
        statement = raw.stmt
        if isinstance(statement, ast.CreateStmt):
            table = found[statement.relation.relname] = Table(statement.relation.relname)
            for column in statement.tableElts or ():
                if isinstance(column, ast.ColumnDef):
                    table.columns.add(column.colname)
                    for constraint in column.constraints or ():
                        _add(table, constraint, column.colname)
        elif isinstance(statement, ast.AlterTableStmt) and statement.relation.relname in found:
            for command in statement.cmds:
                if isinstance(command.def_, ast.Constraint):
                    _add(found[statement.relation.relname], command.def_, "")
        elif isinstance(statement, ast.IndexStmt) and statement.unique:
            columns = tuple(part.name for part in statement.indexParams)
            found[statement.relation.relname].keys.append(columns)
    return found


def _add(table: Table, constraint: ast.Constraint, column: str) -> None:
    if constraint.contype in (ConstrType.CONSTR_PRIMARY, ConstrType.CONSTR_UNIQUE):
        table.keys.append(tuple(name.sval for name in constraint.keys or ()) or (column,))
    elif constraint.contype == ConstrType.CONSTR_FOREIGN:
        table.refers_to.add(constraint.pktable.relname)
    elif constraint.contype == ConstrType.CONSTR_DEFAULT:
        table.defaults.append(constraint.raw_expr)
