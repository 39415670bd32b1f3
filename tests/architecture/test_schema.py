"""db/schema.sql says what the migrations make."""

import os

import pytest

from tests.architecture import dumping
from tidings.core import db

pytestmark = pytest.mark.skipif(
    "TIDINGS_TEST_SERVER" in os.environ or "TIDINGS_TEST_BINARIES" in os.environ,
    reason="the dump is that of the embedded server, made by its own pg_dump",
)


def test_the_schema_file_is_what_the_migrations_make(database: str) -> None:
    assert dumping.dump(database) == dumping.FILE.read_text(), "run bin/schema and look at what it changed"


def test_a_column_more_shows_in_the_dump(tx: db.Connection, database: str) -> None:
    before = dumping.dump(database)
    tx.execute("alter table lease add column note text")
    assert "    note text" in set(dumping.dump(database).splitlines()) - set(before.splitlines())
