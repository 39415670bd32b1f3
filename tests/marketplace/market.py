"""The example's shop beside a running Tidings, each in processes of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.flow.house import House, house
from tests.waiting import until
from tidings.core.postgres import free_port

ROOT = Path(__file__).parents[2]
PATHS = (ROOT / "clients" / "python" / "src", ROOT / "examples" / "marketplace")
SECRET = "a secret of the test's own, long enough"


class Market:
    """A shop, and the Tidings that is its chat."""

    def __init__(self, made: House, port: int, key: str) -> None:
        self.house, self.port = made, port
        self.environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, PATHS)),
            "TIDINGS_URL": made.api,
            "TIDINGS_KEY": key,
            "TIDINGS_JWT_SECRET": SECRET,
            "SHOP_PORT": str(port),
            "SHOP_DB": str(made.data_dir / "shop.sqlite"),
        }

    @property
    def address(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    def begin(self) -> None:
        """Open the shop."""
        with (self.house.data_dir / "shop.log").open("ab") as log:
            command = [sys.executable, "-m", "shop"]
            self._running = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        until(lambda: self._answers(), f"the shop ({self.told()})", seconds=30)

    def end(self) -> None:
        """Close it."""
        self._running.terminate()
        self._running.wait(20)

    def told(self) -> str:
        """What it wrote so far."""
        return (self.house.data_dir / "shop.log").read_text()

    def visitor(self, person: str) -> httpx.Client:
        """Somebody's browser without a window."""
        return httpx.Client(base_url=self.address, cookies={"rummage_person": person}, follow_redirects=True)

    def _answers(self) -> bool:
        assert self._running.poll() is None, self.told()
        try:
            return httpx.get(self.address).is_success
        except httpx.TransportError:
            return False


@contextmanager
def market() -> Iterator[Market]:
    """A market that is gone afterwards."""
    port = free_port()
    origins = f"http://127.0.0.1:{port} http://localhost:{port}"
    with house(TIDINGS_JWT_SECRET=SECRET, TIDINGS_ORIGINS=origins) as made:
        made.tell("sender", "create", "offers", "Rummage offers")
        scopes = ("--scope", "people:read", "--scope", "people:write", "--scope", "chat")
        key = made.tell("key", "create", "shop", *scopes, "--participant", "offers")["key"]
        until(lambda: _is_served(made.api), "the API")
        opened = Market(made, port, key)
        opened.begin()
        try:
            yield opened
        finally:
            opened.end()


def _is_served(address: str) -> bool:
    try:
        return httpx.get(f"{address}/health").is_success
    except httpx.TransportError:
        return False
