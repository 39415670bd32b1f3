"""What Lighthouse says of the panel's three most used pages and of the example's shop with its chat, signed in."""

import json
import os
import statistics
import subprocess
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from bench import api, browser, engine, people, rummage, server
from bench.report import Check, Result, Size, say
from tidings.campaigns import account
from tidings.core import clock
from tidings.members import passwords, roster
from tidings.members.model import Role

# `pairs`: times that each page is looked at.
SIZE = Size(recipients=10_000, pairs=3)
EMAIL = "bench@example.org"
WANTED = {"accessibility": 95, "best-practices": 95, "performance": 90}
SLOW_CEILING = 50
LONGEST_S = 120
# The panel listens as long as it is open, and Lighthouse would wait for it to fall silent.
LONGEST_LOAD_MS = 15_000
# A desk, as marketers have one; and a phone of the middle with its network, for comparison.
DESK = "desktop"
PRESETS: dict[str, list[str]] = {DESK: ["--preset=desktop"], "phone": []}
_PROGRAM = browser.ROOT / "frontend" / "node_modules" / "lighthouse" / "cli" / "index.js"


@dataclass(frozen=True)
class _Page:
    """A page as somebody signed in sees it."""

    name: str
    address: str
    cookie: str


def measure(size: Size) -> Result:
    """Look at each page some times; the checks are of the lowest median among them, at a desk."""
    password = passwords.invent()
    with server.running() as connection:
        people.fill(connection, size.recipients)
        roster.create(connection, EMAIL, "Bench", Role.ADMINISTRATOR, password, "bench", clock.now())
        port = rummage.prepare()
        with (
            api.running() as served,
            engine.running(connection),
            rummage.opened(connection, served, port) as shop,
        ):
            engine.send(connection)
            account.change(connection, "ceiling", str(SLOW_CEILING), "bench", clock.now())
            running = engine.launch(connection)
            pages = [*_of_panel(f"http://{api.HOST}:{served.port}", running, password), *_of_shop(shop)]
            scores = {
                (preset, page.name): _scores(page, PRESETS[preset], size.pairs) for preset in PRESETS for page in pages
            }
    for place, found in scores.items():
        say(f"{', '.join(place)}: {found}")
    lowest = {kind: min(found[kind] for place, found in scores.items() if place[0] == DESK) for kind in WANTED}
    table = [{"at": preset, "page": name, **found} for (preset, name), found in scores.items()]
    return Result("lighthouse", size, [Check(kind, lowest[kind], WANTED[kind]) for kind in WANTED], {"pages": table})


def _of_panel(address: str, running: int, password: str) -> list[_Page]:
    cookie = _sign_in(address, password)
    paths = {"list": "/campaigns", "composer": "/campaigns/new", "campaign": f"/campaigns/{running}"}
    return [_Page(name, f"{address}/panel{path}", cookie) for name, path in paths.items()]


def _of_shop(address: str) -> list[_Page]:
    cookie = f"rummage_person={rummage.VISITOR}"
    paths = {"shop": "/", "listing": "/listings/2", "messages": "/messages"}
    return [_Page(name, address + path, cookie) for name, path in paths.items()]


def _sign_in(address: str, password: str) -> str:
    told = httpx.post(f"{address}/v1/session", json={"email": EMAIL, "password": password})
    told.raise_for_status()
    return f"tidings_session={told.cookies['tidings_session']}"


def _scores(page: _Page, preset: list[str], times: int) -> dict[str, float]:
    found = [_look(page, preset) for _ in range(times)]
    return {kind: statistics.median(each[kind] for each in found) for kind in WANTED}


def _look(page: _Page, preset: list[str]) -> dict[str, float]:
    """One look: a score of 0 to 100 for each kind."""
    command = [
        str(browser.ROOT / "bin" / "node"),
        "node",
        str(_PROGRAM),
        page.address,
        "--output=json",
        "--quiet",
        "--chrome-flags=--headless=new --no-sandbox",
        f"--only-categories={','.join(WANTED)}",
        f"--max-wait-for-load={LONGEST_LOAD_MS}",
        f"--extra-headers={json.dumps({'Cookie': page.cookie})}",
        *preset,
    ]
    done = subprocess.run(
        command,
        env={**os.environ, "CHROME_PATH": browser.path()},
        capture_output=True,
        timeout=LONGEST_S,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"Lighthouse: {done.stderr.decode(errors='replace')[-1000:]}")
    report: dict[str, Any] = orjson.loads(done.stdout)
    assert report["finalDisplayedUrl"] == page.address, f"it looked at {report['finalDisplayedUrl']}"
    return {kind: 100 * report["categories"][kind]["score"] for kind in WANTED}
