"""When the chat in a page is first painted, with a processor a fourth as fast; the page's own share beside it.

Measured in the page: from the start of its navigation, where `performance.now()` counts from, until the frame begins
that follows the one in which the first conversation's line was painted. A page cannot know sooner that something was
painted, so up to a frame too much is counted and nothing too little. `cold`: a window of its own, nothing in its cache.
`returning`: the same window's second visit. `empty`: the same page without a chat, until its heading is painted; this
share is not taken off the others. `full_speed`: as `cold`, with the whole processor.
"""

import math
import statistics
from collections.abc import Sequence

from playwright.sync_api import Browser, BrowserContext

from bench import shop
from bench.report import say
from bench.shop import Shop

PERSON, OTHER = "user-1", "user-2"
SLOWER = 4
WARM_LOADS = 2
Figures = dict[str, float]


def measure(chromium: Browser, market: Shop, times: int) -> dict[str, Figures]:
    """Milliseconds of each kind of load, so many of each, in turn."""
    chat, empty = market.address(PERSON), market.origin + shop.EMPTY
    took_ms: dict[str, list[float]] = {}
    # Somebody listens already, as they do wherever there are people.
    other = chromium.new_page()
    other.goto(market.address(OTHER))
    for number in range(WARM_LOADS + times):
        loads = _loads(chromium, {"cold": chat, "returning": chat}, SLOWER)
        loads |= _loads(chromium, {"empty": empty}, SLOWER)
        loads |= _loads(chromium, {"full_speed": chat}, 1)
        if number >= WARM_LOADS:
            for kind, ms in loads.items():
                took_ms.setdefault(kind, []).append(ms)
    other.close()
    found = {kind: _told(each) for kind, each in took_ms.items()}
    for kind, figures in found.items():
        say(f"{kind:>10}: painted after {figures['median_ms']:.0f} ms, p90 {figures['p90_ms']:.0f} ms")
    return found


def _loads(chromium: Browser, addresses: dict[str, str], slower: int) -> Figures:
    """Each of these pages once, one after the other, in a new window."""
    window = chromium.new_context(viewport=shop.VIEW)
    loads = {kind: _load(window, address, slower) for kind, address in addresses.items()}
    window.close()
    return loads


def _load(window: BrowserContext, address: str, slower: int) -> float:
    page = window.new_page()
    page.add_init_script(shop.PAINTED)
    window.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(address)
    ms: float = page.evaluate("painted")
    page.close()
    return ms


def _told(took_ms: Sequence[float]) -> Figures:
    ordered = sorted(took_ms)
    p90 = ordered[math.ceil(0.9 * len(ordered)) - 1]
    return {"median_ms": statistics.median(ordered), "p90_ms": p90, "lowest_ms": ordered[0], "loads": len(ordered)}
