"""The marketplace of the example beside the demo's Tidings: a process of its own, whose people get a campaign."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from demo.place import Failed, Place

ROOT = Path(__file__).parents[1]
CODE = (ROOT / "clients" / "python" / "src", ROOT / "examples" / "marketplace")
SCOPES = ("people:read", "people:write", "chat")
SENDER = "offers"
SOMEBODY = "ines"
LONGEST_S = 30.0
_PID = "shop.pid"


def begin(place: Place) -> None:
    """Start it, wait until it answers, and send its people something. Raises Failed."""
    place.ask("sender", "create", SENDER, "Rummage offers")
    scopes = [word for scope in SCOPES for word in ("--scope", scope)]
    key = place.ask("key", "create", "shop", *scopes, "--participant", SENDER)["key"]
    secret = (place.data_dir / "jwt_secret").read_text(encoding="utf-8").strip()
    started = start(place.data_dir, tidings=place.address, key=key, secret=secret, port=place.shop_port)
    (place.data_dir / _PID).write_text(str(started.pid), encoding="utf-8")
    _wait(place, started, key)
    campaign = str(place.ask("campaign", "create", str(ROOT / "demo" / "welcome.yaml"))["id"])
    place.run("campaign", "launch", campaign, "--why", "the shop has opened")


def start(folder: Path, *, tidings: str, key: str, secret: str, port: int) -> subprocess.Popen[bytes]:
    """The shop's process, with its database and its log in a folder, and Tidings at that address for its chat."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, CODE)),
        "TIDINGS_URL": tidings,
        "TIDINGS_KEY": key,
        "TIDINGS_JWT_SECRET": secret,
        "SHOP_PORT": str(port),
        "SHOP_DB": str(folder / "rummage.sqlite"),
    }
    with (folder / "shop.log").open("wb") as log:
        command = [sys.executable, "-m", "shop"]
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)


def end(place: Place) -> None:
    """End the one of a demo before, if it runs."""
    try:
        pid = int((place.data_dir / _PID).read_text(encoding="utf-8"))
        # The number may be another program's by now.
        if b"shop" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
            os.kill(pid, signal.SIGTERM)
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return


def _wait(place: Place, started: subprocess.Popen[bytes], key: str) -> None:
    """Until it answers, and its people are known."""
    deadline_s = time.monotonic() + LONGEST_S
    while not (_answers(place.shop_address) and _answers(f"{place.address}/v1/people/{SOMEBODY}", key)):
        if started.poll() is not None or time.monotonic() > deadline_s:
            raise Failed(f"the shop does not come up: {place.data_dir / 'shop.log'} says why")
        time.sleep(0.1)


def _answers(address: str, key: str = "") -> bool:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=5) as found:
            return bool(found.status == 200)
    except (urllib.error.URLError, OSError):
        return False
