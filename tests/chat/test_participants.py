"""People above zero, system participants below."""

import pytest

from tests.chat.people import ADA, BORIS, NEWS, NOON
from tidings.chat import participants
from tidings.core import db
from tidings.core.errors import BadInput, Conflict, NotFound


def test_system_participants_have_ids_below_zero(tx: db.Connection) -> None:
    first = participants.create(tx, "news", "News", "", NOON)
    second = participants.create(tx, "bikes", "Bikes & More", "https://example.org/b.png", NOON)
    assert second.id < first.id < 0
    assert participants.find(tx, "bikes") == second
    assert participants.everyone(tx) == [second, first]


def test_a_handle_belongs_to_one(tx: db.Connection) -> None:
    participants.create(tx, "news", "News", "", NOON)
    with pytest.raises(Conflict, match="taken"):
        participants.create(tx, "news", "Other news", "", NOON)


@pytest.mark.parametrize("handle", ["", "News", "-news", "n" * 41, "news letter"])
def test_a_handle_has_a_form(tx: db.Connection, handle: str) -> None:
    with pytest.raises(BadInput, match="handle"):
        participants.create(tx, handle, "News", "", NOON)


@pytest.mark.parametrize(("name", "picture"), [("  ", ""), ("n" * 101, ""), ("News", "javascript:alert(1)")])
def test_a_name_and_a_picture_are_checked(tx: db.Connection, name: str, picture: str) -> None:
    with pytest.raises(BadInput):
        participants.create(tx, "news", name, picture, NOON)


def test_an_unknown_handle_is_not_found_and_says_where_to_look(tx: db.Connection) -> None:
    with pytest.raises(NotFound, match="sender list"):
        participants.find(tx, "nobody")


def test_there_is_a_default_sender_however_often_it_is_asked_for(tx: db.Connection) -> None:
    first = participants.ensure_default(tx, NOON)
    assert first.name == "Marketplace News"
    assert participants.ensure_default(tx, NOON) == first


def test_names_are_of_system_participants_only(tx: db.Connection) -> None:
    news = participants.create(tx, "news", "News", "", NOON)
    assert participants.names(tx, [news.id, ADA]) == {news.id: "News"}
    assert participants.names(tx, []) == {}


def test_the_home_of_a_pair_is_the_same_from_either_side() -> None:
    assert participants.home(ADA, NEWS) == participants.home(NEWS, ADA) == (ADA, NEWS)
    assert participants.home(ADA, BORIS) == participants.home(BORIS, ADA) == (ADA, BORIS)
    assert participants.home(-1, -2) == (-2, -1)


def test_nobody_talks_to_themselves() -> None:
    with pytest.raises(BadInput):
        participants.home(ADA, ADA)
