"""The habits hold all over the code; and each rule finds the fault that it is there for."""

import pytest

from tests.architecture import habits, layout, schema
from tests.architecture.layout import Module
from tidings.core import queries


def module(text: str, path: str = "src/tidings/chat/sample.py") -> Module:
    return Module(path, "chat", text)


def test_transactions_begin_and_end_in_one_place() -> None:
    assert list(habits.transactions_elsewhere(layout.modules())) == []


def test_wall_clocks_are_read_in_one_place() -> None:
    assert list(habits.clocks_elsewhere(layout.modules())) == []


def test_statements_take_time_as_a_parameter() -> None:
    assert habits.asks_server_time(layout.sql()) == set(habits.SERVER_TIME)


def test_no_column_has_a_clock_as_a_default() -> None:
    assert list(habits.clocks_in_defaults(schema.tables())) == []


def test_every_module_opens_with_its_caption() -> None:
    assert list(habits.without_caption(layout.modules())) == []


def test_files_and_functions_are_short() -> None:
    assert list(habits.too_long(layout.modules())) == []


def test_every_exempt_call_is_there() -> None:
    sources = {found.path: found.text for found in layout.modules()}
    for path, name in habits.EXEMPT_CALLS:
        assert f"{name}(" in sources[path]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("connection.commit()", ":1 calls .commit()"),
        ("self._connection.rollback()", ":1 calls .rollback()"),
        ("with engine.begin() as connection: pass", ":1 calls .begin()"),
        ("with tx.transaction(): pass", ":1 calls .transaction()"),
        ('tx.execute("BEGIN")', ":1 says 'BEGIN'"),
        ('tx.execute(db.sql("commit;"))', ":1 says 'commit'"),
    ],
)
def test_a_transaction_elsewhere_is_found(text: str, found: str) -> None:
    assert list(habits.transactions_elsewhere([module(text)])) == [f"src/tidings/chat/sample.py{found}"]


@pytest.mark.parametrize(
    "text", ['record("begin")', "db.transaction(tx)", "control.begin(tx, 1, now)", "role.begin(connection)"]
)
def test_what_is_called_alike_is_no_transaction(text: str) -> None:
    assert list(habits.transactions_elsewhere([module(text)])) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("datetime.now(UTC)", ":1 calls datetime.now()"),
        ("datetime.datetime.utcnow()", ":1 calls datetime.utcnow()"),
        ("date.today()", ":1 calls date.today()"),
        ("time.time()", ":1 calls time.time()"),
        ('text = "where ended_at < now()"', " asks the server for its time: now()"),
        ('text = f"{column} < current_timestamp"', " asks the server for its time: current_timestamp"),
    ],
)
def test_a_wall_clock_elsewhere_is_found(text: str, found: str) -> None:
    assert list(habits.clocks_elsewhere([module(text)])) == [f"src/tidings/chat/sample.py{found}"]


@pytest.mark.parametrize("text", ["clock.now()", "time.monotonic()", "time.sleep(1)", '"""What now() means."""'])
def test_other_clocks_are_no_fault(text: str) -> None:
    assert list(habits.clocks_elsewhere([module(text)])) == []


def test_the_places_of_clock_and_transaction_may_use_them() -> None:
    assert list(habits.clocks_elsewhere([module("time.time()", habits.CLOCK)])) == []
    assert list(habits.transactions_elsewhere([module("tx.commit()", habits.DB)])) == []


@pytest.mark.parametrize("clock", ["now()", "current_timestamp", "clock_timestamp()", "current_date", "localtimestamp"])
def test_a_statement_or_a_default_that_asks_the_server_is_found(clock: str) -> None:
    blocks = queries.parse(f"-- name: late\nselect 1 where {clock} > %(now)s\n-- name: now\nselect %(now)s")
    assert habits.asks_server_time({"sample": blocks}) == {"sample/late"}
    for table in ("create table x (y timestamptz default {0})", "create table x (y date default ({0})::date)"):
        assert list(habits.clocks_in_defaults(schema.read(table.format(clock)))) == ["x has a clock as a default"]


@pytest.mark.parametrize(
    "text", ["import ast\n", '"""\nA caption too late.\n"""\n', '# first\n"""A caption too late."""']
)
def test_a_module_without_caption_is_found(text: str) -> None:
    assert list(habits.without_caption([module(text)])) == ["src/tidings/chat/sample.py does not open with its caption"]


def test_what_is_too_long_is_found() -> None:
    text = '"""Long."""\n\n\ndef run():\n' + "    pass\n" * 40 + "    return 1\n" * 250
    assert list(habits.too_long([module(text)])) == [
        "src/tidings/chat/sample.py has 294 lines",
        "src/tidings/chat/sample.py: run has 291 lines",
    ]
    at_limit = '"""Long enough."""\n\n\ndef run():\n' + "    pass\n" * 39 + "x = 1\n" * 207
    assert list(habits.too_long([module(at_limit)])) == []
