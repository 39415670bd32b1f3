"""The API as `tidings up` runs it, or a gateway: a process of its own, and the processor time that it takes."""

import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import psutil

from bench import engine, talks
from tidings.cli import role
from tidings.core import config, postgres
from tidings.core.supervising import Spec, Supervisor
from tidings.web import serving

HOST = serving.HOST


class Api:
    """A running API or gateway."""

    def __init__(self, port: int, pid: int) -> None:
        self.port = port
        self._process = psutil.Process(pid)

    def resident_bytes(self) -> int:
        """Memory that it has now."""
        return int(self._process.memory_info().rss)

    def processor_s(self) -> float:
        """Seconds of processor that it took up to now."""
        took = self._process.cpu_times()
        return float(took.user + took.system)


@contextmanager
def running(service: str = "api") -> Iterator[Api]:
    """A process of the service that answers, on the server of the settings; ended afterwards."""
    port = postgres.free_port()
    os.environ |= {f"TIDINGS_{service.upper()}_PORT": str(port), "TIDINGS_JWT_SECRET": talks.SECRET}
    config.settings.cache_clear()
    supervisor = Supervisor([Spec(service, partial(role.run, service))])
    try:
        supervisor.start()
        engine.until(lambda: _answers(port), f"the {service} does not come up", look_s=0.1)
        [kept] = supervisor.kept
        yield Api(port, kept.pid)
    finally:
        supervisor.stop()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/health", timeout=5) as found:
            return bool(found.status == 200)
    except (urllib.error.URLError, OSError):
        time.sleep(0.05)
        return False
