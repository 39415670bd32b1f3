"""`tidings segment` as a marketer meets it: a rule from a file, kept, shown, counted, and asked for in a campaign."""

from pathlib import Path

import orjson
import pytest

from tests.campaigns.drafts import a_person
from tests.cli.telling import Teller
from tidings.core import db

RULE = {"combinator": "and", "rules": [{"field": "attributes.town", "operator": "=", "value": "Porto"}]}


@pytest.fixture
def file(tx: db.Connection, tmp_path: Path) -> Path:
    """A file with the rule, which two of three people meet."""
    for external_id, town in (("ada", "Porto"), ("bea", "Porto"), ("cem", "Ankara")):
        a_person(tx, external_id, attributes={"town": town})
    written = tmp_path / "rule.json"
    written.write_bytes(orjson.dumps(RULE))
    return written


def test_a_segment_is_saved_shown_and_counted(tell: Teller, file: Path) -> None:
    assert tell.ask("segment", "show") == {}
    assert tell("segment", "save", "porto", str(file)).out == "The segment porto is saved.\n"
    assert tell.ask("segment", "show") == {"porto": RULE}
    shown = tell("segment", "show").out
    assert "porto" in shown and "attributes.town" in shown
    assert tell.ask("segment", "count", "porto") == {"matched_count": 2}
    assert tell("segment", "count", "porto").out == "2 people are in porto.\n"


def test_a_segment_saved_again_is_the_new_one(tell: Teller, file: Path) -> None:
    tell.ask("segment", "save", "town", str(file))
    file.write_bytes(orjson.dumps(RULE).replace(b"Porto", b"Ankara"))
    tell.ask("segment", "save", "town", str(file))
    assert tell.ask("segment", "count", "town") == {"matched_count": 1}


def test_what_a_segment_may_ask_is_listed_with_the_attributes_that_people_have(tell: Teller, file: Path) -> None:
    names = tell.ask("segment", "fields")
    assert {"name", "locale", "zone"} <= set(names)
    assert tell("segment", "fields").out.split() == names


def test_a_segment_that_does_not_exist_is_said(tell: Teller) -> None:
    told = tell("segment", "count", "nobody")
    assert told.code == 3 and "nobody" in told.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[1]", "holds no rule"),
        (b"{", "is not JSON"),
        (b'{"rules": [{"field": "shoe", "operator": "=", "value": "1"}]}', "shoe"),
        (b'{"rules": [{"field": "name", "operator": "resembles", "value": "1"}]}', "rules[0].operator"),
    ],
)
def test_a_file_that_is_no_rule_saves_nothing(tell: Teller, file: Path, content: bytes, said: str) -> None:
    file.write_bytes(content)
    told = tell("segment", "save", "porto", str(file))
    assert told.code == 2 and said in told.err
    assert tell.ask("segment", "show") == {}


def test_a_file_that_is_away_is_said(tell: Teller, tmp_path: Path) -> None:
    told = tell("segment", "save", "porto", str(tmp_path / "none.json"))
    assert told.code == 2 and "cannot be read" in told.err
