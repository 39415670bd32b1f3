"""The example's shop: its pages, its search and its queue, its tokens, its offers."""

import re
from typing import Any

import httpx
import pytest

from tests.marketplace.market import SECRET, Market
from tests.waiting import until
from tidings_client import Tidings, Unauthenticated, sign_token

pytestmark = pytest.mark.beside
PAGES = ("/", "/?q=coat", "/listings/1", "/sell", "/mine", "/messages", "/sellers/luca", "/listings/1/edit", "/nowhere")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"&{{7*7777}}"
THING = {"kind": "lamp", "colour": "teal", "title": "A lamp", "text": "It works.", "euros": "25", "condition": "good"}


def titles(found: httpx.Response) -> list[str]:
    """Of the things on a page."""
    return re.findall(r'<span class="title">(.*?)</span>', found.text)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers_with_its_policy_and_nothing_inline(market: Market, path: str) -> None:
    with market.visitor("ines") as ines:
        shown = ines.get(path)
    assert shown.status_code == (404 if path == "/nowhere" else 200)
    policy = shown.headers["content-security-policy"]
    assert f"script-src 'self' {market.house.api};" in policy and "style-src 'self';" in policy
    assert "unsafe" not in policy and "default-src 'none'" in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", shown.text)


def test_the_chat_that_the_pages_load_is_served(market: Market) -> None:
    found = httpx.get(f"{market.house.api}/widget/tidings-chat.js")
    assert found.is_success, "the chat is not built: run bin/frontend build"
    assert "javascript" in found.headers["content-type"]


def test_everything_else_has_a_policy_too(market: Market) -> None:
    with market.visitor("ines") as ines:
        for path in ("/chat-token", "/titles", "/static/shop.css", "/pictures/bike/teal/1.svg", "/faces/3.svg"):
            found = ines.get(path)
            assert found.is_success and "default-src 'none'" in found.headers["content-security-policy"], path
        for path in ("/pictures/bike/teal/-1.svg", "/pictures/yacht/teal/1.svg", "/pictures/bike/none/1.svg"):
            assert ines.get(path).status_code == 404


def test_a_new_shop_has_sixty_things_of_which_no_two_look_alike(market: Market) -> None:
    with market.visitor("ines") as ines:
        until(lambda: len(titles(ines.get("/?q=good"))) > 20, "an index")
        pictures = re.findall(r'src="(/pictures/[^"]*)"', ines.get("/").text)
        drawn = {ines.get(path).text for path in pictures}
    assert len(pictures) >= 60 and len(drawn) == len(set(pictures)) == len(pictures)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("sailor", "Sailor&#39;s jumper"),
        ("bicycle", "City bike, 7 gears"),
        ("krakow camera", "Film camera with 50 mm lens"),
    ],
)
def test_the_search_finds(market: Market, words: str, found: str) -> None:
    with market.visitor("ines") as ines:
        until(lambda: found in titles(ines.get("/", params={"q": words})), words)


def test_the_search_takes_whatever_is_typed(market: Market) -> None:
    with market.visitor("ines") as ines:
        for words in ('"', "a OR", "NEAR(", "*", "'; drop table listing;--", "\0", "é" * 300, "-lamp", "title:x"):
            assert ines.get("/", params={"q": words, "order": words, "kind": words}).status_code == 200


def test_what_is_sold_and_edited_is_found_and_the_time_is_told(market: Market) -> None:
    with market.visitor("tomek") as tomek:
        place = tomek.post("/sell", data={**THING, "title": "Zeppelin lamp"}).url.path
        until(lambda: titles(tomek.get("/?q=zeppelin")) == ["Zeppelin lamp"], "the new one in the search")
        tomek.post(f"{place}/edit", data={**THING, "title": "Airship lamp", "euros": "19.50"})
        until(lambda: titles(tomek.get("/?q=airship")) == ["Airship lamp"], "the edited one in the search")
        assert titles(tomek.get("/?q=zeppelin")) == []
        took = tomek.get("/mine/refreshes").json()[place.rpartition("/")[2]]
        assert 0 < took < 10_000
        assert f"In the search after {took:.0f} ms" in tomek.get("/mine").text
        assert "€19.50" in tomek.get(place).text


@pytest.mark.parametrize(
    "wrong", [{"euros": "0"}, {"euros": "1e3"}, {"euros": "-1"}, {"title": "x"}, {"kind": "yacht"}]
)
def test_a_form_that_is_wrong_is_shown_again(market: Market, wrong: dict[str, str]) -> None:
    with market.visitor("tomek") as tomek:
        shown = tomek.post("/sell", data={**THING, **wrong})
    assert shown.status_code == 422 and 'role="alert"' in shown.text


def test_nobody_edits_what_is_somebody_elses(market: Market) -> None:
    with market.visitor("tomek") as tomek:
        assert tomek.get("/listings/1/edit").status_code == 404
        assert tomek.post("/listings/1/edit", data=THING).status_code == 404
        assert "Wool coat, lined" in tomek.get("/listings/1").text


def test_a_hostile_title_is_text_everywhere(market: Market) -> None:
    with market.visitor("sem") as sem:
        place = sem.post("/sell", data={**THING, "title": HOSTILE, "text": HOSTILE}).url.path
        until(lambda: len(titles(sem.get("/?q=onerror"))) == 1, "it in the search")
        for path in (place, f"{place}/edit", "/mine", "/", "/sellers/sem", "/?q=%3Cscript%3Ealert(1)"):
            assert not re.search(r"<script>alert|<img src=x|54439", sem.get(path).text), path
        assert sem.get("/titles").json()[place[1:].replace("listings", "listing")] == HOSTILE
        assert sem.get("/titles").headers["x-content-type-options"] == "nosniff"


def test_a_token_is_taken_by_tidings_and_is_somebodys_own(market: Market) -> None:
    with market.visitor("ines") as ines, market.visitor("tomek") as tomek:
        until(lambda: _me(market, ines)["name"] == "Inês Ferreira", "the people in Tidings")
        assert _me(market, tomek)["ref"] == "person:tomek"
        assert ines.get("/chat-token").headers["cache-control"] == "no-store"
    with Tidings(market.house.api, sign_token("ines", SECRET[::-1])) as thief, pytest.raises(Unauthenticated):
        thief.chat.unread()


def _me(market: Market, somebody: httpx.Client) -> dict[str, Any]:
    shown = {"Authorization": f"Bearer {somebody.get('/chat-token').text}"}
    return dict[str, Any]({"name": ""} | httpx.get(f"{market.house.api}/v1/me", headers=shown).json())


def said_to(market: Market, person: str, topic: str) -> list[str]:
    """What stands in somebody's conversation about something, the newest first."""
    with Tidings(market.house.api, sign_token(person, SECRET)) as them:
        found = [each.id for each in them.chat.inbox() if each.topic == topic]
        return [message.text for message in them.chat.history(found[0])] if found else []


def test_an_offer_is_told_in_the_chat_and_accepted_in_the_shop(market: Market) -> None:
    with market.visitor("paula") as paula, market.visitor("hugo") as hugo, market.visitor("clara") as clara:
        place = clara.post("/sell", data={**THING, "title": "Offered lamp"}).url.path
        topic = place[1:].replace("listings", "listing")
        won, lost = (each.post(f"{place}/offers", data={"euros": "20"}).url.path for each in (paula, hugo))
        until(lambda: len(said_to(market, "clara", topic)) == 1, "the offer in the seller's inbox")
        assert won in said_to(market, "paula", topic)[0]
        assert hugo.get(won).status_code == 404
        assert paula.post(f"{won}/accept").status_code == 404
        assert "Accepted" in clara.post(f"{won}/accept").text
        clara.post(f"{won}/accept")
        until(lambda: len(said_to(market, "paula", topic)) == 2, "the answer in the buyer's inbox")
        assert said_to(market, "paula", topic)[0].startswith("I accept your offer of €20.")
        offer = lost[1:].replace("offers", "offer")
        until(lambda: len(said_to(market, "hugo", offer)) == 1, "what the shop says to whoever came too late")
        assert "Sold to somebody else" in hugo.get(lost).text
        until(lambda: titles(hugo.get("/?q=offered")) == [], "it gone from the search")


def test_a_shop_that_is_opened_again_makes_nothing_twice(market: Market) -> None:
    with market.visitor("ines") as ines:
        before = ines.get("/titles").json()
        market.end()
        market.begin()
        assert ines.get("/titles").json() == before
        assert _me(market, ines)["name"] == "Inês Ferreira"
    with market.house.connect() as connection:
        found = connection.execute("select count(*) as count from person where external_id is not null").fetchone()
    assert found is not None and found["count"] == 12
