"""How smoothly a long conversation is scrolled up, while older pages are loaded as they are come to."""

from itertools import pairwise
from typing import Any

from playwright.sync_api import Browser, Page

from bench import longtalks, shop
from bench.report import say
from bench.shop import Shop
from tidings.core import db

OWNER, TOPIC, MESSAGES = 300, "listing/long", 10_000
LASTS_MS, PX_PER_S = 15_000, 3_000
# By time and not by frame, so that a slow frame saves no work; `waited` are frames at the top of what was loaded.
_SCROLL = """({ lastsMs, pxPerS }) => new Promise((resolve) => {
    const root = document.querySelector("tidings-chat").shadowRoot, scroller = root.querySelector(".scroller");
    const times = [], top = scroller.getBoundingClientRect().top;
    let elements = 0, articles = 0, waited = 0;
    const frame = (now) => {
        if (scroller.scrollHeight - scroller.clientHeight + scroller.scrollTop < 1) waited += 1;
        if (times.length) scroller.scrollTop -= pxPerS * (now - times.at(-1)) / 1000;
        times.push(now);
        if (times.length % 10 === 1) {
            elements = Math.max(elements, root.querySelectorAll("*").length);
            articles = Math.max(articles, root.querySelectorAll("article").length);
        }
        if (now - times[0] < lastsMs) return requestAnimationFrame(frame);
        const seen = [...root.querySelectorAll("article")].find((each) => each.getBoundingClientRect().bottom > top);
        resolve({ times, elements, articles, waited, seq: Number(seen.dataset.seq) });
    };
    requestAnimationFrame(frame);
})"""


def fill(connection: db.Connection) -> None:
    """A conversation of ten thousand messages."""
    longtalks.fill(connection, OWNER, TOPIC, peers=1, messages=MESSAGES)


def measure(chromium: Browser, market: Shop) -> dict[str, Any]:
    """Open it, and scroll up steadily at full speed of the processor; frames by `requestAnimationFrame`."""
    page = chromium.new_page(viewport=shop.VIEW)
    enter(page, market.address(f"user-{OWNER}"))
    found = page.evaluate(_SCROLL, {"lastsMs": LASTS_MS, "pxPerS": PX_PER_S})
    page.close()
    times = found.pop("times")
    frames_ms = [after - before for before, after in pairwise(times)]
    figures = {
        "frames_per_second": 1000 * len(frames_ms) / (times[-1] - times[0]),
        "longest_frame_ms": max(frames_ms),
        "frames_above_34_ms": sum(ms > 34 for ms in frames_ms),
        "waiting_share": found["waited"] / len(times),
        "messages_reached": MESSAGES - found["seq"] + 1,
        "most_elements": found["elements"],
        "most_messages_held": found["articles"],
    }
    say(f"scrolling: {figures}")
    return figures


def enter(page: Page, address: str) -> None:
    """The page, with the newest conversation open at its end."""
    page.goto(address)
    page.locator("tidings-chat .line").first.click()
    page.locator("tidings-chat article").first.wait_for()
