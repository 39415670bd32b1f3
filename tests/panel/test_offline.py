"""A device without its network, and a server that is gone or hangs: the panel says since when, and loses nothing."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from bench import browser
from tests.panel.conftest import Open
from tests.panel.deciding import sending
from tests.panel.place import Place
from tests.panel.window import Window
from tests.waiting import until

# They wait for networks that are away, as long as people would.
pytestmark = pytest.mark.patient

OFFLINE = re.compile(r"^This device is offline\. What you see is from (\d.*)\.$")
STALE = re.compile(r"^Tidings does not answer\. What you see is from (\d.*); it is asked for again")
_TIME = re.compile(r"(\d?\d):(\d\d):(\d\d)(?:\sAM|(\sPM))?")
# Heartbeats come every 15 seconds: so old may be what was heard last, and so long does silence go unnoticed.
OLDEST_S, LONGEST_MS = 20, 45_000
_NOW = """
    async () => {
        const { account } = await (await fetch("/v1/session")).json();
        const options = { timeStyle: "medium", timeZone: account.zone };
        return new Intl.DateTimeFormat(document.documentElement.lang, options).format(new Date());
    }
"""


@contextmanager
def offline(seen: Window, place: Place) -> Iterator[None]:
    """The device has no network. Chromium keeps what is open for it, which therefore ends at its other end."""
    seen.context.set_offline(True)
    place.house.kill("api")
    yield
    until(place.is_served, "the API")
    seen.context.set_offline(False)


def banner(page: Page, words: re.Pattern[str]) -> Locator:
    """What says that a page is old."""
    return page.get_by_role("status").get_by_text(words)


def since(page: Page, words: re.Pattern[str]) -> str:
    """The time that it tells."""
    found = words.match(banner(page, words).inner_text().strip())
    assert found is not None
    return found[1]


def check_age(told: str, now: str) -> None:
    """A time of day is as long ago as the last heartbeat can be, or less."""
    assert 0 <= (second_of(now) - second_of(told)) % 86_400 <= OLDEST_S, (told, now)


def second_of(time: str) -> int:
    """Of the day, at "02:03:04" or "2:03:04 PM"."""
    found = _TIME.fullmatch(time)
    assert found is not None, time
    hour, minute, second = map(int, found.groups()[:3])
    hour = hour % 12 + 12 * bool(found[4]) if re.search("[AP]M$", time) else hour
    return (hour * 60 + minute) * 60 + second


def shown(page: Page) -> list[str]:
    """The page itself, line by line, without what its clock changes and what says that it is old."""
    lines = re.sub(r"\d+", "0", page.get_by_role("main").inner_text()).split("\n")
    return [each for each in lines if each.strip() and not re.search(r"\bago\b|\bnow\b|What you see is from", each)]


def test_a_device_without_a_network_says_since_when_and_every_page_stays(window: Open, place: Place) -> None:
    campaign = place.campaign("Old coats")
    place.launch(campaign)
    place.wait_for(campaign, "completed")
    with window() as seen:
        page = seen.sign_in("publisher@example.org")
        for path in (f"/campaigns/{campaign}", "/campaigns", "/people"):
            seen.go(path)
            browser.rest(page)
            before, now = shown(page), page.evaluate(_NOW)
            assert len(before) > 5, before
            with offline(seen, place):
                expect(banner(page, OFFLINE)).to_be_visible()
                told = since(page, OFFLINE)
                check_age(told, now)
                # Long enough for whatever asks every few seconds to have asked in vain.
                page.wait_for_timeout(6_000)
                assert since(page, OFFLINE) == told, "it says something newer, and heard nothing"
                assert shown(page) == before
            expect(banner(page, OFFLINE)).to_have_count(0)
            assert shown(page) == before


def test_a_draft_that_is_half_written_without_a_network_stays_and_is_saved_afterwards(
    window: Open, place: Place
) -> None:
    campaign = place.campaign("Half written")
    with window() as seen:
        page = seen.sign_in("author@example.org")
        seen.go(f"/campaigns/{campaign}/edit")
        text = page.get_by_label("Text", exact=True)
        text.fill("Written with a network")
        expect(page.get_by_text("Saved", exact=True)).to_be_visible()
        with offline(seen, place):
            text.fill("Written without one, and not to the")
            expect(page.get_by_text("Not saved: Tidings cannot be reached. Kept in this tab")).to_be_visible()
            expect(banner(page, OFFLINE)).to_be_visible()
            expect(text).to_have_value("Written without one, and not to the")
            assert written(place, campaign) == "Written with a network"
            text.press("End")
            text.press_sequentially(" end")
        expect(page.get_by_text("Saved", exact=True)).to_be_visible()
        expect(banner(page, OFFLINE)).to_have_count(0)
        expect(text).to_have_value("Written without one, and not to the end")
    assert written(place, campaign) == "Written without one, and not to the end"


def test_a_campaign_that_was_begun_without_a_network_is_there_afterwards(window: Open, place: Place) -> None:
    with window() as seen:
        page = seen.sign_in("author@example.org")
        seen.go("/campaigns/new")
        browser.rest(page)
        with offline(seen, place):
            page.get_by_label("Name of the campaign").fill("Begun on a train")
            page.get_by_label("Text", exact=True).fill("Out of a tunnel")
            expect(page.get_by_text("Kept in this tab until it can be saved")).to_be_visible()
            expect(banner(page, OFFLINE)).to_be_visible()
        expect(banner(page, OFFLINE)).to_have_count(0)
        page.get_by_role("combobox", name="From").click()
        page.get_by_role("option", name="Marketplace News").click()
        page.locator("#composer-category").fill("promotions")
        page.locator("#composer-category").press("Escape")
        page.wait_for_url("**/panel/campaigns/*/edit")
        expect(page.get_by_text("Saved", exact=True)).to_be_visible()
        assert written(place, int(page.url.split("/")[-2])) == "Out of a tunnel"


def test_a_server_that_is_gone_is_said_to_be_and_all_goes_on_when_it_is_back(window: Open, place: Place) -> None:
    campaign = place.campaign("Slow coats", ceiling=1)
    place.launch(campaign)
    place.wait_for(campaign, "running")
    with window() as seen:
        page = seen.sign_in("viewer@example.org")
        seen.go(f"/campaigns/{campaign}")
        browser.rest(page)
        now = page.evaluate(_NOW)
        place.house.end()
        expect(banner(page, STALE)).to_be_visible()
        check_age(since(page, STALE), now)
        expect(page.get_by_role("heading", name="Slow coats", level=1)).to_be_visible()
        first = sending(page).get_by_text(" of 600").inner_text()
        place.house.begin()
        until(place.is_served, "the API")
        expect(banner(page, STALE)).to_have_count(0, timeout=LONGEST_MS)
        expect(sending(page).get_by_text(" of 600")).not_to_have_text(first, timeout=LONGEST_MS)
    place.house.tell("campaign", "stop", str(campaign), "--why", "the test is over")


def test_a_server_that_hangs_is_said_to_be_away_like_one_that_is_gone(window: Open, place: Place) -> None:
    campaign = place.campaign("Hanging coats")
    with window() as seen:
        page = seen.sign_in("viewer@example.org")
        seen.go("/campaigns")
        browser.rest(page)
        assert place.house.kill("api", signal.SIGSTOP) == 1
        try:
            expect(banner(page, STALE)).to_be_visible(timeout=LONGEST_MS)
            told = since(page, STALE)
            page.wait_for_timeout(6_000)
            assert since(page, STALE) == told, "it says something newer, and heard nothing"
            expect(page.get_by_role("main").get_by_text("Hanging coats")).to_be_visible()
        finally:
            place.house.kill("api", signal.SIGCONT)
        expect(banner(page, STALE)).to_have_count(0, timeout=LONGEST_MS)
        place.launch(campaign)
        item = page.get_by_role("listitem").filter(has_text="Hanging coats")
        expect(item.get_by_text("Done", exact=True)).to_be_visible(timeout=LONGEST_MS)


def written(place: Place, campaign: int) -> str:
    """The text of a draft as it is saved."""
    [variant] = place.house.tell("campaign", "show", str(campaign))["definition"]["content"]
    return str(variant["text"])
