"""The demo as a program runs it: it says what came of it, and leaves nothing behind."""

import contextlib
import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import psutil
import pytest

from tests.waiting import until

ROOT = Path(__file__).parents[2]
PEOPLE = 300
_PR_SET_CHILD_SUBREAPER = 36


@pytest.fixture
def others() -> Iterator[set[int]]:
    """What runs below this process already; whatever loses its parent during the test comes to be there too."""
    control = ctypes.CDLL(None).prctl
    control(_PR_SET_CHILD_SUBREAPER, 1)
    yield set(_running())
    control(_PR_SET_CHILD_SUBREAPER, 0)


@pytest.mark.beside
@pytest.mark.timeout(300)
def test_a_headless_demo_tells_what_came_of_it_in_its_last_line_and_leaves_nothing(
    others: set[int], tmp_path: Path
) -> None:
    began_ns = time.time_ns()
    code, said = _demo(tmp_path / "said", "--headless", "--recipients", str(PEOPLE), "--json")
    assert code == 0, said
    summary = orjson.loads(said.splitlines()[-1])
    assert {"recipients", "sent", "skipped", "failed", "seconds", "per_second", "verified"} <= summary.keys()
    assert (summary["recipients"], summary["failed"], summary["verified"]) == (PEOPLE, 0, True)
    assert summary["sent"] + summary["skipped"] == PEOPLE
    assert 0 < summary["skipped"] < PEOPLE / 10
    assert summary["seconds"] > 0 and summary["per_second"] > 0
    assert {pid: words for pid, words in _running().items() if pid not in others} == {}
    assert [place for place in (ROOT / ".tidings").glob("headless-*") if _made_at_ns(place) > began_ns] == []


def _demo(said: Path, *arguments: str) -> tuple[int, str]:
    """Run it as `bin/demo` does; its exit code and everything that it said."""
    command = [sys.executable, "-m", "demo", *arguments]
    with said.open("wb") as file:
        demo = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT)

    def is_over() -> bool:
        _bury(but=demo.pid)
        return demo.poll() is not None

    until(is_over, "an end of the demo", seconds=270)
    return demo.returncode, said.read_text()


def _bury(but: int) -> None:
    """Take note of the deaths of orphans, as the first process of a machine does."""
    for process in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.pid != but and process.status() == psutil.STATUS_ZOMBIE:
                os.waitpid(process.pid, os.WNOHANG)


def _running() -> dict[int, list[str]]:
    """The processes below this one, with their command lines."""
    found = {}
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            if process.status() != psutil.STATUS_ZOMBIE:
                found[process.pid] = process.cmdline()
    return found


def _made_at_ns(place: Path) -> int:
    return int(place.name.rpartition("-")[2])
