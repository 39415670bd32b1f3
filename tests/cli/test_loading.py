"""A command loads what it needs, and is the same as when all of them are loaded."""

import subprocess
import sys

import pytest
from typer.main import get_command

from tests.cli.test_commands import ALL, commands
from tidings.cli import app

# Each takes its part of a second.
HEAVY = {"jwt", "liquid", "yaml", "fastapi", "alembic", "structlog"}


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) for path, _ in ALL])
def test_every_command_is_there_when_only_what_it_needs_is_loaded(path: tuple[str, ...], command: object) -> None:
    alone = dict(commands(get_command(app.build([*path, "--json"]))))
    assert alone[path].help == command.help  # type: ignore[attr-defined]


@pytest.mark.parametrize("words", ["settings", "list show", "segment count x", "person show x"])
def test_a_command_that_asks_one_thing_loads_little(words: str) -> None:
    program = f"import sys; from tidings.cli import app; app.build({words.split()}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert HEAVY & set(loaded) == set()


def test_words_that_are_no_command_are_told_with_all_commands_in_mind() -> None:
    for words in ([], ["--help"], ["campain"], ["--json"]):
        assert {path for path, _ in commands(get_command(app.build(words)))} == {path for path, _ in ALL}
