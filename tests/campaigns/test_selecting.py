from typing import Any

import pytest

from tests.campaigns.drafts import NOON, a_person, a_running, definition, deliver
from tidings.audience import members
from tidings.campaigns import loading, selecting
from tidings.chat import posting, reading
from tidings.core import db


def meant(tx: db.Connection, audience: dict[str, Any]) -> list[str]:
    """The names of the people whom a campaign's audience means, without those that it excludes."""
    selection = selecting.selection(definition(audience=audience))
    found = members.sample(tx, selection, NOON, selecting.catalogue(tx))
    return sorted(person.name for person in found)


def asking(field: str, value: Any, operator: str = "=") -> dict[str, Any]:
    return {"combinator": "and", "rules": [{"field": field, "operator": operator, "value": value}]}


@pytest.fixture
def earlier(tx: db.Connection) -> int:
    """A campaign that Ada got, Boris read, Chloe answered, and Dora did not get."""
    campaign = loading.get(tx, a_running(tx))
    ada, boris, chloe = (a_person(tx, name) for name in ("ada", "boris", "chloe"))
    a_person(tx, "dora")
    deliver(tx, campaign.id, ada, boris, chloe)
    reading.read(tx, boris, campaign.sender_id, campaign.topic_name, NOON)
    with db.transaction(tx):
        posting.post(tx, chloe, campaign.sender_id, campaign.topic_name, "Yes!", NOON)
    return campaign.id


@pytest.mark.parametrize(
    ("field", "operator", "names"),
    [
        ("got_campaign", "=", ["Ada", "Boris", "Chloe"]),
        ("got_campaign", "!=", ["Dora"]),
        ("read_campaign", "=", ["Boris", "Chloe"]),
        ("read_campaign", "!=", ["Ada", "Dora"]),
        ("answered_campaign", "=", ["Chloe"]),
        ("answered_campaign", "!=", ["Ada", "Boris", "Dora"]),
    ],
)
def test_a_segment_asks_what_people_did_with_an_earlier_campaign(
    tx: db.Connection, earlier: int, field: str, operator: str, names: list[str]
) -> None:
    assert meant(tx, {"rule": asking(field, earlier, operator)}) == names
    others = sorted({"Ada", "Boris", "Chloe", "Dora"} - set(names))
    assert meant(tx, {"everyone": True, "exclude_rule": asking(field, earlier, operator)}) == others


def test_questions_about_several_campaigns_do_not_mix(tx: db.Connection, earlier: int) -> None:
    later = a_running(tx)
    deliver(tx, later, a_person(tx, "dora"), a_person(tx, "ada"))
    both = {
        "combinator": "and",
        "rules": [
            {"field": "got_campaign", "operator": "=", "value": earlier},
            {"field": "got_campaign", "operator": "=", "value": later},
        ],
    }
    assert meant(tx, {"rule": both}) == ["Ada"]
    assert meant(tx, {"rule": both | {"combinator": "or"}}) == ["Ada", "Boris", "Chloe", "Dora"]
    unanswered = asking("answered_campaign", earlier)
    assert meant(tx, {"rule": both | {"combinator": "or"}, "exclude_rule": unanswered}) == ["Ada", "Boris", "Dora"]


def test_a_selection_says_what_the_definition_says(tx: db.Connection) -> None:
    audience = {"list": "regulars", "exclude_lists": ["staff"], "exclude_rule": asking("locale", "pt")}
    selection = selecting.selection(definition(audience=audience))
    assert (selection.list, selection.exclude_lists, selection.exclude_rule) == (
        "regulars",
        ("staff",),
        asking("locale", "pt"),
    )
    assert (selection.everyone, selection.segment, selection.rule) == (None, None, None)
