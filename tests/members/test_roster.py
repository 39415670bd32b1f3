"""Who is a member, and what changing them leaves behind."""

import threading
from collections.abc import Callable

import pytest

from tests.members.people import NOON, PASSWORD, a_member
from tidings.core import db
from tidings.core.errors import BadInput, Conflict, NotFound
from tidings.members import changing, passwords, roster, sessions
from tidings.members.model import Role


def test_a_member_is_known_by_their_e_mail_however_it_is_written(tx: db.Connection) -> None:
    made = roster.create(tx, " Ada@Market.example ", "", Role.AUTHOR, PASSWORD, "test", NOON)
    assert (made.email, made.name, made.role, made.has_password) == ("ada@market.example", "ada", Role.AUTHOR, True)
    assert roster.find(tx, "ADA@market.example") == made
    with pytest.raises(Conflict):
        roster.create(tx, "ada@MARKET.example", "", Role.VIEWER, PASSWORD, "test", NOON)


@pytest.mark.parametrize("email", ["", "ada", "@", "ada@", "@market", "a da@market", "a@b@c", "a\u200b\n@x", "x" * 300])
def test_what_is_no_e_mail_is_refused(tx: db.Connection, email: str) -> None:
    with pytest.raises(BadInput):
        roster.create(tx, email, "Ada", Role.AUTHOR, PASSWORD, "test", NOON)


@pytest.mark.parametrize("password", ["", "short", "x" * 201, "aaaaaaaaaaaaaa", "ada@market.example"])
def test_a_password_that_is_easily_guessed_is_refused(tx: db.Connection, password: str) -> None:
    with pytest.raises(BadInput):
        a_member(tx, "ada", Role.AUTHOR, password)


def test_only_a_hash_of_a_password_and_of_a_session_is_kept(tx: db.Connection) -> None:
    token = sessions.begin(tx, a_member(tx, "ada", Role.AUTHOR).id)
    assert token is not None
    kept = str(tx.execute("select * from member").fetchall() + tx.execute("select * from member_session").fetchall())
    assert PASSWORD not in kept and token not in kept and "argon2id" in kept


def test_a_password_matches_however_a_keyboard_composes_its_letters() -> None:
    kept = passwords.hashed("p\u00e4ssword for all")
    assert passwords.matches(kept, "pa\u0308ssword for all")
    assert not passwords.matches(kept, "password for all")
    assert not passwords.matches(None, "password for all")
    assert not passwords.matches("no hash", "password for all")


def test_the_last_administrator_stays_one(tx: db.Connection) -> None:
    ada = a_member(tx, "ada", Role.ADMINISTRATOR)
    with pytest.raises(Conflict):
        changing.change_role(tx, ada.id, Role.VIEWER)
    with pytest.raises(Conflict):
        changing.disable(tx, ada.id, NOON)
    ben = a_member(tx, "ben", Role.ADMINISTRATOR)
    changing.disable(tx, ben.id, NOON)
    with pytest.raises(Conflict):
        changing.disable(tx, ada.id, NOON)
    changing.enable(tx, ben.id)
    assert changing.disable(tx, ada.id, NOON).disabled_at == NOON


def test_of_two_administrators_who_remove_each_other_at_the_same_moment_one_stays(
    tx: db.Connection, database: str
) -> None:
    made = [a_member(tx, name, Role.ADMINISTRATOR).id for name in ("ada", "ben")]
    refused: list[Conflict] = []
    together = threading.Barrier(2)

    def remove(member_id: int) -> None:
        with db.connect("test", url=database) as connection:
            together.wait()
            try:
                changing.change_role(connection, member_id, Role.VIEWER)
            except Conflict as error:
                refused.append(error)

    threads = [threading.Thread(target=remove, args=[member_id]) for member_id in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert sorted(each.role for each in roster.everyone(tx)) == [Role.ADMINISTRATOR, Role.VIEWER]


def test_nobody_is_changed_who_is_not_there(tx: db.Connection) -> None:
    changes: list[Callable[[], object]] = [
        lambda: changing.change_role(tx, 99, Role.ADMINISTRATOR),
        lambda: changing.disable(tx, 99, NOON),
        lambda: changing.enable(tx, 99),
        lambda: changing.change_password(tx, 99, PASSWORD),
        lambda: roster.find(tx, "nobody@market.example"),
    ]
    for change in changes:
        with pytest.raises(NotFound):
            change()
