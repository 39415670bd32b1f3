"""Habits that keep code readable, and its time and transactions in one place. Each rule gives what it finds wrong."""

import ast
import re
from collections.abc import Collection, Iterator, Mapping

from pglast import ast as sql_ast

from tests.architecture import statements
from tests.architecture.layout import Module, Sql
from tests.architecture.schema import Table

LONGEST_FILE = 250
LONGEST_FUNCTION = 40
DB = "src/tidings/core/db.py"
CLOCK = "src/tidings/core/clock.py"

# Calls that belong to core/db.py or core/clock.py and stand elsewhere, by file.
EXEMPT_CALLS = {
    ("src/tidings/core/migrate.py", "begin"): "Alembic works on a connection of SQLAlchemy's, not on one of ours",
    ("src/tidings/delivery/pacing.py", "time.time_ns"): "numbers the slots of real time, which no product time decides",
}
# Statements that ask the server what time it is: rates, leases and presence are real time, the same for all hosts.
SERVER_TIME = {
    "audience/abandoned_uploads": "presence",
    "audience/begin_upload": "presence",
    "audience/keep_upload_part": "presence",
    "core/held": "a lease",
    "core/hold_lease": "a lease",
    "core/seize_lease": "a lease",
    "delivery/asking_people": "presence",
    "delivery/claimed": "an allowance that may have ended since the sender looked",
    "delivery/forget_senders": "presence",
    "delivery/grant": "allowances",
    "delivery/greet": "presence",
    "delivery/live_senders": "presence",
    "delivery/my_allowances": "allowances",
    "delivery/walk_batch": "an allowance that may have ended since the archiver looked",
}
_CLOCK_CALLS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"} | {
    f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "ctime", "strftime")
}
_TRANSACTION = re.compile(r"['\"]\s*(begin|commit|rollback|start transaction)\b", re.IGNORECASE)
_SQL_CLOCKS = {"now", "clock_timestamp", "transaction_timestamp", "statement_timestamp", "timeofday"}
_SQL_CLOCK_TEXT = re.compile(
    rf"\b({'|'.join(_SQL_CLOCKS)})\(\)|\bcurrent_(timestamp|date|time)\b|\blocaltime(stamp)?\b"
)


def transactions_elsewhere(modules: Collection[Module]) -> Iterator[str]:
    """Transactions begun or ended outside core/db.py, by call or in SQL."""
    for module in modules:
        if module.path == DB:
            continue
        for call in _calls(module):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            is_ours = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "db"
            is_begin = name in ("begin", "transaction") and not call.args and not is_ours
            if (name in ("commit", "rollback") or is_begin) and (module.path, name) not in EXEMPT_CALLS:
                yield f"{module.path}:{call.lineno} calls .{name}()"
            if name == "execute" and (found := _TRANSACTION.search(ast.unparse(call))):
                yield f"{module.path}:{call.lineno} says {found[1]!r}"


def clocks_elsewhere(modules: Collection[Module]) -> Iterator[str]:
    """Wall clocks read outside core/clock.py: Python's, or the server's in SQL written in Python."""
    for module in modules:
        if module.path == CLOCK:
            continue
        for call in _calls(module):
            name = ".".join(ast.unparse(call.func).split(".")[-2:])
            if name in _CLOCK_CALLS and (module.path, name) not in EXEMPT_CALLS:
                yield f"{module.path}:{call.lineno} calls {name}()"
        for text in module.strings:
            if found := _SQL_CLOCK_TEXT.search(text):
                yield f"{module.path} asks the server for its time: {found[0]}"


def asks_server_time(sql: Sql) -> set[str]:
    """Blocks, as package/name, that ask the server what time it is."""
    return {
        f"{package}/{name}"
        for package, blocks in sql.items()
        for name, block in blocks.items()
        if _reads_clock(statements.own(block))
    }


def clocks_in_defaults(tables: Mapping[str, Table]) -> Iterator[str]:
    """Tables with a column whose default is a time that the server knows."""
    return (f"{table.name} has a clock as a default" for table in tables.values() if _reads_clock(table.defaults))


def without_caption(modules: Collection[Module]) -> Iterator[str]:
    """Modules whose first line is not the caption that says what they are for."""
    for module in modules:
        docstring = ast.get_docstring(module.tree, clean=False) or ""
        if not docstring.split("\n")[0].strip() or not module.text.startswith('"""'):
            yield f"{module.path} does not open with its caption"


def too_long(modules: Collection[Module]) -> Iterator[str]:
    """Files and functions that are questions to answer."""
    for module in modules:
        if (line_count := len(module.text.splitlines())) > LONGEST_FILE:
            yield f"{module.path} has {line_count} lines"
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                line_count = (node.end_lineno or node.lineno) - node.lineno + 1
                if line_count > LONGEST_FUNCTION:
                    yield f"{module.path}: {node.name} has {line_count} lines"


def _calls(module: Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))


def _reads_clock(tree: object) -> bool:
    called = {call.funcname[-1].sval for call in statements.nodes(tree, sql_ast.FuncCall)}
    return bool(called & _SQL_CLOCKS) or any(statements.nodes(tree, sql_ast.SQLValueFunction))
