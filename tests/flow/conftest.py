"""Where tests of the whole flow run: on the server that `tidings up` brings along, unless the run is about another."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import serving

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of the server that TIDINGS_TEST_SERVER or TIDINGS_TEST_BINARIES names; empty when none does."""
    binaries = os.environ.get("TIDINGS_TEST_BINARIES")
    if given := os.environ.get("TIDINGS_TEST_SERVER"):
        yield given
    elif binaries:
        with serving.server(Path(binaries)) as running:
            yield running.url
    else:
        yield ""


@pytest.fixture
def database(server: str) -> Iterator[str]:
    """The address of an empty database there, as DATABASE_URL takes it; empty: `tidings up` makes one."""
    if not server:
        yield ""
        return
    with serving.new_database(server, f"tidings_flow_{os.getpid()}_{next(_numbers)}") as url:
        yield url
