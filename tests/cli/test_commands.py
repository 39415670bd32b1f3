"""The command line as a person and a script meet it: what it prints, and what it says to a mistake."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.main import get_command

from tests.campaigns.drafts import a_draft
from tests.cli.telling import Teller
from tidings.cli import app
from tidings.core import config, db
from tidings.core.config import Settings

CAMPAIGN = "name: Spring\ncategory: promotions\nsender: marketplace-news\ncontent: [{locale: en, text: Hi}]\n"


def commands(group: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    found: list[tuple[tuple[str, ...], Any]] = []
    for name, command in group.commands.items():
        is_group = hasattr(command, "commands")
        found += commands(command, (*path, name)) if is_group else [((*path, name), command)]
    return found


ALL = commands(get_command(app.build()))


@pytest.mark.parametrize(("path", "command"), ALL, ids=[" ".join(path) for path, _ in ALL])
def test_every_command_says_what_it_does_and_answers_a_program(path: tuple[str, ...], command: Any) -> None:
    assert command.help and command.help.endswith(".")
    options = [option for parameter in command.params for option in parameter.opts]
    assert "--json" in options or path == ("run",)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("postgresql://ada:s3cr:t@db:5432/tidings", "postgresql://ada:***@db:5432/tidings"),
        ("postgresql://ada@db:5432/tidings", "postgresql://ada@db:5432/tidings"),
        ("postgresql://db:5432/tidings", "postgresql://db:5432/tidings"),
        ("host=db password='s3 cret' user=ada", "host=db password=*** user=ada"),
        ("host=db password=s3cret user=ada", "host=db password=*** user=ada"),
    ],
)
def test_settings_keep_the_servers_password_to_themselves(
    tell: Teller, monkeypatch: pytest.MonkeyPatch, given: str, shown: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", given)
    config.settings.cache_clear()
    told = tell("settings", "--json")
    assert {row["name"]: row["value"] for row in orjson.loads(told.out)}["DATABASE_URL"] == shown


def test_settings_keep_the_secret_of_tokens_to_themselves(tell: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_JWT_SECRET", "0123456789abcdef" * 2)
    config.settings.cache_clear()
    assert "0123456789abcdef" not in tell("settings", "--json").out + tell("settings").out


def test_settings_name_every_variable_with_default_meaning_and_value(tell: Teller) -> None:
    told = tell("settings", "--json").answer
    assert {row["name"] for row in told} == {config.variable(name) for name in Settings.model_fields}
    assert all(row["meaning"] for row in told)
    assert "TIDINGS_BATCH_SIZE" in tell("settings").out


def test_a_setting_that_cannot_be_read_is_named(tell: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_BATCH_SIZE", "many")
    config.settings.cache_clear()
    told = tell("campaign", "list")
    assert told.code == 2 and "batch_size" in told.err.lower()


def test_a_campaign_that_does_not_exist_is_said_in_words_and_as_json(tell: Teller) -> None:
    told = tell("campaign", "show", "99")
    assert (told.code, told.out) == (3, "")
    assert "There is no campaign 99" in told.err
    told = tell("campaign", "show", "99", "--json")
    assert (told.code, orjson.loads(told.err)["error"]["kind"]) == (3, "NotFound")


def test_every_fault_of_a_file_comes_with_its_line_and_nothing_is_saved(tell: Teller, tmp_path: Path) -> None:
    file = tmp_path / "campaign.yaml"
    file.write_text(
        CAMPAIGN + "audience: {everyone: true}\nceilling: 5\nvariables: [{name: x, field: shoe, default: y}]\n"
    )
    told = tell("campaign", "create", str(file))
    assert told.code == 2 and "line 6" in told.err and "ceilling" in told.err
    assert tell("campaign", "list", "--json").answer == []


def test_what_a_state_forbids_is_a_conflict(tell: Teller, tx: db.Connection) -> None:
    campaign_id = str(a_draft(tx))
    told = tell("campaign", "pause", campaign_id, "--why", "a test")
    assert told.code == 4 and "draft" in told.err


def test_a_command_that_is_none_and_an_argument_that_is_none_are_told_apart_from_defects(tell: Teller) -> None:
    assert tell("campain").code == 2
    assert "No such command" in tell("campain").err
    told = tell("campaign", "show", "first", "--json")
    assert told.code == 2 and orjson.loads(told.err)["error"]["kind"] == "Usage"


def test_a_database_that_is_away_is_said_at_once(tell: Teller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://tidings@127.0.0.1:1/tidings")
    config.settings.cache_clear()
    told = tell("campaign", "list")
    assert told.code == 5 and "PostgreSQL does not answer" in told.err


def test_without_a_running_tidings_a_command_says_how_to_start_one(
    tell: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    config.settings.cache_clear()
    told = tell("inbox", "ada")
    assert told.code == 5 and "tidings up" in told.err


def test_a_day_at_the_command_line(tell: Teller, tmp_path: Path) -> None:
    people, file = tmp_path / "people.csv", tmp_path / "campaign.yaml"
    assert tell("people-sample", "20", "--out", str(people), "--json").code == 0
    assert tell("import", str(people), "--list", "all", "--json").answer["new"] == 20
    first = people.read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    assert tell("list", "members", "all", "--json").answer[0]["external_id"] == first
    assert tell("person", "consent", first, "promotions", "no", "--json").code == 0
    assert tell("person", "block", first, "marketplace-news", "--json").code == 0
    assert tell("person", "show", first, "--json").answer["consents"]
    file.write_text(CAMPAIGN + "audience: {list: all}\n", encoding="utf-8")
    campaign_id = str(tell("campaign", "create", str(file), "--json").answer["id"])
    counted = tell("campaign", "count", campaign_id, "--json").answer
    assert counted["matched_count"] == 20 and counted["opted_out_count"] >= 1
    assert len(tell("campaign", "sample", campaign_id, "--size", "3", "--json").answer) == 3
    clone = str(tell("campaign", "clone", campaign_id, "--json").answer["id"])
    assert tell("campaign", "launch", clone, "--json").answer["state"] == "scheduled"
    assert tell("campaign", "take-back", clone, "--why", "a typo", "--json").answer["state"] == "draft"
    assert [line["action"] for line in tell("campaign", "history", clone, "--json").answer][0] == "create"
    assert tell("account", "set", "ceiling", "50", "--json").answer["ceiling"] == "50"
    assert tell("person", "erase", first, "--json").code == 0
    assert tell("person", "show", first).code == 3


def test_names_that_look_like_markup_are_printed_as_they_are(tell: Teller, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("external_id,name\nx,[bold]Ann[/bold] =1+1\n", encoding="utf-8")
    tell("import", str(people))
    assert "[bold]Ann[/bold] =1+1" in tell("person", "show", "x").out
