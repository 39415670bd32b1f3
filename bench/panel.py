"""How long each page of the panel takes with very many people and conversations, and what it asks for meanwhile."""

import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Request

from bench import api, browser, engine, people, server
from bench.report import Check, Result, Size, say
from tidings.campaigns import account
from tidings.core import clock, config, db
from tidings.members import passwords, roster
from tidings.members.model import Role

# Each campaign to everybody is as many conversations as there are people who get it; `pairs`: loads of each page.
SIZE = Size(recipients=1_000_000, pairs=5)
CAMPAIGNS = 11
EMAIL = "bench@example.org"
LONGEST_S = 1.0
SLOW_CEILING = 50
_STATEMENT = re.compile(rb"^tidings-api-\w+\|.*?(?:statement|execute [^:]*): ", re.MULTILINE)


def measure(size: Size) -> Result:
    """Fill, send, and load every page again and again, as somebody who is signed in."""
    password = passwords.invent()
    with server.running() as connection:
        people.fill(connection, size.recipients)
        account.change(connection, "ceiling", "none", "bench", clock.now())
        roster.create(connection, EMAIL, "Bench", Role.ADMINISTRATOR, password, "bench", clock.now())
        with api.running() as served, engine.running(connection):
            for number in range(CAMPAIGNS):
                sent = engine.send(connection)
                say(f"campaign {number + 1} of {CAMPAIGNS}: {sent.sent_count:,} conversations")
            account.change(connection, "ceiling", str(SLOW_CEILING), "bench", clock.now())
            running = engine.launch(connection)
            server.settle(connection)
            statements = _counted(connection)
            with browser.chromium() as chromium:
                page = chromium.new_context(viewport={"width": 1440, "height": 900}).new_page()
                address = f"http://{api.HOST}:{served.port}/panel"
                _sign_in(page, address, password)
                table = [
                    _load(page, name, address + path, size.pairs, statements)
                    for name, path in _paths(sent.campaign_id, running).items()
                ]
        entries = db.row(connection, "select count(*)::bigint as count from entry")
    assert entries is not None, "an aggregate always has a row"
    slowest = max(line["seconds"] for line in table)
    figures = {"conversations": entries["count"], "pages": table}
    return Result("panel", size, [Check("slowest_s", slowest, LONGEST_S, "most")], figures)


def _paths(finished: int, running: int) -> dict[str, str]:
    return {
        "campaigns": "/campaigns",
        "campaign, finished": f"/campaigns/{finished}",
        "campaign, running": f"/campaigns/{running}",
        "composer": "/campaigns/new",
        "calendar": "/calendar",
        "answers": "/answers",
        "people": "/people",
        "person": "/people/user-7",
        "lists": "/lists",
        "segments": "/segments",
        "imports": "/imports",
        "settings": "/settings",
        "audit": "/audit",
    }


def _sign_in(page: Page, address: str, password: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail").fill(EMAIL)
    page.locator('input[name="password"]').fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/panel/campaigns**")
    browser.rest(page)


def _load(page: Page, name: str, address: str, times: int, statements: Callable[[], int]) -> dict[str, Any]:
    """Seconds until the page has come to rest, requests to the API, and statements that these led to; medians."""
    took_s, asked, stated = [], [], []
    for _ in range(times):
        requests: list[str] = []

        def note(request: Request, requests: list[str] = requests) -> None:
            if "/v1/" in request.url:
                requests.append(request.url)

        page.on("request", note)
        before, began_s = statements(), time.perf_counter()
        page.goto(address)
        browser.rest(page)
        took_s.append(time.perf_counter() - began_s)
        stated.append(statements() - before)
        asked.append(len(requests))
        page.remove_listener("request", note)
    line = {
        "page": name,
        "seconds": statistics.median(took_s),
        "slowest_s": max(took_s),
        "requests": statistics.median(asked),
        "statements": statistics.median(stated),
    }
    say(f"{name:>20}: {line['seconds']:.2f} s, {line['requests']:g} requests, {line['statements']:g} statements")
    return line


def _counted(connection: db.Connection) -> Callable[[], int]:
    """Has the server write every statement down; a function that counts those of the API so far."""
    connection.execute("alter system set log_statement = 'all'")
    connection.execute("alter system set log_line_prefix = '%a|'")
    connection.execute("select pg_reload_conf()")
    log = Path(config.settings().data_dir) / "postgres.log"
    return lambda: len(_STATEMENT.findall(log.read_bytes()))
