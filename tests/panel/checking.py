"""What is checked of every page, whatever it is about: axe finds nothing, and it is as wide as its window."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
# Of the four weights that axe knows.
SERIOUS = ("serious", "critical")
_RUN = """
    axe.run(document, { resultTypes: ["violations"] }).then((found) => found.violations.map((each) => ({
        id: each.id, impact: each.impact, help: each.help,
        nodes: each.nodes.slice(0, 5).map((node) => node.html.slice(0, 300) + " " + node.failureSummary.slice(0, 300)),
    })))
"""


def faults(page: Page) -> list[dict[str, Any]]:
    """What axe calls serious or worse on a page that has come to rest."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(_RUN)
    return [each for each in found if each["impact"] in SERIOUS]


def overflow_px(page: Page) -> int:
    """By how much a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
