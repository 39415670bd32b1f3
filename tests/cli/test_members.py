"""The commands about members."""

from pathlib import Path

import pytest

from tests.cli.telling import Teller
from tidings.cli import beginning
from tidings.core import db
from tidings.members import passwords, proving, roster
from tidings.members.model import Role

ADA = "ada@market.example"


def opens(tx: db.Connection, email: str, password: str) -> bool:
    return proving.is_proven(proving.begin(tx, email, "127.0.0.1"), password)


def test_a_member_is_added_with_a_password_that_is_shown_once(tell: Teller, tx: db.Connection) -> None:
    told = tell.ask("member", "add", ADA, "--role", "author")
    assert (told["email"], told["role"]) == (ADA, "author")
    assert opens(tx, ADA, told["password"])
    listed = tell("member", "list", "--json")
    assert [each["email"] for each in listed.answer] == [ADA]
    assert told["password"] not in listed.out and "argon2" not in listed.out
    told = tell("member", "add", ADA, "--role", "author")
    assert (told.code, "already" in told.err) == (4, True)


def test_a_password_comes_from_a_file_and_is_not_told(tell: Teller, tx: db.Connection, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("a password from a file\n")
    told = tell("member", "add", ADA, "--role", "viewer", "--password-file", str(file))
    assert "a password" not in told.out and opens(tx, ADA, "a password from a file")
    file.write_text("\n")
    assert tell("member", "password", ADA, "--password-file", str(file)).code == 2
    assert tell("member", "password", ADA, "--password-file", str(tmp_path / "none")).code == 2
    assert tell("member", "add", "ben@market.example", "--role", "king").code == 2


def test_a_member_is_changed(tell: Teller, tx: db.Connection) -> None:
    tell.ask("member", "add", "boss@market.example", "--role", "administrator")
    first = tell.ask("member", "add", ADA, "--role", "author")["password"]
    assert tell.ask("member", "role", ADA, "publisher")["role"] == "publisher"
    second = tell.ask("member", "password", ADA)["password"]
    assert (opens(tx, ADA, first), opens(tx, ADA, second)) == (False, True)
    assert tell.ask("member", "disable", ADA)["disabled_at"]
    assert not opens(tx, ADA, second)
    assert tell.ask("member", "enable", ADA)["disabled_at"] is None
    assert tell("member", "disable", "boss@market.example").code == 4
    assert tell("member", "role", "nobody@market.example", "viewer").code == 3


def test_the_first_administrator_is_made_once(
    tell: Teller, tx: db.Connection, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = beginning.administrator(database)
    assert first is not None and opens(tx, first["email"], first["password"])
    assert len(first["password"]) >= passwords.SHORTEST
    assert [each.role for each in roster.everyone(tx)] == [Role.ADMINISTRATOR]
    assert beginning.administrator(database) is None
