"""Every page of the panel, by name, for whoever looks at all of them."""

from dataclasses import dataclass

from tests.panel.place import Place


@dataclass(frozen=True)
class Shown:
    """What there is to show: the numbers and names that addresses need."""

    finished: int
    running: int
    draft: int
    person: str
    segment: str
    list: str


def paths(shown: Shown) -> dict[str, str]:
    """The addresses, below the panel's own."""
    return {
        "campaigns": "/campaigns",
        "calendar": "/calendar",
        "campaign-finished": f"/campaigns/{shown.finished}",
        "campaign-running": f"/campaigns/{shown.running}",
        "composer": f"/campaigns/{shown.draft}/edit",
        "answers": "/answers",
        "people": "/people",
        "person": f"/people/{shown.person}",
        "lists": "/lists",
        "segments": "/segments",
        "imports": "/imports",
        "settings": "/settings",
        "audit": "/audit",
    }


def furnish(place: Place) -> Shown:
    """One of everything."""
    finished = place.campaign("Winter coats")
    place.launch(finished)
    place.wait_for(finished, "completed")
    running = place.campaign("Spring offers", ceiling=1)
    place.launch(running)
    place.wait_for(running, "running")
    draft = place.campaign("Relist for free")
    rule = place.house.data_dir / "rule.json"
    rule.write_text(_RULE)
    place.house.tell("segment", "save", "named-a", str(rule))
    place.house.tell("list", "create", "staff")
    return Shown(finished, running, draft, place.people[0], "named-a", "staff")


_RULE = '{"combinator": "and", "rules": [{"field": "name", "operator": "beginsWith", "value": "A"}]}'
