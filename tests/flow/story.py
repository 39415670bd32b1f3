"""A campaign's life, step by step, as the people of a marketplace bring it about and see it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.flow.house import House, invite
from tests.waiting import until
from tidings.audience import inventing
from tidings.campaigns import loading
from tidings.core import clock, db

PEOPLE = 2_000
SEED = 7
CAMPAIGN = """
name: Spring clean-out
category: promotions
sender: marketplace-news
content:
  - locale: en
    text: Hi {{ first_name | first_word }}, people in {{ town }} look for what you no longer need.
    buttons:
      - label: List something
        url: https://marketplace.example/sell?town={{ town }}
  - locale: de
    text: Hallo {{ first_name | first_word }}, in {{ town }} wird gesucht, was du nicht mehr brauchst.
variables:
  - {name: first_name, field: name, default: there}
  - {name: town, field: attributes.town, default: your town}
audience: {everyone: true}
ceiling: 400
"""


@dataclass
class Tale:
    """What the steps of one telling know."""

    house: House
    people: list[str] = field(default_factory=list)
    campaign: str = ""
    answered: str = ""

    def told(self, *arguments: str) -> Any:
        """Give a command about the campaign."""
        command, *rest = arguments
        return self.house.tell("campaign", command, self.campaign, *rest)

    def sent_count(self) -> int:
        """How many inboxes hold the campaign's message, counted in the inboxes."""
        return self._count("true")

    def archived_count(self) -> int:
        """How many of these are put away."""
        return self._count("archived_at is not null")

    def is_in(self, state: str) -> bool:
        """Whether the campaign is in a state."""
        with self.house.connect() as connection:
            return loading.get(connection, int(self.campaign)).state == state

    def _count(self, condition: str) -> int:
        with self.house.connect() as connection:
            found = connection.execute(
                db.sql(f"select count(*) as count from entry where topic_name = %s and owner_id > 0 and {condition}"),
                [f"campaign/{self.campaign}"],
            ).fetchone()
        assert found is not None
        return int(found["count"])


def people_come_in(tale: Tale) -> None:
    """A file of people, some of whom want no promotions."""
    tale.people = invite(tale.house, PEOPLE, SEED)


def a_campaign_is_written(tale: Tale) -> None:
    """From a file; nothing is sent, and it says how many would get it."""
    file = tale.house.data_dir / "campaign.yaml"
    file.write_text(CAMPAIGN, encoding="utf-8")
    tale.campaign = str(tale.house.tell("campaign", "create", str(file))["id"])
    counted = tale.told("count")
    assert counted["matched_count"] == PEOPLE
    assert counted["reached_count"] == PEOPLE - refused_count()
    assert tale.sent_count() == 0


def it_is_tried_on_somebody(tale: Tale) -> None:
    """A test is in one inbox and counts nowhere."""
    somebody = willing()[0]
    tale.told("test", "--person", somebody)
    [line] = tale.house.tell("inbox", somebody)
    assert line["topic_name"].startswith("test/")
    assert line["text"] == tale.told("preview", "--person", somebody)["text"]
    assert tale.sent_count() == 0


def it_is_launched(tale: Tale) -> None:
    """It goes out by itself to whoever is awake."""
    tale.told("launch", "--why", "spring has come")
    until(lambda: tale.sent_count() > 0, "the first message")


def it_is_paused_on_its_way(tale: Tale) -> None:
    """Once the pause is acknowledged nothing more arrives."""
    tale.told("pause", "--why", "a word is wrong")
    sent_count = tale.sent_count()
    assert 0 < sent_count < PEOPLE - refused_count()
    tale.told("status")
    assert tale.sent_count() == sent_count


def it_goes_on_to_its_end(tale: Tale) -> None:
    """Through the night of those who sleep, until everybody has it or a reason why not."""
    tale.told("resume", "--why", "the word is right")
    until(lambda: tale.is_in("completed"), "a completed campaign", seconds=100)


def it_adds_up(tale: Tale) -> None:
    """By its books, by a recount, and by the inboxes."""
    recount = tale.told("verify")
    assert recount["is_right"] and recount["differences"] == []
    assert (recount["member_count"], recount["left_out_count"]) == (PEOPLE, refused_count())
    assert tale.sent_count() == recount["opened_count"] == PEOPLE - refused_count()
    with tale.house.connect() as connection:
        twice = connection.execute("select from entry group by owner_id, topic_name having count(*) > 1").fetchone()
    assert twice is None


def somebody_reads_and_answers(tale: Tale) -> None:
    """It stands in the inbox with their own name in it, and can be answered."""
    tale.answered = willing()[0]
    lines = tale.house.tell("inbox", tale.answered)
    [line] = [line for line in lines if line["topic_name"] == f"campaign/{tale.campaign}"]
    assert line["text"] == tale.told("preview", "--person", tale.answered)["text"]
    assert "{{" not in line["text"]
    tale.house.tell("person", "answer", tale.answered, tale.campaign, "I have an old bike")
    assert tale.told("explain", "--person", tale.answered)["outcome"] == "sent"
    assert tale.told("explain", "--person", refusing()[0])["outcome"] == "skipped.opted_out"


def it_expires(tale: Tale) -> None:
    """It is gone from every inbox but that of who answered."""
    tale.told("expiry", "--after-days", "0", "--why", "spring is over")
    until(lambda: tale.is_in("archived"), "an archived campaign", seconds=60)
    assert tale.archived_count() == tale.sent_count() - 1
    kept = [line["topic_name"] for line in tale.house.tell("inbox", tale.answered)]
    assert f"campaign/{tale.campaign}" in kept
    assert tale.house.tell("inbox", willing()[1]) == []


def it_is_brought_back(tale: Tale) -> None:
    """An archive can be undone, and the books still add up."""
    tale.told("undo-archive", "--why", "summer is late")
    until(lambda: tale.is_in("completed"), "a campaign that is back", seconds=60)
    assert tale.archived_count() == 0
    assert tale.told("verify")["is_right"]


STEPS: tuple[Callable[[Tale], None], ...] = (
    people_come_in,
    a_campaign_is_written,
    it_is_tried_on_somebody,
    it_is_launched,
    it_is_paused_on_its_way,
    it_goes_on_to_its_end,
    it_adds_up,
    somebody_reads_and_answers,
    it_expires,
    it_is_brought_back,
)


def willing() -> list[str]:
    """Those who take promotions."""
    return [person["external_id"] for person in inventing.people(PEOPLE, SEED, clock.now()) if not _refuses(person)]


def refusing() -> list[str]:
    """Those who do not."""
    return [person["external_id"] for person in inventing.people(PEOPLE, SEED, clock.now()) if _refuses(person)]


def refused_count() -> int:
    """How many do not."""
    return len(refusing())


def _refuses(person: dict[str, Any]) -> bool:
    consents = person.get("consents") or []
    answers = orjson.loads(consents) if isinstance(consents, str) else consents
    return any(answer["category"] in ("promotions", "*") and answer["answer"] == "no" for answer in answers)
