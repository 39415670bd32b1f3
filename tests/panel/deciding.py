"""What a member does on a campaign's page: press a button of a card, give a reason, see what it does, await its end."""

from playwright.sync_api import Locator, Page, expect

LONGEST_MS = 40_000


def sending(page: Page) -> Locator:
    """The card about sending."""
    return page.get_by_role("region", name="Sending")


def archiving(page: Page) -> Locator:
    """The card about archiving, or about the undo of it."""
    return page.get_by_role("region", name="Archiving").or_(page.get_by_role("region", name="Undo of the archive"))


def decide(page: Page, card: Locator, label: str, why: str = "The prices are wrong.") -> None:
    """Press a button of a card, and give a reason."""
    card.get_by_role("button", name=label).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Why").fill(why)
    dialog.get_by_role("button", name=label).click()
    expect(dialog).to_be_hidden()


def await_end(card: Locator) -> None:
    """Until a card's work is done; not only expected to be."""
    expect(card.get_by_text("Done", exact=True)).to_be_visible(timeout=LONGEST_MS)
