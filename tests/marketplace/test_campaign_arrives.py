"""A campaign from both sides at once: its bar moves on the team's page while it comes into open inboxes of the shop."""

from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.flow.house import invite
from tests.marketplace.market import SECRET, Market
from tests.marketplace.window import chat, message, window, write
from tests.panel import window as windows
from tests.panel.deciding import sending
from tests.panel.place import Place
from tests.panel.window import Window
from tests.waiting import until, until_row
from tidings.members.model import Role
from tidings_client import sign_token

pytestmark = pytest.mark.beside
# Some ten seconds of sending.
PEOPLE, CEILING = 400, 40
TEXT = "Spring is here: sell your bicycle"
FOLD = "From the marketplace"
# A panel asks for answers every few seconds; it is not told.
LONGEST_MS = 30_000
_MARK = "window.isTheSame = true"


@pytest.fixture(scope="module")
def place(market: Market) -> Place:
    """The market's Tidings, with the shop's own people and some hundred more, and somebody who decides."""
    with market.house.connect() as connection:
        for each in ("ines", "tomek"):
            until_row(connection, "select 1 from person where external_id = %s", each)
    made = Place(market.house, invite(market.house, PEOPLE))
    made.add(Role.ADMINISTRATOR)
    return made


@pytest.fixture
def both(browser: Browser, market: Market, place: Place) -> Iterator[tuple[Page, Page, Window]]:
    """The open inboxes of two buyers, and the panel."""
    with ExitStack() as stack:
        inboxes = [stack.enter_context(window(browser, market, each)) for each in ("ines", "tomek")]
        for each in inboxes:
            each.goto(f"{market.address}/messages")
            expect(chat(each).get_by_text("No messages yet.")).to_be_visible()
            each.evaluate(_MARK)
        desk = stack.enter_context(windows.window(browser, place))
        desk.sign_in("administrator@example.org")
        yield inboxes[0], inboxes[1], desk


def launched(desk: Window, place: Place) -> int:
    """A campaign to everybody that the team launches in the panel; its number."""
    content = [{"locale": "en", "text": TEXT}]
    campaign = place.campaign("Bicycles", content=content, variables=[], ceiling=CEILING)
    page = desk.go(f"/campaigns/{campaign}/edit")
    page.get_by_role("button", name="Launch to").click()
    page.get_by_role("dialog").get_by_role("button", name="Launch to").click()
    place.wait_for(campaign, "running")
    desk.go(f"/campaigns/{campaign}")
    return campaign


def risen(bar: Locator, above: float) -> float:
    """What a bar shows as soon as that is more."""
    until(lambda: value(bar) > above, f"more than {above:g} in the bar")
    return value(bar)


def value(bar: Locator) -> float:
    """What it shows."""
    return float(bar.get_attribute("aria-valuenow") or 0)


def wants_promotions(market: Market, person: str) -> bool:
    """Whether somebody gets messages about promotions."""
    shown = {"Authorization": f"Bearer {sign_token(person, SECRET)}"}
    found = httpx.get(f"{market.house.api}/v1/me/consents", headers=shown).json()["items"]
    return {each["category"]: bool(each["is_allowed"]) for each in found}["promotions"]


def open_campaign(buyer: Page) -> None:
    """Open what the marketplace sent."""
    chat(buyer).get_by_role("button", name=FOLD).click()
    chat(buyer).locator(".line").filter(has_text=TEXT).click()
    expect(message(buyer, TEXT)).to_be_visible()


def reply(desk: Window, campaign: int, answer: str, text: str) -> None:
    """Find an answer among those to a campaign, and reply to it."""
    page = desk.go(f"/answers?campaign={campaign}")
    main = page.get_by_role("main")
    expect(main.get_by_text("1 person waits for a reply")).to_be_visible(timeout=LONGEST_MS)
    page.get_by_role("listitem").filter(has_text=answer).get_by_role("button").click()
    expect(page.get_by_role("log").get_by_text(answer)).to_be_visible()
    page.get_by_role("textbox", name="Reply as").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("log").get_by_text(text)).to_be_visible()
    expect(main.get_by_text("Nobody waits for a reply")).to_be_visible(timeout=LONGEST_MS)


def refuse_and_take_back(buyer: Page, market: Market) -> None:
    """No more of that kind, with one tap; and again, with another."""
    chat(buyer).get_by_role("button", name="Why am I getting this?").click()
    chat(buyer).get_by_role("button", name="No more about promotions").click()
    expect(chat(buyer).get_by_text("You get no more messages about promotions.")).to_be_visible()
    assert not wants_promotions(market, "ines")
    chat(buyer).get_by_role("button", name="Undo").click()
    expect(chat(buyer).get_by_role("button", name="No more about promotions")).to_be_visible()
    assert wants_promotions(market, "ines")


def test_a_campaign_arrives_is_answered_refused_and_put_away_while_everybody_looks(
    both: tuple[Page, Page, Window], market: Market, place: Place
) -> None:
    buyer, silent, desk = both
    campaign = launched(desk, place)
    bar = sending(desk.page).get_by_role("progressbar", name="Sending")
    before = risen(bar, 0)
    expect(chat(buyer).get_by_role("button", name=FOLD).locator(".badge")).to_contain_text("1")
    expect(buyer.locator("#unread")).to_have_text("1")
    after = risen(bar, before)
    assert after < float(bar.get_attribute("aria-valuemax") or 0), "it was over before anybody could look"
    assert place.send_state(campaign) == "running"

    open_campaign(buyer)
    write(buyer, "I have one to sell")
    reply(desk, campaign, "I have one to sell", "List it for nothing until May")
    expect(message(buyer, "List it for nothing until May")).to_be_visible(timeout=LONGEST_MS)
    refuse_and_take_back(buyer, market)

    expect(chat(silent).get_by_role("button", name=FOLD)).to_be_visible()
    place.wait_for(campaign, "completed")
    place.house.tell("campaign", "expiry", str(campaign), "--after-days", "0", "--why", "The spring is over.")
    expect(chat(silent).get_by_role("button", name=FOLD)).to_have_count(0, timeout=LONGEST_MS)
    expect(silent.locator("#unread")).to_be_hidden()
    # What was answered is a conversation of people, and stays.
    expect(chat(buyer).locator(".line").filter(has_text="List it for nothing until May")).to_be_visible()
    for each in (buyer, silent):
        assert each.evaluate(_MARK.removesuffix(" = true")) is True, "the page was loaded again"
