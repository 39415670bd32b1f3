"""Logs: one JSON object a line for programs, lines for people where a person watches."""

import logging
from collections.abc import Iterator

import orjson
import pytest
import structlog

from tidings.core import config, log


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    said = capsys.readouterr()
    assert said.out == "", "logs go to standard error: standard output belongs to what was asked for"
    return [orjson.loads(line) for line in said.err.splitlines()]


def test_each_line_is_an_object_that_names_its_role_and_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("sender")
    log.get("tidings.sample").info("batch.sent", campaign_id=7, text="a\nb")
    [line] = lines(capsys)
    moment = str(line.pop("timestamp"))
    assert line == {"event": "batch.sent", "level": "info", "role": "sender", "campaign_id": 7, "text": "a\nb"}
    assert moment.endswith("Z")


def test_an_exception_is_one_line_with_its_trace(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("sender")
    try:
        raise ValueError("a bad day")
    except ValueError:
        log.get("tidings.sample").exception("batch.failed")
    [line] = lines(capsys)
    assert line["level"] == "error"
    assert "Traceback" in str(line["exception"])
    assert "a bad day" in str(line["exception"])


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR"])
def test_what_is_less_severe_than_the_level_is_not_logged(
    level: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDINGS_LOG_LEVEL", level)
    config.settings.cache_clear()
    log.configure("sender")
    logger = log.get("tidings.sample")
    for name in ("debug", "info", "warning", "error"):
        getattr(logger, name)("said")
    severities = [logging.getLevelNamesMapping()[str(line["level"]).upper()] for line in lines(capsys)]
    assert min(severities) == logging.getLevelNamesMapping()[level]
    assert len(severities) == {"DEBUG": 4, "INFO": 3, "WARNING": 2, "ERROR": 1}[level]


def test_a_person_gets_lines_to_read(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_LOG_FORMAT", "console")
    config.settings.cache_clear()
    log.configure("sender")
    log.get("tidings.sample").warning("server.away", retry_in_s=0.5)
    said = capsys.readouterr().err
    assert "server.away" in said
    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads(said)


def test_of_what_is_looked_at_again_and_again_only_changes_are_said() -> None:
    said = log.Changes()
    seen = [said.is_new("batch 7", what) for what in (None, "wrong", "wrong", "worse", None, "wrong")]
    assert seen == [False, True, False, True, False, True]
    assert said.is_new("batch 8", "wrong")
