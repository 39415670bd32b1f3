"""The life of a campaign in a browser: written, looked at by somebody else, sent, paused, archived, brought back."""

from playwright.sync_api import Page, expect

from tests.panel.conftest import Open
from tests.panel.deciding import LONGEST_MS, archiving, await_end, decide, sending
from tests.panel.place import Place


def write(page: Page, name: str) -> int:
    """A draft, by hand; its number once it is saved."""
    page.get_by_role("link", name="New campaign").or_(page.get_by_role("button", name="New campaign")).first.click()
    page.get_by_label("Name of the campaign").fill(name)
    page.get_by_role("combobox", name="From").click()
    page.get_by_role("option", name="Marketplace News").click()
    page.locator("#composer-category").fill("promotions")
    page.locator("#composer-category").press("Escape")
    page.get_by_label("Text", exact=True).fill("What is in your cellar?")
    page.wait_for_url("**/panel/campaigns/*/edit")
    page.get_by_role("button", name="Pace").click()
    page.get_by_label("Slower").press("Space")
    page.get_by_role("textbox", name="Messages a second at most").fill("60")
    page.get_by_role("button", name="Time").first.click()
    page.get_by_label("Send at night too").press("Space")
    page.get_by_role("button", name="Expiry").click()
    page.get_by_label("Some days after sending").press("Space")
    page.get_by_label("Days", exact=True).fill("0")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    return int(page.url.split("/")[-2])


def test_a_campaign_from_its_first_word_to_the_undo_of_its_archive(window: Open, place: Place) -> None:
    with window() as desk, window() as other:
        author = desk.sign_in("author@example.org")
        campaign_id = write(author, "Spring offers")
        expect(author.get_by_role("button", name="Launch to")).to_be_disabled()
        author.get_by_role("button", name="Submit for review").click()
        author.get_by_role("dialog").get_by_label("What should they look at?").fill("Is the text right?")
        author.get_by_role("dialog").get_by_role("button", name="Submit for review").click()

        publisher = other.sign_in("publisher@example.org")
        other.go(f"/campaigns/{campaign_id}/edit")
        expect(publisher.get_by_text("Is the text right?")).to_be_visible()
        publisher.get_by_role("button", name="Approve and launch to").click()
        publisher.get_by_role("dialog").get_by_role("button", name="Approve and launch to").click()
        place.wait_for(campaign_id, "running")

        other.go(f"/campaigns/{campaign_id}")
        decide(publisher, sending(publisher), "Pause")
        expect(sending(publisher)).to_contain_text("Paused")
        decide(publisher, sending(publisher), "Resume")
        await_end(sending(publisher))
        await_end(archiving(publisher))
        assert place.in_inboxes(campaign_id) == 0
        decide(publisher, archiving(publisher), "Undo the archive")
        expect(archiving(publisher)).to_contain_text("Undo of the archive", timeout=LONGEST_MS)
        await_end(archiving(publisher))
        assert place.in_inboxes(campaign_id) > 500
        for line in ("Is the text right?", "The prices are wrong."):
            expect(publisher.get_by_text(line).first).to_be_visible()


def test_a_launch_is_taken_back_while_its_grace_lasts(window: Open, place: Place) -> None:
    place.house.tell("account", "set", "grace_s", "30")
    with window() as seen:
        page = seen.sign_in("publisher@example.org")
        campaign_id = write(page, "Too early")
        page.get_by_role("button", name="Launch to").click()
        page.get_by_role("dialog").get_by_role("button", name="Launch to").click()
        page.get_by_role("button", name="Take it back").click()
        expect(page.get_by_role("button", name="Launch to")).to_be_visible()
        assert place.state(campaign_id) == "draft"


def test_two_who_edit_one_draft_are_told_and_nothing_is_lost(window: Open, place: Place) -> None:
    campaign_id = place.campaign("Ours")
    with window() as one, window() as other:
        pages = [one.sign_in("author@example.org"), other.sign_in("publisher@example.org")]
        for page in pages:
            page.goto(f"{place.address}/panel/campaigns/{campaign_id}/edit")
            expect(page.get_by_label("Text", exact=True)).to_be_visible()
        pages[0].get_by_label("Text", exact=True).fill("What the author wrote")
        expect(pages[0].get_by_text("Saved", exact=True)).to_be_visible()
        pages[1].get_by_label("Text", exact=True).fill("What the publisher wrote")
        expect(pages[1].get_by_text("changed this draft as well")).to_be_visible()
        for words in ("What the author wrote", "What the publisher wrote"):
            expect(pages[1].get_by_text(words).first).to_be_visible()
        pages[1].get_by_role("button", name="Keep all of mine").click()
        expect(pages[1].get_by_text("Saved", exact=True)).to_be_visible()
    [variant] = place.house.tell("campaign", "show", str(campaign_id))["definition"]["content"]
    assert variant["text"] == "What the publisher wrote"
