"""Takes pictures of the chat and of the example's shop: `python -m tests.widget.picturing FOLDER [widget|shop]`.

Of the chat at two sizes, light and dark, from left to right and from right to left; of the shop's pages at two sizes,
light and dark.
"""

import sys
from itertools import product
from pathlib import Path

import httpx
from playwright.sync_api import Browser

from bench import browser
from tests.marketplace import market as markets
from tests.marketplace import window as shop_windows
from tests.marketplace.market import Market
from tests.panel import place as places
from tests.waiting import until
from tests.widget import person as persons
from tests.widget import scenes, shop
from tests.widget.scenes import ARABIC_TALK, TALK
from tidings.web import tokens

SIZES = {"desk": (1280, 800), "phone": (390, 844)}
SCHEMES = ("light", "dark")
# In which language of the page somebody looks who has which newest message.
SIDES = {"en": ("marta", TALK[-1][1]), "ar": ("noor", ARABIC_TALK[-1][1])}
SHOP_PAGES = {
    "browse": "/",
    "search": "/?q=coat",
    "nothing": "/?q=nothing+like+it",
    "listing": "/listings/5",
    "listing-chat": "/listings/5#chat",
    "own-listing": "/listings/1",
    "edit": "/listings/1/edit",
    "offer": "/offers/1",
    "sell": "/sell",
    "mine": "/mine",
    "messages": "/messages",
    "seller": "/sellers/luca",
    "missing": "/nowhere",
}
QUALITY = 82


def main() -> None:
    """Take them."""
    folder, wanted = Path(sys.argv[1]), sys.argv[2:] or ["widget", "shop"]
    folder.mkdir(parents=True, exist_ok=True)
    with browser.chromium() as running:
        if "widget" in wanted:
            picture_chat(running, folder)
        if "shop" in wanted:
            with markets.market() as market:
                picture_shop(running, market, folder)


def picture_chat(running: Browser, folder: Path) -> None:
    """Every scene, each in a window of its own."""
    with shop.shop() as page, places.place(TIDINGS_JWT_SECRET=shop.SECRET, TIDINGS_ORIGINS=page.origin) as place:
        page.api = place.address
        scenes.furnish(place, page)
        for (size, pixels), scheme, (language, side) in product(SIZES.items(), SCHEMES, SIDES.items()):
            for name, scene in scenes.scenes(*side).items():
                with persons.window(running, page, scene.person, pixels, scheme=scheme) as seen:
                    seen.go(lang=language)
                    scene.act(seen)
                    seen.page.wait_for_timeout(300)
                    file = folder / f"chat-{name}-{size}-{scheme}-{language}.jpg"
                    seen.page.screenshot(path=file, type="jpeg", quality=QUALITY)


def picture_shop(running: Browser, market: Market, folder: Path) -> None:
    """Every page, as somebody sees it who buys and sells and has conversations."""
    until(lambda: httpx.get(f"{market.house.api}/v1/me", headers=shown("ines")).is_success, "the people")
    with market.visitor("ines") as ines:
        ines.post("/listings/5/offers", data={"euros": "20"})
    question = {"to": "person:ines", "topic": "listing/1", "text": "Is it still there?"}
    asked = httpx.post(f"{market.house.api}/v1/messages", json=question, headers=shown("hugo"))
    assert asked.is_success, asked.text
    for (size, pixels), scheme in product(SIZES.items(), SCHEMES):
        with shop_windows.window(running, market, "ines", pixels, scheme=scheme) as page:
            for name, path in SHOP_PAGES.items():
                page.goto(market.address + path)
                browser.rest(page)
                page.wait_for_timeout(800)
                file = folder / f"shop-{name}-{size}-{scheme}.jpg"
                page.screenshot(path=file, type="jpeg", quality=QUALITY)


def shown(person: str) -> dict[str, str]:
    """By which somebody is known to Tidings."""
    return {"Authorization": f"Bearer {tokens.sign(person, markets.SECRET)}"}


if __name__ == "__main__":
    main()
