"""A Tidings of the demo's own: its data directory, its ports, its clock, and the commands that are given to it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from tidings.core import postgres

NOON = "2026-03-02T12:00:00Z"
# Half an hour a second: fast enough to see a night pass, slow enough to read what is waited for.
SPEED = 1800


class Failed(Exception):
    """A command of the demo failed; the message is what it said."""


@dataclass(frozen=True)
class Place:
    """Where a demo runs; `tell` shows each command before it is given."""

    data_dir: Path
    port: int
    api_port: int
    shop_port: int
    tell: bool
    with_kafka: bool = False

    @property
    def address(self) -> str:
        """Where its API and its panel answer."""
        return f"http://127.0.0.1:{self.api_port}"

    @property
    def shop_address(self) -> str:
        """Where the shop answers that shows its chat."""
        return f"http://127.0.0.1:{self.shop_port}"

    @property
    def environment(self) -> dict[str, str]:
        """What makes a command mean this place, for this process's children or for somebody's shell."""
        return {
            "TIDINGS_DATA_DIR": str(self.data_dir),
            "TIDINGS_PORT": str(self.port),
            "TIDINGS_API_PORT": str(self.api_port),
        }

    def run(self, *arguments: str) -> None:
        """Give a command and let it speak for itself. Raises Failed."""
        if self.tell:
            sys.stdout.write(f"\n$ tidings {' '.join(arguments)}\n")
            sys.stdout.flush()
        done = subprocess.run(_command(arguments), env=self._all(), stdout=None if self.tell else subprocess.DEVNULL)
        if done.returncode:
            raise Failed(f"tidings {' '.join(arguments)} exited with {done.returncode}")

    def ask(self, *arguments: str) -> Any:
        """Give a command and return what it answers as JSON. Raises Failed."""
        done = subprocess.run(_command([*arguments, "--json"]), env=self._all(), capture_output=True)
        if done.returncode not in (0, 1) or not done.stdout:
            raise Failed(f"tidings {' '.join(arguments)}: {done.stderr.decode(errors='replace').strip()}")
        return orjson.loads(done.stdout)

    def follow(self, *arguments: str) -> Iterator[Any]:
        """Give a command that answers again and again; each answer as it comes."""
        command = _command([*arguments, "--json"])
        with subprocess.Popen(command, env=self._all(), stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for line in process.stdout:
                yield orjson.loads(line)

    def begin(self) -> None:
        """Start anew, with nothing left of a demo before."""
        self.end()
        postgres.remove(self.data_dir)
        self.run("up", "--detach", *(["--kafka"] if self.with_kafka else []))

    def end(self) -> None:
        """Stop what runs here, if anything does."""
        subprocess.run(_command(["down"]), env=self._all(), stdout=subprocess.DEVNULL, check=True)

    def _all(self) -> dict[str, str]:
        known = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        # Only `up` heeds the clock: every other command takes the clock of the Tidings that runs.
        shop = f"{self.shop_address} http://localhost:{self.shop_port}"
        clock = {"TIDINGS_CLOCK": f"{NOON},{SPEED}", "TIDINGS_LOG_LEVEL": "WARNING"}
        return {**known, **self.environment, **clock, "TIDINGS_ORIGINS": shop}


def _command(arguments: Any) -> list[str]:
    return [sys.executable, "-m", "tidings.cli", *arguments]
