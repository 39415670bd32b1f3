"""Where a running Tidings is found, and where none is."""

import os
import subprocess
import sys
from pathlib import Path

from tidings.core import running


def test_what_a_process_leaves_is_found_while_it_runs_and_cleared(tmp_path: Path) -> None:
    running.leave(tmp_path, "postgresql://here", "clock")
    found = running.find(tmp_path)
    assert found is not None
    assert (found.pid, found.database_url, found.clock) == (os.getpid(), "postgresql://here", "clock")
    running.clear(tmp_path)
    assert running.find(tmp_path) is None


def test_what_a_dead_process_left_is_nothing(tmp_path: Path) -> None:
    code = "import sys, pathlib; from tidings.core import running; running.leave(pathlib.Path(sys.argv[1]), 'u', 'c')"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    assert (tmp_path / "running.json").exists()
    assert running.find(tmp_path) is None


def test_half_a_file_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "running.json").write_text('{"pid": 1')
    assert running.find(tmp_path) is None


def test_another_process_with_the_same_number_is_not_taken_for_it(tmp_path: Path) -> None:
    running.leave(tmp_path, "u", "c")
    text = (tmp_path / "running.json").read_text()
    started_at = running.find(tmp_path)
    assert started_at is not None
    (tmp_path / "running.json").write_text(text.replace(str(started_at.started_at), str(started_at.started_at - 60)))
    assert running.find(tmp_path) is None
