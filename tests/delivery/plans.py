"""How PostgreSQL would execute a statement that a process has prepared once and for all: the generic plan of it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from psycopg import sql

from tidings.core import db
from tidings.delivery import walking

_PARAMETER = re.compile(r"%\((\w+)\)s")


class Seen:
    """Every statement that goes through `db` while it listens, with the parameters of its first execution."""

    def __init__(self) -> None:
        self.statements: dict[str, dict[str, Any]] = {}
        self.texts: list[str] = []

    def note(self, text: str, parameters: dict[str, Any]) -> None:
        """One more execution."""
        self.texts.append(text)
        self.statements.setdefault(text, parameters)


def plan_of(connection: db.Connection, text: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """The generic plan of a statement, prepared with the types that psycopg gives its parameters; nothing is kept."""
    walking.prepare(connection)
    with connection.transaction(force_rollback=True):
        connection.execute(db.sql(text), parameters or None, prepare=True)
        found = connection.execute(
            "select name from pg_prepared_statements where not from_sql and statement not like '%%pg_prepared%%'"
            " order by prepare_time desc limit 1"
        ).fetchone()
        assert found is not None
        given = [sql.Literal(parameters[name]) for name in dict.fromkeys(_PARAMETER.findall(text))]
        arguments = sql.SQL("({})").format(sql.SQL(", ").join(given)) if given else sql.SQL("")
        explain = sql.SQL("explain (format json) execute {}{}").format(sql.Identifier(found["name"]), arguments)
        (answer,) = connection.execute(explain, prepare=False).fetchall()
    (plan,) = answer["QUERY PLAN"] if not isinstance(answer["QUERY PLAN"], str) else json.loads(answer["QUERY PLAN"])
    return dict(plan["Plan"])


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A plan's node and all below it."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def scanned(plan: dict[str, Any]) -> set[str]:
    """The tables that a plan reads from end to end."""
    return {node["Relation Name"] for node in nodes(plan) if node["Node Type"] == "Seq Scan"}


def conditions(plan: dict[str, Any], table: str) -> list[str]:
    """By what the indexes of a table are searched in a plan."""
    found = [node for node in nodes(plan) if node.get("Relation Name") == table]
    # A bitmap scan names its index in a node below, without the table.
    below = [child for node in found if node["Node Type"] == "Bitmap Heap Scan" for child in nodes(node)]
    return [node["Index Cond"] for node in [*found, *below] if "Index Cond" in node]
