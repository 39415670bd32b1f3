"""Commands given as a shell would give them, in this process, and what became of them."""

import sys
from typing import Any

import orjson
import pytest

from tidings.cli.app import main


class Told:
    """What became of a command."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def answer(self) -> Any:
        """What it answered a program."""
        return orjson.loads(self.out)

    @property
    def answers(self) -> list[Any]:
        """What a command answered that answers again and again."""
        return [orjson.loads(line) for line in self.out.splitlines()]


class Teller:
    """Gives commands."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, *arguments: str) -> Told:
        self._monkeypatch.setattr(sys, "argv", ["tidings", *arguments])
        # What was said before is not what the command says.
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = self._capsys.readouterr()
        return Told(int(str(ended.value.code)), said.out, said.err)

    def ask(self, *arguments: str) -> Any:
        """Give a command that must succeed; what it answers a program."""
        told = self(*arguments, "--json")
        assert (told.code, told.err) == (0, ""), f"tidings {' '.join(arguments)}: {told.err}"
        return told.answer
