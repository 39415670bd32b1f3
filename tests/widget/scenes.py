"""What the chat shows in pictures: somebody's inbox, what stands in it, and what happens when something is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import orjson
from playwright.sync_api import expect

from tests.panel.place import Place
from tests.widget.person import Caller, Window
from tests.widget.shop import Shop
from tidings.audience import importing
from tidings.core import clock

OPENING = "Spring is here, and people near you look for bicycles.\n\nYour first three offers are free until May."
BUTTONS = [
    {"label": "Offer something", "url": "https://market.example/new"},
    {"label": "See what sells", "url": "https://market.example/trends"},
]
PEOPLE = {
    "marta": "Marta Lindqvist",
    "emil": "Emil Sørensen",
    "yusuf": "Yusuf Demir",
    "clara": "Clara Neumann",
    "noor": "نور الهاشمي",
    "sami": "سامي خليل",
    "new": "Nell Newcomer",
}
TALK = (
    ("emil", "Hi! Is the city bike still there?"),
    ("marta", "Yes, it is. It has seven gears and a new chain."),
    ("marta", "There is a scratch on the frame: https://pictures.example/scratch.jpg"),
    ("emil", "That is fine with me."),
    ("emil", "Could I come by on Thursday after work, say at half past six? I would bring cash, and my own lock."),
    ("marta", "Half past six is perfect. It is the green door beside the bakery."),
)
ARABIC_TALK = (
    ("sami", "مرحبًا! هل الدراجة ما زالت متوفرة؟"),
    ("noor", "نعم، ما زالت هنا. لها سبع سرعات وسلسلة جديدة."),
    ("sami", "هل يمكنني المرور يوم الخميس بعد العمل، حوالي الساعة 6:30؟"),
    ("noor", "ممتاز. الباب الأخضر بجانب المخبز."),
)
OTHERS = (
    ("yusuf", "listing/lamp", "Would you take 15 for the lamp?"),
    ("clara", "listing/coat", "Thank you, it arrived today and fits as if it were made for me!"),
)


@dataclass(frozen=True)
class Scene:
    """Who looks, and what they do until it is there."""

    person: str
    act: Callable[[Window], None]


def furnish(place: Place, shop: Shop) -> None:
    """People who know each other, and a campaign; and somebody who came after it."""
    add(place, {key: name for key, name in PEOPLE.items() if key != "new"})
    content = [{"locale": "en", "text": OPENING, "buttons": BUTTONS, "image_url": f"{shop.origin}/picture.svg"}]
    campaign = place.campaign("Bicycles in spring", content=content, variables=[])
    place.launch(campaign)
    place.wait_for(campaign, "completed")
    add(place, {"new": PEOPLE["new"]})
    for first, other, talk in (("emil", "marta", TALK), ("sami", "noor", ARABIC_TALK)):
        say_all(shop, first, other, talk)
    for who, topic, text in OTHERS:
        for whom in ("marta", "noor"):
            Caller(shop, who).say(whom, topic, text)
    for whom in ("marta", "noor"):
        Caller(shop, OTHERS[0][0]).block(whom)


def add(place: Place, people: dict[str, str]) -> None:
    """Import them."""
    file = place.house.data_dir / "known.ndjson"
    registered = (clock.now() - timedelta(days=400)).isoformat()
    lines = [{"external_id": key, "name": name, "registered_at": registered} for key, name in people.items()]
    file.write_bytes(b"\n".join(map(orjson.dumps, lines)))
    with place.house.connect() as connection:
        assert importing.import_file(connection, file, clock.now()).rejected == 0


def say_all(shop: Shop, first: str, other: str, talk: tuple[tuple[str, str], ...]) -> None:
    """Two people write in turns."""
    conversations = {first: Caller(shop, first).say(other, "listing/bike", talk[0][1])}
    lines = Caller(shop, other).get("/v1/conversations?kind=people")["items"]
    conversations[other] = next(each["id"] for each in lines if each["topic"] == "listing/bike")
    for who, text in talk[1:]:
        Caller(shop, who).answer(conversations[who], text)


def archived(window: Window) -> None:
    """Look for what was archived, which is nothing."""
    window.chat.locator(".inbox header .quiet").click()
    window.chat.locator(".inbox .empty").wait_for()


def blocked(window: Window) -> None:
    """Block somebody, who stays so for whoever looks later."""
    window.open(OTHERS[1][2])
    window.chat.locator(".thread header .icon").last.click()
    expect(window.chat.locator(".panel button").first).to_be_focused()
    note = window.chat.locator(".thread > .note")
    if note.is_visible():
        window.page.keyboard.press("Escape")
    else:
        window.chat.locator(".panel button").nth(1).click()
    note.wait_for()


def scenes(person: str, last: str) -> dict[str, Scene]:
    """All of them, of somebody whose newest conversation ends with that; by name."""

    def fold(window: Window) -> None:
        window.chat.locator(".fold").click()

    def talk(window: Window) -> None:
        window.open(last)
        expect(window.bubble(last)).to_be_visible()

    def campaign(window: Window) -> None:
        fold(window)
        window.open("Spring is here")
        window.bubble("Spring is here").locator("img").wait_for()

    def why(window: Window) -> None:
        campaign(window)
        window.chat.locator(".why").click()
        window.chat.locator(".reason").wait_for()

    def options(window: Window) -> None:
        talk(window)
        window.chat.locator(".thread header .icon").last.click()
        window.chat.locator(".panel").wait_for()

    def report(window: Window) -> None:
        options(window)
        window.chat.locator(".panel button").last.click()
        window.chat.locator(".panel textarea").wait_for()

    def unsent(window: Window) -> None:
        talk(window)
        window.context.set_offline(True)
        window.write("See you then!")
        window.chat.locator(".note").wait_for()

    def refused(window: Window) -> None:
        window.open(OTHERS[0][2])
        window.write("Sixteen, and it is yours.")
        window.chat.locator(".refused").wait_for()

    def signed_out(window: Window) -> None:
        window.page.route("**/token?*", lambda route: route.fulfill(body="no token", content_type="text/plain"))
        window.page.reload()
        window.chat.get_by_role("alert").wait_for()

    acts = (fold, talk, campaign, why, options, report, unsent, refused, archived, blocked, signed_out)
    found = {act.__name__.replace("_", "-"): Scene(person, act) for act in acts}
    return {"inbox": Scene(person, lambda _: None), "empty": Scene("new", lambda _: None)} | found
