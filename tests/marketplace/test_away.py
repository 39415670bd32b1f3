"""A shop whose Tidings is away goes on, and says what there was to say when it is back."""

import contextlib

import pytest

from tests.marketplace.market import Market
from tests.marketplace.test_shop import THING, said_to, titles
from tests.waiting import until
from tidings_client import Unreachable

pytestmark = [pytest.mark.beside, pytest.mark.crash]


def test_pages_and_search_go_on_and_an_offer_is_told_once_when_tidings_is_back(market: Market) -> None:
    with market.visitor("tomek") as tomek, market.visitor("sem") as sem:
        until(lambda: len(titles(sem.get("/?q=good"))) > 20, "an index")
        market.house.end()
        place = tomek.post("/sell", data={**THING, "title": "Patient lamp"}).url.path
        until(lambda: titles(sem.get("/?q=patient")) == ["Patient lamp"], "it in the search")
        offer = sem.post(f"{place}/offers", data={"euros": "20"})
        assert offer.is_success and sem.get(place).is_success and sem.get("/chat-token").is_success
        until(lambda: "announce" in market.told(), "a try that failed")
        market.house.begin()
        topic = place[1:].replace("listings", "listing")

        def is_told() -> bool:
            with contextlib.suppress(Unreachable):
                return said_to(market, "tomek", topic) != []
            return False

        until(is_told, "the offer told", seconds=60)
        assert len(said_to(market, "tomek", topic)) == 1
