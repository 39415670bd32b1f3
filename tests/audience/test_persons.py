"""People are found by the marketplace's id, and once erased they are a number that nothing is known of."""

from datetime import timedelta

import pytest

from tests.audience.people import NOON, add, days_ago, refuse
from tidings.audience import consents, lists, persons
from tidings.core import db, queries
from tidings.core.errors import Conflict, NotFound

LATER = NOON + timedelta(hours=1)


def erase(tx: db.Connection, external_id: str) -> int:
    with db.transaction(tx):
        return persons.mark_erased(tx, external_id, LATER)


def ada(tx: db.Connection) -> int:
    return add(
        tx,
        "u-1",
        name="Ada",
        attributes={"town": "Porto"},
        locale="pt",
        zone="Europe/Lisbon",
        registered_at=days_ago(400),
        last_active_at=days_ago(1),
    )


def test_a_person_is_found_by_the_marketplaces_id_and_by_number(tx: db.Connection) -> None:
    number = ada(tx)
    found = persons.find(tx, "u-1")
    assert found == persons.get(tx, number)
    assert (found.name, found.attributes, found.locale, found.zone) == ("Ada", {"town": "Porto"}, "pt", "Europe/Lisbon")
    assert (found.registered_at, found.last_active_at, found.erased_at) == (days_ago(400), days_ago(1), None)


def test_a_person_of_no_known_zone_has_the_empty_one(tx: db.Connection) -> None:
    add(tx, "u-1")
    assert persons.find(tx, "u-1").zone == ""


def test_an_id_that_nobody_has_is_not_found(tx: db.Connection) -> None:
    add(tx, "u-1")
    for external_id in ("u-2", "", "u-1 ", "\0", "\ud800", "' or true --"):
        with pytest.raises(NotFound, match="There is no person"):
            persons.find(tx, external_id)
    with pytest.raises(NotFound, match="number 2"):
        persons.get(tx, 2)


def test_names_are_those_of_whom_there_is(tx: db.Connection) -> None:
    number, nameless, erased = ada(tx), add(tx, "u-2"), add(tx, "u-3", name="Chloé")
    erase(tx, "u-3")
    assert persons.names(tx, [number, nameless, erased, 99]) == {number: "Ada", nameless: "", erased: ""}
    assert persons.names(tx, []) == {}


def test_nothing_is_known_of_an_erased_person_but_their_number(tx: db.Connection) -> None:
    number = ada(tx)
    assert erase(tx, "u-1") == number
    found = persons.get(tx, number)
    assert (found.external_id, found.name, found.attributes, found.locale, found.zone) == (None, "", {}, "", "")
    assert (found.registered_at, found.last_active_at, found.erased_at) == (None, None, LATER)
    with pytest.raises(NotFound):
        persons.find(tx, "u-1")


def test_whoever_is_unknown_or_erased_cannot_be_erased(tx: db.Connection) -> None:
    ada(tx)
    with pytest.raises(NotFound, match="'u-2'"):
        erase(tx, "u-2")
    erase(tx, "u-1")
    with pytest.raises(NotFound, match="'u-1'"):
        erase(tx, "u-1")


def test_an_erased_person_is_not_counted(tx: db.Connection) -> None:
    ada(tx)
    add(tx, "u-2")
    assert persons.count(tx) == 2
    erase(tx, "u-1")
    assert persons.count(tx) == 1


def test_an_erased_person_stands_in_no_list_and_others_stay(tx: db.Connection) -> None:
    ada(tx)
    add(tx, "u-2")
    for name in ("sellers", "friends"):
        lists.create(tx, name, NOON)
        lists.add(tx, name, ["u-1", "u-2"])
    erase(tx, "u-1")
    assert [found.member_count for found in lists.lists(tx)] == [1, 1]


def test_a_refusal_outlives_the_erasure_without_its_source(tx: db.Connection) -> None:
    number, other = ada(tx), add(tx, "u-2")
    refuse(tx, number, "promotions")
    refuse(tx, other, "promotions")
    erase(tx, "u-1")
    assert [(kept.category, kept.is_allowed, kept.source) for kept in consents.of_person(tx, number)] == [
        ("promotions", False, "")
    ]
    assert consents.of_person(tx, other)[0].source == "test"
    text = f"with claimed as (select %(members)s::bigint[] as members), {queries.compose('audience', 'opted_out')}"
    found = db.rows(tx, f"{text} select id from opted_out", members=[number], category="promotions")
    assert [line["id"] for line in found] == [number]


def test_a_new_person_may_have_an_erased_ones_id(tx: db.Connection) -> None:
    number = ada(tx)
    erase(tx, "u-1")
    assert add(tx, "u-1", name="Ada again") > number
    assert persons.find(tx, "u-1").name == "Ada again"


def test_an_erasure_that_was_interrupted_is_named_until_it_is_finished(tx: db.Connection) -> None:
    first, second = ada(tx), add(tx, "u-2")
    assert persons.to_blank(tx) == []
    erase(tx, "u-2")
    erase(tx, "u-1")
    assert persons.to_blank(tx) == [first, second]
    persons.mark_blanked(tx, first, LATER)
    persons.mark_blanked(tx, first, LATER + timedelta(hours=1))
    assert persons.to_blank(tx) == [second]
    found = tx.execute("select texts_blanked_at from person where id = %s", (first,)).fetchone()
    assert found == {"texts_blanked_at": LATER}


def test_nobody_who_is_not_erased_counts_as_emptied(tx: db.Connection) -> None:
    number = ada(tx)
    persons.mark_blanked(tx, number, LATER)
    erase(tx, "u-1")
    assert persons.to_blank(tx) == [number]


def test_an_erasure_is_refused_at_once_while_an_import_could_undo_it(tx: db.Connection, database: str) -> None:
    number = ada(tx)
    with db.connect("importer", url=database) as importer, db.transaction(importer):
        db.row(importer, queries.load("audience")["lock_imports"])
        with pytest.raises(Conflict, match="An import runs"):
            erase(tx, "u-1")
        assert persons.get(tx, number).name
    erase(tx, "u-1")
    assert persons.get(tx, number).name == ""
