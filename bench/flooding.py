"""What an open chat keeps of a hundred thousand messages that come to it.

They are written by the product's own function for many at once and come over the socket, by relay, bus and hub, one of
each conversation at a time; the next are written when those came, because the service tells only the newest of what
changes within a tenth of a second. One of the conversations is open. Then many come into that one alone, while whoever
reads it has scrolled up.
"""

import time
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page

from bench import longtalks, scrolling, shop
from bench.report import say
from bench.shop import Shop
from tidings.chat import posting
from tidings.core import clock, db

# Fewer conversations than may wait for one socket: with more, it is told to look anew.
OWNER, TOPIC, WRITERS = 500, "listing/busy", 190
FIRST_SHARE = 10
LONGEST_S, LONGEST_WAIT_MS = 200.0, 3_000
ASIDE_ROUNDS, ASIDE_A_ROUND = 50, 40
_UNTIL_TOLD = """({ goal, mostMs }) => new Promise((resolve) => {
    const { reset } = told, beganMs = performance.now();
    const look = () => {
        const isOver = told.messages >= goal || told.reset > reset || performance.now() - beganMs > mostMs;
        if (isOver) resolve(told.messages);
        else setTimeout(look, 5);
    };
    look();
})"""
_HELD = """() => {
    const root = document.querySelector("tidings-chat").shadowRoot;
    const count = (selector) => root.querySelectorAll(selector).length;
    return { elements: count("*"), messages_held: count("article"), lines: count(".line") };
}"""
_SCROLL_UP = """() => document.querySelector("tidings-chat").shadowRoot.querySelector(".scroller").scrollBy(0, -600)"""


def fill(connection: db.Connection) -> None:
    """Somebody whom many have written to."""
    longtalks.fill(connection, OWNER, TOPIC, peers=WRITERS, messages=20)


def measure(chromium: Browser, market: Shop, connection: db.Connection, count: int) -> dict[str, Any]:
    """The heap after `count` messages to that after a tenth of them; and after more came beside somebody's reading."""
    page = chromium.new_page(viewport=shop.VIEW)
    page.add_init_script(shop.COUNTED)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    scrolling.enter(page, market.address(f"user-{OWNER}"))
    began_s = time.monotonic()
    _write(page, connection, count // FIRST_SHARE, began_s)
    first = _weighed(page, devtools)
    _write(page, connection, count, began_s)
    last = _weighed(page, devtools)
    lasted_s = time.monotonic() - began_s
    page.evaluate(_SCROLL_UP)
    _write_aside(page, connection)
    aside = _weighed(page, devtools)
    page.close()
    return {
        "ratio": last["heap_bytes"] / first["heap_bytes"],
        "lasted_s": lasted_s,
        "messages_a_second": last["told"]["messages"] / lasted_s,
        "first": first,
        "last": last,
        "reading_above": {"messages_written": ASIDE_ROUNDS * ASIDE_A_ROUND, **aside},
    }


def _write(page: Page, connection: db.Connection, goal: int, began_s: float) -> None:
    """Rounds of one message into each conversation until so many were told, or the time is up."""
    told, number = page.evaluate("told.messages"), 0
    while told < goal and time.monotonic() - began_s < LONGEST_S:
        number += 1
        body = f"Round {goal}/{number}: is it still there, and would you take a little less for it?"
        drafts = [posting.Draft(OWNER + step, OWNER, TOPIC, body) for step in range(1, WRITERS + 1)]
        with db.transaction(connection) as tx:
            posting.post_all(tx, drafts, clock.now())
        told = _until_told(page, told + WRITERS)
    # What came is shown, and not only heard.
    lines = page.locator("tidings-chat .line").filter(has_text=body)
    lines.nth(WRITERS - 1).wait_for(state="attached")
    say(f"{told:,} messages were told after {time.monotonic() - began_s:.0f} s")


def _write_aside(page: Page, connection: db.Connection) -> None:
    """Many into the open conversation alone."""
    for number in range(ASIDE_ROUNDS):
        told = page.evaluate("told.messages")
        with db.transaction(connection) as tx:
            for place in range(ASIDE_A_ROUND):
                posting.post(tx, OWNER + 1, OWNER, TOPIC, f"By your side {number}, {place}", clock.now())
        _until_told(page, told + 1)


def _until_told(page: Page, goal: int) -> int:
    told: int = page.evaluate(_UNTIL_TOLD, {"goal": goal, "mostMs": LONGEST_WAIT_MS})
    return told


def _weighed(page: Page, devtools: CDPSession) -> dict[str, Any]:
    """The heap without what nobody holds any more, the document's nodes, what the chat holds, and what was told."""
    devtools.send("HeapProfiler.collectGarbage")
    found = {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}
    weighed = {"heap_bytes": found["JSHeapUsedSize"], "nodes": found["Nodes"], **page.evaluate(_HELD)}
    say(f"kept: {weighed}")
    return {**weighed, "told": page.evaluate("told")}
