"""Sessions: what begins one, and everything that ends it."""

from collections.abc import Callable

import pytest

from tests.members.people import NOON, PASSWORD, a_member
from tidings.core import db
from tidings.members import changing, proving, sessions
from tidings.members.model import Role

HOUR_S = 3600.0


def begun(tx: db.Connection, name: str = "ada") -> tuple[int, str]:
    a_member(tx, f"{name}s-boss", Role.ADMINISTRATOR)
    member = a_member(tx, name, Role.PUBLISHER)
    token = sessions.begin(tx, member.id)
    assert token is not None
    return member.id, token


def test_a_session_is_that_of_its_member(tx: db.Connection) -> None:
    member_id, token = begun(tx)
    found = sessions.find(tx, token)
    assert found is not None and (found.id, found.role) == (member_id, Role.PUBLISHER)
    for other in ("", token[:-1], token + "A", token[::-1], "é" * 43):
        assert sessions.find(tx, other) is None


def test_a_session_that_is_not_used_ends_and_one_that_is_used_goes_on(
    tx: db.Connection, passing: Callable[[float], None]
) -> None:
    _, used = begun(tx)
    _, unused = begun(tx, "ben")
    passing(8 * HOUR_S)
    assert sessions.find(tx, used) is not None
    assert sessions.find(tx, unused, is_use=False) is not None
    passing(8 * HOUR_S)
    assert sessions.find(tx, used) is not None
    assert sessions.find(tx, unused) is None


def test_a_session_ends_after_a_week_however_much_it_is_used(
    tx: db.Connection, passing: Callable[[float], None]
) -> None:
    _, token = begun(tx)
    for _ in range(27):
        passing(6 * HOUR_S)
        assert sessions.find(tx, token) is not None
    passing(6 * HOUR_S + 1)
    assert sessions.find(tx, token) is None
    assert sessions.forget_old(tx) == 1
    assert tx.execute("select count(*) from member_session").fetchone() == {"count": 0}


ENDS: dict[str, Callable[[db.Connection, int, str], object]] = {
    "signing out": lambda tx, _, token: sessions.end(tx, token),
    "another password": lambda tx, member_id, _: changing.change_password(tx, member_id, PASSWORD[::-1]),
    "another role": lambda tx, member_id, _: changing.change_role(tx, member_id, Role.VIEWER),
    "being disabled": lambda tx, member_id, _: changing.disable(tx, member_id, NOON),
}


@pytest.mark.parametrize("what", ENDS)
def test_a_session_ends_by(tx: db.Connection, what: str) -> None:
    member_id, token = begun(tx)
    ENDS[what](tx, member_id, token)
    assert sessions.find(tx, token) is None


def test_the_same_role_again_ends_nothing(tx: db.Connection) -> None:
    member_id, token = begun(tx)
    changing.change_role(tx, member_id, Role.PUBLISHER)
    assert sessions.find(tx, token) is not None


def test_whoever_is_disabled_begins_no_session_and_keeps_none_when_enabled_again(tx: db.Connection) -> None:
    member_id, token = begun(tx)
    changing.disable(tx, member_id, NOON)
    assert sessions.begin(tx, member_id) is None
    changing.enable(tx, member_id)
    assert sessions.find(tx, token) is None


def test_a_password_that_was_changed_while_it_was_checked_begins_no_session(tx: db.Connection) -> None:
    member_id, _ = begun(tx)
    claim = proving.begin(tx, "ada@market.example", "127.0.0.1")
    assert proving.is_proven(claim, PASSWORD)
    changing.change_password(tx, member_id, PASSWORD[::-1])
    assert proving.end(tx, claim) is None


def test_of_many_sessions_of_a_member_the_longest_unused_end(
    tx: db.Connection, passing: Callable[[float], None]
) -> None:
    member_id, first = begun(tx)
    for _ in range(sessions.MOST_OF_MEMBER):
        passing(1)
        assert sessions.begin(tx, member_id)
    assert sessions.find(tx, first) is None
    assert tx.execute("select count(*) from member_session").fetchone() == {"count": sessions.MOST_OF_MEMBER}
