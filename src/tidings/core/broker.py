"""The embedded Kafka: a real broker of our own in a data directory of our own, for whoever brings none.

One process is broker and controller (KRaft). It listens on loopback ports only, keeps its log in the directory, and
ends with whoever started it. Its libraries are the lines of kafka.lock, each held to its hash (`bin/lock` writes them).
"""

import fcntl
import os
import signal
import socket
import struct
import subprocess
import time
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

from tidings.core import jars, java, log
from tidings.core.errors import Unavailable
from tidings.core.parents import end_with_parent

LOCK = Path(__file__).with_name("kafka.lock")
LONGEST_START_S = 60.0
LONGEST_STOP_S = 20.0
LOOK_S = 0.05
# One that dies at once is not started again all the time.
AGAIN_S = 3.0
# A broker whose starter was killed writes its log to the end before it is gone.
LONGEST_LEFT_S = 30.0
# A consumer that says nothing for so long is gone, and others get what it had.
SESSION_MS, HEARTBEAT_MS = 6_000, 1_000
_JAVA = ("-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")
_QUIET = "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
logger = log.get(__name__)


class Broker:
    """One broker with its files in `directory`, for clients on `port`; the controller listens on the next one."""

    def __init__(self, directory: Path, port: int, store: Path) -> None:
        self.directory = directory.resolve()
        self.port = port
        self.address = f"127.0.0.1:{port}"
        self._store = store
        self._log = self.directory / "broker.log"
        self._settings = self.directory / "server.properties"
        self._says_from = 0
        self._again_at = float("-inf")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, is_unwanted: Callable[[], bool] = lambda: False) -> None:
        """Start it, making its files at the first start, and return when it answers, or is not wanted any more.

        When this process dies, it shuts down; so start it from a thread that lives as long as the process. Raises
        Unavailable when there is no Java or no library for it, when another uses its files, when it does not come up.
        """
        self.directory.mkdir(parents=True, exist_ok=True)
        self._java = java.find()
        self._class_path = ":".join(map(str, jars.fetch(LOCK, self._store)))
        self._settings.write_text("".join(f"{name}={value}\n" for name, value in self._values().items()))
        self._format()
        self._launch()
        self._await(is_unwanted)

    def restart_if_dead(self) -> bool:
        """Start it again when its process has ended, every few seconds at most; whether it was started."""
        if self._process is None or self._process.poll() is None:
            return False
        now_s = time.monotonic()
        if now_s < self._again_at:
            return False
        self._again_at = now_s + AGAIN_S
        logger.warning("kafka.died", exit_code=self._process.returncode)
        try:
            self._launch(longest_s=0)
        except (OSError, Unavailable) as error:
            logger.error("kafka.not_started", error=str(error), again_in_s=AGAIN_S)
            return False
        return True

    @property
    def pid(self) -> int:
        """The process id of the broker. Raises Unavailable when it was not started."""
        if self._process is None:
            raise Unavailable("The embedded Kafka was not started.")
        return self._process.pid

    def stop(self) -> None:
        """End it; all that was acknowledged is kept."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(LONGEST_STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = None

    def _values(self) -> dict[str, object]:
        controller = f"127.0.0.1:{self.port + 1}"
        return {
            "process.roles": "broker,controller",
            "node.id": 1,
            "controller.quorum.bootstrap.servers": controller,
            "listeners": f"PLAINTEXT://{self.address},CONTROLLER://{controller}",
            "advertised.listeners": f"PLAINTEXT://{self.address}",
            "controller.listener.names": "CONTROLLER",
            "log.dirs": self.directory / "log",
            "auto.create.topics.enable": "false",
            "offsets.topic.replication.factor": 1,
            "offsets.topic.num.partitions": 4,
            "transaction.state.log.replication.factor": 1,
            "transaction.state.log.min.isr": 1,
            "share.coordinator.state.topic.replication.factor": 1,
            "share.coordinator.state.topic.min.isr": 1,
            "group.initial.rebalance.delay.ms": 0,
            "group.consumer.min.session.timeout.ms": SESSION_MS,
            "group.consumer.session.timeout.ms": SESSION_MS,
            "group.consumer.min.heartbeat.interval.ms": HEARTBEAT_MS,
            "group.consumer.heartbeat.interval.ms": HEARTBEAT_MS,
        }

    def _format(self) -> None:
        if (self.directory / "log" / "meta.properties").exists():
            return
        name = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        arguments = ["format", "-t", name, "-c", str(self._settings), "--standalone", "--ignore-formatted"]
        command = [*self._command("kafka.tools.StorageTool"), *arguments]
        ends_too = partial(end_with_parent, signal.SIGKILL)
        made = subprocess.run(command, capture_output=True, text=True, preexec_fn=ends_too)
        if made.returncode:
            raise Unavailable(f"Kafka's files cannot be made in {self.directory}: {made.stderr.strip()}")

    def _launch(self, longest_s: float = LONGEST_LEFT_S) -> None:
        """Start the process, once whoever had its files is gone."""
        with _held(self.directory, longest_s) as held, self._log.open("ab") as output:
            self._says_from = output.tell()
            # The broker keeps the file open, and with it the lock, for as long as it lives.
            self._process = subprocess.Popen(
                [*self._command("kafka.Kafka"), str(self._settings)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=[held.fileno()],
                preexec_fn=partial(end_with_parent, signal.SIGTERM),
            )

    def _await(self, is_unwanted: Callable[[], bool]) -> None:
        deadline = time.monotonic() + LONGEST_START_S
        while not answers(self.port) and not is_unwanted():
            if self._process is None or self._process.poll() is not None:
                said = self._log.read_bytes()[self._says_from :].decode(errors="replace").strip()
                raise Unavailable(f"The embedded Kafka does not start: {said[-2000:]}")
            time.sleep(LOOK_S)
            if time.monotonic() > deadline:
                self.stop()
                raise Unavailable(f"The embedded Kafka does not answer after {LONGEST_START_S:g} s; see {self._log}")

    def _command(self, program: str) -> list[str]:
        return [str(self._java), *_JAVA, _QUIET, "-cp", self._class_path, program]


def answers(port: int) -> bool:
    """Whether a broker answers there what every client asks first: which versions of the protocol it speaks.

    By hand, since a client has threads, and whoever supervises must have none when it starts processes. A request is a
    length, then kind (18), version, number and the client's name (https://kafka.apache.org/protocol); the answer begins
    with its length, the number and 0 where nothing is wrong.
    """
    request = struct.pack(">hhih", 18, 0, 1, 0)
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.5) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            answer = connection.recv(10, socket.MSG_WAITALL)
    except OSError:
        return False
    return len(answer) == 10 and struct.unpack(">iih", answer)[1:] == (1, 0)


def _held(directory: Path, longest_s: float) -> IO[str]:
    """The directory's lock, once whoever had it is gone. Raises Unavailable when they stay for so long."""
    lock = (directory / "lock").open("w")
    deadline = time.monotonic() + longest_s
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                lock.close()
                raise Unavailable(f"Another Kafka uses {directory}: end it, or name another data directory.") from error
            time.sleep(0.05)
        else:
            os.set_inheritable(lock.fileno(), True)
            return lock
