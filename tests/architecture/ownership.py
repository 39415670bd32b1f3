"""One owner a table: only its owner's queries.sql names it, and everybody else goes by the owner's fragments.

Each rule gives what it finds wrong, in words; nothing when all is well.
"""

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from pglast import ast as sql_ast

from tests.architecture import statements
from tests.architecture.layout import Module, Sql
from tests.architecture.schema import Table
from tidings.core.queries import Block

Owners = Mapping[str, Sequence[str]]
# Texts that look like SQL and are none.
NO_SQL = {"Robert'); drop table person;--": "the name of an invented person, made to look so"}
_VERB = re.compile(r"\b(select|insert|update|delete|lock|truncate|vacuum|copy|alter|drop)\b")


def ill_owned(tables: Collection[str], owners: Owners) -> Iterator[str]:
    """Tables with no owner or several, and owned tables that do not exist."""
    for table in sorted({*tables, *owners}):
        if table not in tables:
            yield f"{table}: {' and '.join(owners[table])} owns it, but the schema has no such table"
        elif len(owners.get(table, ())) != 1:
            yield f"{table}: owned by {' and '.join(owners.get(table, ())) or 'nobody'}"


def foreign_names(sql: Sql, owners: Owners) -> Iterator[str]:
    """Blocks that name a table of another package, in FROM or as the qualifier of a column."""
    for package, name, block in _all(sql):
        for table in sorted(_named(statements.own(block)) & owners.keys()):
            if package not in owners[table]:
                yield f"{package}/{name} names {table}, which {owners[table][0]} owns"


def shadowing(sql: Sql, tables: Collection[str]) -> Iterator[str]:
    """Queries in WITH that are called like a table: a reader, and the other rules, would take one for the other."""
    for package, name, block in _all(sql):
        for cte in sorted(_ctes(statements.own(block)) & set(tables)):
            yield f"{package}/{name} calls a query in WITH {cte}, like a table"


def unknown_names(sql: Sql, tables: Collection[str]) -> Iterator[str]:
    """Statements that, with all fragments in place, read what is neither table nor query in WITH."""
    for package, name, block in _all(sql):
        if block.kind == "name":
            tree = statements.whole(sql, package, name)
            for unknown in sorted(_relations(tree) - _ctes(tree) - _temporary(sql[package]) - set(tables)):
                yield f"{package}/{name} reads {unknown}, which nothing provides"


def reaching_up(sql: Sql, modules: Collection[Module], levels: Mapping[str, int]) -> Iterator[str]:
    """Fragments taken from a package that does not stand below, and statements taken from any other."""
    for package, name, block in _all(sql):
        for owner, fragment in statements.references(block):
            if fragment not in sql.get(owner, {}) or sql[owner][fragment].kind != "fragment":
                yield f"{package}/{name} uses {owner}/{fragment}, which is no fragment"
            elif owner != package and levels[owner] >= levels[package]:
                yield f"{package}/{name} uses {owner}/{fragment} from above"
    for module in modules:
        for owner in _first_arguments(module, "load"):
            if module.package not in (owner, "core"):
                yield f"{module.path} loads the queries of {owner}"
        for owner in _first_arguments(module, "compose"):
            if module.package != "core" and levels[owner] >= levels[module.package]:
                yield f"{module.path} composes a fragment of {owner} from above"


def dead(sql: Sql, modules: Collection[Module]) -> Iterator[str]:
    """Statements that their package's code never names, and fragments that nobody uses."""
    used = {reference for _, _, block in _all(sql) for reference in statements.references(block)}
    for package, name, block in _all(sql):
        readers = [module for module in modules if _may_use(module, package, block.kind)]
        if (package, name) not in used and not any(name in module.strings for module in readers):
            yield f"{package}/{name} is used nowhere"


def in_python(modules: Collection[Module], tables: Mapping[str, Table], owners: Owners) -> Iterator[str]:
    """Texts in Python that read or write a table, or that qualify a column with a table of another package."""
    names = "|".join(sorted(tables))
    columns = "|".join(sorted({column for table in tables.values() for column in table.columns}))
    clause = re.compile(rf"\b(?:from|join|into|update|using|table|truncate|vacuum|copy)\s+(?:only\s+)?({names})\b")
    qualified = re.compile(rf"(?<![\w./])({names})\.({columns})\b")
    for module in modules:
        for text in module.strings:
            if text in NO_SQL:
                continue
            for found in clause.finditer(text) if _VERB.search(text) else ():
                yield f"{module.path} says {found[0]!r} in SQL of its own"
            for found in qualified.finditer(text):
                if module.package not in owners[found[1]] and found[2] in tables[found[1]].columns:
                    yield f"{module.path} names {found[0]!r}, which {owners[found[1]][0]} owns"


def foreign_references(tables: Mapping[str, Table], owners: Owners) -> Iterator[str]:
    """Foreign keys from a package's table to another package's."""
    for table in tables.values():
        for other in sorted(table.refers_to):
            if owners[table.name][0] != owners[other][0]:
                yield f"{table.name} refers to {other}, which {owners[other][0]} owns"


def _all(sql: Sql) -> Iterator[tuple[str, str, Block]]:
    for package, blocks in sql.items():
        for name, block in blocks.items():
            yield package, name, block


def _named(tree: sql_ast.Node) -> set[str]:
    """Relations in FROM, and qualifiers of columns that nothing in the statement introduces."""
    introduced = {node.aliasname for node in statements.nodes(tree, sql_ast.Alias)} | _ctes(tree)
    qualifiers = {
        reference.fields[0].sval
        for reference in statements.nodes(tree, sql_ast.ColumnRef)
        if len(reference.fields) > 1 and isinstance(reference.fields[0], sql_ast.String)
    }
    return _relations(tree) - _ctes(tree) | (qualifiers - introduced)


def _relations(tree: sql_ast.Node) -> set[str]:
    return {
        node.relname
        for node in statements.nodes(tree, sql_ast.RangeVar)
        if node.schemaname not in ("pg_catalog", "information_schema") and not node.relname.startswith("pg_")
    }


def _ctes(tree: sql_ast.Node) -> set[str]:
    return {node.ctename for node in statements.nodes(tree, sql_ast.CommonTableExpr)}


def _temporary(blocks: Mapping[str, Block]) -> set[str]:
    made = (node for block in blocks.values() for node in statements.nodes(statements.own(block), sql_ast.CreateStmt))
    return {node.relation.relname for node in made if node.relation.relpersistence == "t"}


def _may_use(module: Module, package: str, kind: str) -> bool:
    return module.package == package or (kind == "fragment" and package in _first_arguments(module, "compose"))


def _first_arguments(module: Module, function: str) -> list[str]:
    """The first arguments of calls of `queries.<function>`."""
    return [
        node.args[0].value
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == function
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "queries"
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    ]
