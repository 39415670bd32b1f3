"""The shop's database: SQLite, one connection for each piece of work, everything in one transaction or not at all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

SCHEMA = Path(__file__).with_name("schema.sql")
Tx = sqlite3.Connection


class Store:
    """Where the database is."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("pragma journal_mode = wal")
            connection.executescript(SCHEMA.read_text(encoding="utf-8"))

    @contextmanager
    def work(self) -> Iterator[Tx]:
        """A transaction: kept at the end, taken back when something goes wrong."""
        connection = sqlite3.connect(self._path, timeout=10, check_same_thread=False, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("pragma foreign_keys = on")
            connection.execute("begin immediate")
            yield connection
            connection.execute("commit")
        except BaseException:
            if connection.in_transaction:
                connection.execute("rollback")
            raise
        finally:
            connection.close()
