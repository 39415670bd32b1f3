"""Lists are people under a name; who is in them is said by the marketplace's ids."""

import threading

import pytest

from tests.audience.people import NOON, add
from tests.waiting import until_row
from tidings.audience import lists, persons
from tidings.audience.lists import Added
from tidings.core import db
from tidings.core.errors import BadInput, Conflict, NotFound

ERASER = "select from pg_stat_activity where application_name = 'tidings-eraser'"


def inside(tx: db.Connection, name: str) -> list[str]:
    return [member["external_id"] for member in lists.members(tx, name, limit=100)]


def test_people_are_put_in_once_and_unknown_ids_are_said(tx: db.Connection) -> None:
    for external_id in ("ada", "bob", "chloé"):
        add(tx, external_id)
    lists.create(tx, "sellers", NOON)
    assert lists.add(tx, "sellers", ["ada", "nobody", "ada"]) == Added(1, ("nobody",))
    assert lists.add(tx, "sellers", ["chloé", "ada", "' or true"]) == Added(1, ("' or true",))
    assert lists.add(tx, "sellers", []) == Added(0, ())
    assert inside(tx, "sellers") == ["ada", "chloé"]


def test_people_are_taken_out(tx: db.Connection) -> None:
    for external_id in ("ada", "bob"):
        add(tx, external_id)
    for name in ("sellers", "friends"):
        lists.create(tx, name, NOON)
        lists.add(tx, name, ["ada", "bob"])
    assert lists.remove(tx, "sellers", ["bob", "nobody", "bob"]) == 1
    assert lists.remove(tx, "sellers", ["bob"]) == 0
    assert (inside(tx, "sellers"), inside(tx, "friends")) == (["ada"], ["ada", "bob"])
    found = [lists.of_person(tx, persons.find(tx, external_id).id) for external_id in ("ada", "bob")]
    assert found == [["friends", "sellers"], ["friends"]]


def test_lists_are_shown_by_name_with_how_many_are_in_them(tx: db.Connection) -> None:
    add(tx, "ada")
    made = [lists.create(tx, name, NOON) for name in ("zebra", "ants")]
    lists.add(tx, "zebra", ["ada"])
    shown = [(found.id, found.name, found.created_at, found.member_count) for found in lists.lists(tx)]
    assert shown == [(made[1], "ants", NOON, 0), (made[0], "zebra", NOON, 1)]


def test_a_list_is_paged_by_the_last_number_seen(tx: db.Connection) -> None:
    numbers = {external_id: add(tx, external_id) for external_id in ("a", "b", "c")}
    lists.create(tx, "sellers", NOON)
    lists.add(tx, "sellers", ["c", "b", "a"])
    first = lists.members(tx, "sellers", limit=2)
    assert [member["external_id"] for member in first] == ["a", "b"]
    second = lists.members(tx, "sellers", limit=2, after=first[-1]["id"])
    assert [(member["id"], member["external_id"]) for member in second] == [(numbers["c"], "c")]


def test_a_deleted_list_takes_nobody_with_it(tx: db.Connection) -> None:
    add(tx, "ada")
    for name in ("sellers", "friends"):
        lists.create(tx, name, NOON)
        lists.add(tx, name, ["ada"])
    lists.delete(tx, "sellers")
    assert [found.name for found in lists.lists(tx)] == ["friends"]
    assert persons.find(tx, "ada").external_id == "ada"
    lists.create(tx, "sellers", NOON)
    assert inside(tx, "sellers") == []


def test_a_name_is_taken_once_and_found_or_made(tx: db.Connection) -> None:
    made = lists.create(tx, "sellers", NOON)
    with pytest.raises(Conflict, match="'sellers' already"):
        lists.create(tx, "sellers", NOON)
    assert lists.find(tx, "sellers") == lists.find_or_create(tx, "sellers", NOON) == made
    assert lists.find_or_create(tx, "buyers", NOON) == lists.find(tx, "buyers")


def test_what_is_no_name_is_refused(tx: db.Connection) -> None:
    for name in ("", " sellers", "a\nb", "a\0b", "x" * 201, "\ud800"):
        for make in (lists.create, lists.find_or_create):
            with pytest.raises(BadInput, match="no name for a list"):
                make(tx, name, NOON)
        with pytest.raises(NotFound):
            lists.find(tx, name)
    assert lists.lists(tx) == []


def test_what_is_not_there_is_not_found(tx: db.Connection) -> None:
    with pytest.raises(NotFound, match="'nothing'"):
        lists.add(tx, "nothing", ["ada"])
    with pytest.raises(NotFound):
        lists.remove(tx, "nothing", ["ada"])
    with pytest.raises(NotFound):
        lists.delete(tx, "nothing")
    with pytest.raises(NotFound):
        lists.members(tx, "nothing", limit=1)


def test_ids_that_no_text_can_hold_are_unknown(tx: db.Connection) -> None:
    add(tx, "ada")
    lists.create(tx, "sellers", NOON)
    assert lists.add(tx, "sellers", ["ada", "a\0", "\ud800"]) == Added(1, ("a\0", "\ud800"))
    assert lists.remove(tx, "sellers", ["a\0", "\ud800", "ada"]) == 1


def test_nobody_stays_in_a_list_who_was_erased_while_put_into_it(tx: db.Connection, database: str) -> None:
    add(tx, "ada")
    lists.create(tx, "sellers", NOON)

    def erase() -> None:
        with db.connect("eraser", url=database) as connection, db.transaction(connection):
            persons.mark_erased(connection, "ada", NOON)

    with db.connect("marketer", url=database) as marketer:
        with db.transaction(marketer):
            lists.add(marketer, "sellers", ["ada"])
            thread = threading.Thread(target=erase)
            thread.start()
            until_row(tx, f"{ERASER} and wait_event_type = 'Lock'")
        thread.join()
    assert lists.lists(tx)[0].member_count == 0
