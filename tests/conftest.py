"""What all tests stand on: a real PostgreSQL for each test process, and for each test a database of its own.

The embedded server is used unless TIDINGS_TEST_SERVER names another one, for example
postgresql://postgres@127.0.0.1:5432/postgres; every test database is made there and dropped again.
TIDINGS_TEST_BINARIES names a directory of PostgreSQL's programs to use instead of the wheel's; then only those tests
run that ask a server, because nothing else can differ, and of a test with parameters only the first: the others ask the
same with other values.
"""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import serving
from tidings.core import clock, config, db

_numbers = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--alone only|never|patient`: tests that need the machine to themselves, that do not, or that wait long."""
    words = "run only the tests that need the machine, or none of them, or those that wait as long as people would"
    parser.addoption("--alone", choices=["only", "never", "patient"], help=words)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this run is not for, and begin with what mostly waits: no process is left with it at the end."""
    alone = config.getoption("--alone")
    meant = [item for item in items if alone in (None, _kind(item))]
    if "TIDINGS_TEST_BINARIES" in os.environ:
        meant = _one_of_each([item for item in meant if "server" in getattr(item, "fixturenames", ())])
    kept = set(meant)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = sorted(meant, key=lambda item: item.get_closest_marker("beside") is None)


def _kind(item: pytest.Item) -> str:
    """In which run a test is, by `--alone`."""
    if item.get_closest_marker("beside"):
        return "never"
    if item.get_closest_marker("patient"):
        return "patient"
    return "only" if any(item.get_closest_marker(name) for name in ("alone", "crash")) else "never"


def _one_of_each(items: list[pytest.Item]) -> list[pytest.Item]:
    """The first of those that are one test with several parameters."""
    first: dict[str, pytest.Item] = {}
    for item in items:
        first.setdefault(item.nodeid.partition("[")[0], item)
    return list(first.values())


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server on which databases may be made."""
    given = os.environ.get("TIDINGS_TEST_SERVER")
    if given:
        yield given
        return
    binaries = os.environ.get("TIDINGS_TEST_BINARIES")
    with serving.server(Path(binaries) if binaries else None) as running:
        yield running.url


@pytest.fixture(scope="session")
def template(server: str) -> Iterator[str]:
    """The name of a migrated database, copied for each test."""
    name = f"tidings_template_{os.getpid()}"
    with serving.migrated_database(server, name):
        yield name


@pytest.fixture
def database(server: str, template: str) -> Iterator[str]:
    """The address of a migrated database that nobody else uses."""
    name = f"tidings_test_{os.getpid()}_{next(_numbers)}"
    with serving.new_database(server, name, template) as url:
        yield url


@pytest.fixture
def tx(database: str) -> Iterator[db.Connection]:
    """An autocommit connection to the test's database."""
    with db.connect("test", url=database) as connection:
        yield connection


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Settings as a new user has them, whatever the environment says, and a clock that a test may replace."""
    for name in list(os.environ):
        if name.startswith("TIDINGS_") and not name.startswith("TIDINGS_TEST_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    monkeypatch.setenv("TIDINGS_DATA_DIR", str(tmp_path / "data"))
    before = clock.current()
    config.settings.cache_clear()
    yield
    config.settings.cache_clear()
    clock.use(before)
