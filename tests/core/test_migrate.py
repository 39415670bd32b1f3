"""Migrations: all that are due or none of them, one at a time, and never held up or holding up for long."""

import itertools
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import serving
from tidings.core import db, migrate
from tidings.core.errors import Unavailable

_numbers = itertools.count(1)


@pytest.fixture
def empty(server: str) -> Iterator[str]:
    """The address of a database without any schema."""
    with serving.new_database(server, f"tidings_empty_{next(_numbers)}") as url:
        yield url


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of migrations that the test writes itself."""
    monkeypatch.setattr(migrate, "files", lambda: sorted(tmp_path.glob("*.sql")))
    (tmp_path / "0001_things.sql").write_text("create table thing (id int); insert into thing values (1);")
    return tmp_path


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        found = connection.execute(db.sql(question)).fetchone()
    return found[0] if found else None


def test_an_empty_database_gets_the_whole_schema_and_only_once(empty: str) -> None:
    assert migrate.upgrade(empty) == [path.stem for path in migrate.files()]
    assert ask(empty, "select to_regclass('entry') is not null")
    assert migrate.upgrade(empty) == []


def test_migrations_follow_each_other_by_number(empty: str, files: Path) -> None:
    (files / "0002_more.sql").write_text("alter table thing add name text not null default 'a % sign';")
    (files / "0010_most.sql").write_text("update thing set name = 'most';")
    assert migrate.upgrade(empty) == ["0001_things", "0002_more", "0010_most"]
    assert ask(empty, "select name from thing") == "most"
    assert ask(empty, "select version_num from alembic_version") == "0010"


def test_only_those_run_that_a_database_has_not_had(empty: str, files: Path) -> None:
    assert migrate.upgrade(empty) == ["0001_things"]
    (files / "0002_more.sql").write_text("insert into thing values (2);")
    assert migrate.upgrade(empty) == ["0002_more"]
    assert migrate.upgrade(empty) == []
    assert ask(empty, "select array_agg(id order by id) from thing") == [1, 2]


def test_a_migration_that_fails_leaves_nothing_of_itself_or_of_those_before_it(empty: str, files: Path) -> None:
    (files / "0002_broken.sql").write_text("create table other (id int); select 1 / 0;")
    with pytest.raises(Exception, match="division by zero"):
        migrate.upgrade(empty)
    assert ask(empty, "select to_regclass('thing')") is None
    assert ask(empty, "select to_regclass('alembic_version')") is None
    (files / "0002_broken.sql").write_text("create table other (id int);")
    assert migrate.upgrade(empty) == ["0001_things", "0002_broken"]


def test_a_database_of_a_newer_tidings_is_left_alone(empty: str, files: Path) -> None:
    (files / "0002_more.sql").write_text("insert into thing values (2);")
    migrate.upgrade(empty)
    (files / "0002_more.sql").unlink()
    with pytest.raises(Unavailable, match=r"newer Tidings \(to 0002; this one knows 0001\): update it"):
        migrate.upgrade(empty)
    assert ask(empty, "select array_agg(id order by id) from thing") == [1, 2]


def test_of_two_at_once_one_migrates_and_the_other_finds_it_done(empty: str, files: Path) -> None:
    (files / "0002_slow.sql").write_text("select pg_sleep(0.5);")
    ran: list[list[str]] = []
    threads = [threading.Thread(target=lambda: ran.append(migrate.upgrade(empty))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ran) == [[], ["0001_things", "0002_slow"]]


def test_a_migration_that_meets_traffic_gives_up_soon(empty: str, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate.upgrade(empty)
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "200ms")
    (files / "0002_more.sql").write_text("alter table thing add name text;")
    with psycopg.connect(empty) as traffic:
        traffic.execute("select * from thing")
        began_s = time.monotonic()
        with pytest.raises(Unavailable, match="cannot be migrated now.*lock timeout"):
            migrate.upgrade(empty)
        assert time.monotonic() - began_s < 10
    assert migrate.upgrade(empty) == ["0002_more"]


def test_a_database_that_does_not_answer_is_unavailable(empty: str) -> None:
    with pytest.raises(Unavailable, match="cannot be migrated now.*does not exist"):
        migrate.upgrade(empty.replace("dbname=tidings_empty", "dbname=missing"))


def test_every_file_is_named_by_its_number_and_what_it_does() -> None:
    stems = [path.stem for path in migrate.files()]
    assert [int(stem[:4]) for stem in stems] == list(range(1, len(stems) + 1))
    assert all(stem[4] == "_" and len(stem) > 8 for stem in stems)


def test_an_installation_without_migrations_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "_PACKAGE", tmp_path / "lib" / "site-packages" / "tidings")
    with pytest.raises(Unavailable, match="without its migrations"):
        migrate.files()
