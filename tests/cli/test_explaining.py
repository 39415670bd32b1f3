"""What became of one person, asked at the command line."""

from typing import Any

import orjson
import pytest

from tests.campaigns.drafts import MIA, NOON, WHY, a_draft, a_person
from tidings.campaigns import control, erasing
from tidings.cli.app import main
from tidings.core import clock, config, db
from tidings.delivery import planning


def told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, Any]:
    """The exit code of a command and what it answered."""
    monkeypatch.setattr("sys.argv", ["tidings", *arguments, "--json"])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), orjson.loads(said.out) if said.out else None


def test_somebody_who_was_erased_is_asked_for_by_number(
    database: str, tx: db.Connection, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("TIDINGS_LAUNCH_GRACE_SECONDS", "0")
    config.settings.cache_clear()
    clock.use(clock.Clock(NOON, 1e-9, 0.0))
    number = a_person(tx, "ada")
    campaign_id = a_draft(tx, quiet_hours="none")
    control.launch(tx, campaign_id, MIA, WHY, NOON)
    assert planning.plan(tx, campaign_id, NOON) == 1
    erasing.erase(tx, "ada", NOON)
    capsys.readouterr()
    command = ["campaign", "explain", str(campaign_id)]
    assert told(capsys, monkeypatch, *command, "--person", "ada")[0] == 3
    code, found = told(capsys, monkeypatch, *command, "--number", str(number))
    assert (code, found["outcome"]) == (0, "waiting")
    assert told(capsys, monkeypatch, *command)[0] == 2
    assert told(capsys, monkeypatch, *command, "--number", str(number), "--person", "ada")[0] == 2
