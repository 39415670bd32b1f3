"""An audience is counted and shown before anybody gets anything."""

from typing import Any

import pytest

from tests.audience.people import NOON, add, days_ago, refuse
from tidings.audience import lists, members, persons, saving
from tidings.audience.members import Count
from tidings.audience.model import Selection
from tidings.core import db, queries
from tidings.core.errors import InvalidFields

IN_PORTO = {"rules": [{"field": "attributes.town", "operator": "=", "value": "Porto"}]}
BROKEN = {"rules": [{"field": "password", "operator": "=", "value": "x"}]}


@pytest.fixture
def crowd(tx: db.Connection) -> dict[str, int]:
    """Ada, Bob and Chloé of Porto, Dag and Eve of Lund, and Fay who was erased; Bob and Dag are sellers."""
    porto: dict[str, Any] = {"attributes": {"town": "Porto"}, "zone": "Europe/Lisbon"}
    lund: dict[str, Any] = {"attributes": {"town": "Lund"}, "last_active_at": days_ago(1)}
    found = {name: add(tx, name, name=name, **porto) for name in ("ada", "bob", "chloé")}
    found |= {name: add(tx, name, name=name, **lund) for name in ("dag", "eve", "fay")}
    lists.create(tx, "sellers", NOON)
    lists.add(tx, "sellers", ["bob", "dag", "fay"])
    with db.transaction(tx):
        persons.mark_erased(tx, "fay", NOON)
    saving.save(tx, "in Porto", IN_PORTO, NOON)
    return found


def counted(tx: db.Connection, selection: Selection, category: str = "promotions") -> tuple[int, int, int]:
    found = members.count(tx, selection, category, NOON)
    assert found.reached_count == found.matched_count - found.excluded_count - found.opted_out_count
    return found.matched_count, found.excluded_count, found.opted_out_count


def drawn(tx: db.Connection, selection: Selection, size: int = 10) -> set[str | None]:
    found = members.sample(tx, selection, NOON, size=size)
    assert len({person.id for person in found}) == len(found)
    return {person.external_id for person in found}


def frozen(tx: db.Connection, selection: Selection) -> list[int]:
    """Whom the planner would freeze."""
    rule, parameters = members.included(tx, selection, NOON)
    text = f"with {queries.load('audience').fill('audience_members', rule=rule)} select id from audience_members"
    return sorted(found["id"] for found in db.rows(tx, text, **parameters))


def test_counting_sampling_and_freezing_mean_the_same_people(tx: db.Connection, crowd: dict[str, int]) -> None:
    for selection, meant in (
        (Selection(everyone=True), {"ada", "bob", "chloé", "dag", "eve"}),
        (Selection(list="sellers"), {"bob", "dag"}),
        (Selection(rule=IN_PORTO), {"ada", "bob", "chloé"}),
        (Selection(segment="in Porto"), {"ada", "bob", "chloé"}),
        (Selection(rule={"not": True, **IN_PORTO}), {"dag", "eve"}),
    ):
        assert counted(tx, selection) == (len(meant), 0, 0)
        assert drawn(tx, selection) == meant
        assert frozen(tx, selection) == sorted(crowd[name] for name in meant)


def test_excluded_people_are_counted_apart_and_never_shown(tx: db.Connection, crowd: dict[str, int]) -> None:
    by_list = Selection(everyone=True, exclude_lists=("sellers",))
    assert counted(tx, by_list) == (5, 2, 0)
    assert drawn(tx, by_list) == {"ada", "chloé", "eve"}
    by_rule = Selection(everyone=True, exclude_rule=IN_PORTO)
    assert counted(tx, by_rule) == (5, 3, 0)
    assert drawn(tx, by_rule) == {"dag", "eve"}
    both = Selection(list="sellers", exclude_lists=("sellers",), exclude_rule=IN_PORTO)
    assert counted(tx, both) == (2, 2, 0)
    assert drawn(tx, both) == set()
    assert len(frozen(tx, by_list)) == 5


def test_whoever_opted_out_is_counted_once_and_not_when_excluded_already(
    tx: db.Connection, crowd: dict[str, int]
) -> None:
    refuse(tx, crowd["ada"], "promotions")
    refuse(tx, crowd["ada"], "*")
    refuse(tx, crowd["bob"], "*")
    refuse(tx, crowd["chloé"], "news")
    tx.execute("insert into consent values (%s, 'promotions', true, 'test', %s)", (crowd["dag"], NOON))
    assert counted(tx, Selection(everyone=True)) == (5, 0, 2)
    assert counted(tx, Selection(everyone=True), "news") == (5, 0, 3)
    assert counted(tx, Selection(everyone=True, exclude_lists=("sellers",))) == (5, 2, 1)


def test_a_sample_is_a_few_whole_people(tx: db.Connection, crowd: dict[str, int]) -> None:
    assert len(drawn(tx, Selection(everyone=True), size=2)) == 2
    [ada] = members.sample(tx, Selection(rule={"rules": [{"field": "name", "operator": "=", "value": "ada"}]}), NOON)
    assert ada == persons.find(tx, "ada")
    assert ada.zone == "Europe/Lisbon"


def test_samples_differ_so_that_one_sees_more_than_the_first_imported(tx: db.Connection, crowd: dict[str, int]) -> None:
    seen: set[str | None] = set()
    for _ in range(200):
        seen |= drawn(tx, Selection(everyone=True), size=1)
    assert seen == {"ada", "bob", "chloé", "dag", "eve"}


def test_a_segments_meaning_is_that_of_the_moment_it_is_used(tx: db.Connection, crowd: dict[str, int]) -> None:
    active = {"rules": [{"field": "last_active_at", "operator": "inLastDays", "value": 7}]}
    saving.save(tx, "in Porto", active, NOON)
    assert drawn(tx, Selection(segment="in Porto")) == {"dag", "eve"}


def test_every_fault_of_an_audience_has_its_place(tx: db.Connection, crowd: dict[str, int]) -> None:
    def places(selection: Selection) -> list[str]:
        return [fault.place for fault in members.faults(tx, selection, NOON)]

    assert places(Selection(everyone=True)) == []
    assert places(Selection(list="buyers")) == ["audience.list"]
    assert places(Selection(segment="in Lund")) == ["audience.segment"]
    assert places(Selection(rule=BROKEN)) == ["audience.rule.rules[0].field"]
    broken = Selection(rule=BROKEN, exclude_rule=BROKEN, exclude_lists=("sellers", "buyers"))
    assert places(broken) == [
        "audience.rule.rules[0].field",
        "audience.exclude_rule.rules[0].field",
        "audience.exclude_lists[1]",
    ]
    for ask in (lambda: counted(tx, broken), lambda: drawn(tx, broken)):
        with pytest.raises(InvalidFields):
            ask()


def test_nobody_is_an_audience_of_nobody(tx: db.Connection) -> None:
    assert members.count(tx, Selection(everyone=True), "promotions", NOON) == Count(0, 0, 0)
    assert drawn(tx, Selection(everyone=True)) == set()
