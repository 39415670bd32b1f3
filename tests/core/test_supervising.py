"""Processes that are kept running, killed, asked to stop, and orphaned."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.waiting import until
from tidings.core.supervising import LONGEST_WAIT_S, Spec, Supervisor

pytestmark = pytest.mark.crash


def stand() -> None:
    time.sleep(600)


def fall() -> None:
    os._exit(3)


def test_a_killed_process_is_started_again_with_its_name() -> None:
    supervisor = Supervisor([Spec("stander", stand)])
    supervisor.start()
    try:
        [kept] = supervisor.kept
        first = kept.pid
        until(lambda: psutil.Process(first).cmdline()[:1] == ["tidings: stander"], "its name")
        os.kill(first, signal.SIGKILL)
        until(lambda: _pid_after_a_look(supervisor) != first, "another process", seconds=5)
        assert psutil.Process(kept.pid).is_running()
    finally:
        supervisor.stop()
    assert not psutil.pid_exists(kept.pid)


def test_a_process_has_its_name_even_if_its_parent_changed_every_variable_before(tmp_path: Path) -> None:
    """In a new interpreter, because the first title decides."""
    text = (
        "import os, time, psutil\n"
        "from tidings.core.supervising import Spec, Supervisor\n"
        "for name, value in list(os.environ.items()):\n"
        "    del os.environ[name]\n"
        "    os.environ[name] = value\n"
        "supervisor = Supervisor([Spec('stander', lambda: time.sleep(60))])\n"
        "supervisor.start()\n"
        "time.sleep(1)\n"
        "print(psutil.Process(supervisor.kept[0].pid).cmdline()[0])\n"
        "supervisor.stop()\n"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert done.stdout.splitlines()[-1] == "tidings: stander", done.stderr


def test_a_process_that_falls_at_once_is_started_ever_more_slowly() -> None:
    supervisor = Supervisor([Spec("faller", fall)])
    supervisor.start()
    [kept] = supervisor.kept
    pids = {kept.pid}
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        supervisor.look()
        pids.add(kept.pid)
        time.sleep(0.005)
    supervisor.stop()
    assert 2 <= len(pids) <= 7
    assert LONGEST_WAIT_S >= 1


def test_processes_end_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from tests.core.test_supervising import stand;"
        " from tidings.core.supervising import Spec, Supervisor; supervisor = Supervisor([Spec('stander', stand)]);"
        " supervisor.start(); open(sys.argv[1], 'w').write(f'{supervisor.kept[0].pid}.'); time.sleep(600)"
    )
    file = tmp_path / "pid"
    process = subprocess.Popen([sys.executable, "-c", code, str(file)], stdout=subprocess.DEVNULL)
    until(lambda: file.exists() and file.read_text().endswith("."), "the number of the child")
    child = psutil.Process(int(file.read_text().removesuffix(".")))
    process.kill()
    process.wait()
    until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, "an end of the child", seconds=5)


def _pid_after_a_look(supervisor: Supervisor) -> int:
    supervisor.look()
    return supervisor.kept[0].pid
