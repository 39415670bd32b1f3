"""Signing in by a password: who is let in, and how long whoever guesses has to wait."""

import threading
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher

from tests.members.people import NOON, PASSWORD, a_member
from tidings.core import db
from tidings.members import changing, proving, sessions, waiting
from tidings.members.model import Role
from tidings.members.waiting import TooManyAttempts

ADA, NOBODY = "ada@market.example", "nobody@market.example"
HERE = "192.0.2.1"


def try_in(tx: db.Connection, email: str, password: str, address: str = HERE) -> str | None:
    """The token of a new session; None when the password is wrong. Raises TooManyAttempts."""
    claim = proving.begin(tx, email, address)
    return proving.end(tx, claim) if proving.is_proven(claim, password) else None


def wait_after(tx: db.Connection, email: str, address: str = HERE) -> int:
    """Seconds to wait for the next attempt; 0: none, and it was made."""
    try:
        waiting.count(tx, email, address)
    except TooManyAttempts as error:
        return error.wait_s
    return 0


def test_the_right_password_opens_and_a_wrong_one_does_not(tx: db.Connection) -> None:
    a_member(tx, "ada", Role.AUTHOR)
    token = try_in(tx, " ADA@Market.example", PASSWORD)
    assert token is not None and sessions.find(tx, token) is not None
    assert try_in(tx, ADA, PASSWORD + "!") is None
    assert try_in(tx, NOBODY, PASSWORD) is None


def test_whoever_has_no_password_or_is_disabled_is_not_let_in(tx: db.Connection) -> None:
    a_member(tx, "boss", Role.ADMINISTRATOR)
    ada = a_member(tx, "ada", Role.AUTHOR, None)
    assert try_in(tx, ADA, PASSWORD) is None
    changing.change_password(tx, ada.id, PASSWORD)
    changing.disable(tx, ada.id, NOON)
    assert try_in(tx, ADA, PASSWORD) is None


def test_the_same_work_is_done_whether_there_is_an_account_or_not(
    tx: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_member(tx, "ada", Role.AUTHOR)
    a_member(tx, "eve", Role.AUTHOR, None)
    verified: list[str] = []
    verify = PasswordHasher.verify

    def counting(self: PasswordHasher, kept: str, password: str) -> bool:
        verified.append(kept)
        return bool(verify(self, kept, password))

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    for email in (ADA, NOBODY, "eve@market.example"):
        try_in(tx, email, "wrong")
    # Of the same length and with the same parameters, which decide how long it takes.
    assert len({(len(kept), kept.rpartition("p=")[0]) for kept in verified}) == 1 and len(verified) == 3


@pytest.mark.parametrize("email", [ADA, NOBODY])
def test_after_some_attempts_each_one_more_doubles_the_wait_whether_there_is_an_account_or_not(
    tx: db.Connection,
    passing: Callable[[float], None],
    email: str,
) -> None:
    a_member(tx, "ada", Role.AUTHOR)
    assert [wait_after(tx, email) for _ in range(7)] == [0] * 6 + [1]
    waits = []
    for _ in range(10):
        # Waiting is no attempt, however often somebody asks.
        waits.append(wait_after(tx, email))
        assert wait_after(tx, email) == waits[-1]
        passing(waits[-1])
        assert wait_after(tx, email) == 0
        waiting.forgive(tx, NOBODY + "x", HERE)
    assert waits == [1, 3, 7, 15, 31, 63, 127, 255, 300, 300]
    passing(3601)
    assert [wait_after(tx, email) for _ in range(6)] == [0] * 6


def test_the_right_password_ends_the_waiting_of_its_account(tx: db.Connection) -> None:
    a_member(tx, "ada", Role.AUTHOR)
    for _ in range(20):
        assert try_in(tx, ADA, "wrong") is None
        assert try_in(tx, ADA, PASSWORD) is not None


def test_an_address_that_tries_many_accounts_waits_too(
    tx: db.Connection,
    passing: Callable[[float], None],
) -> None:
    waits = [wait_after(tx, f"{number}@market.example") for number in range(40)]
    assert waits == [0] * 31 + [1] * 9
    assert wait_after(tx, "one-more@market.example", "192.0.2.2") == 0


def test_who_has_one_address_of_ipv6_has_all_that_begin_like_it(tx: db.Connection) -> None:
    for number in range(31):
        wait_after(tx, f"{number}@market.example", f"2001:db8::{number}")
    assert wait_after(tx, "x@market.example", "2001:db8::ffff") > 0
    assert wait_after(tx, "x@market.example", "2001:db8:0:1::1") == 0


def test_attempts_at_the_same_moment_are_all_counted(tx: db.Connection, database: str) -> None:
    heard: list[int] = []
    together = threading.Barrier(12)

    def attempt(number: int) -> None:
        with db.connect("test", url=database) as connection:
            together.wait()
            heard.append(wait_after(connection, ADA, f"192.0.2.{number}"))

    threads = [threading.Thread(target=attempt, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard.count(0) == 6


def test_no_e_mail_that_was_tried_is_kept_and_what_is_kept_goes(
    tx: db.Connection,
    passing: Callable[[float], None],
) -> None:
    waiting.count(tx, "my password by mistake", HERE)
    assert "mistake" not in str(tx.execute("select sign_in_wait::text from sign_in_wait").fetchall())
    passing(3601)
    assert waiting.forget_old(tx) == 2
