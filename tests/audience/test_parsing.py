"""A record is refused with a reason, or becomes what the database can hold."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.audience.people import NOON
from tidings.audience import parsing
from tidings.audience.parsing import Refused, Rules
from tidings.core import db, queries

RULES = Rules({"": 0, "Europe/Lisbon": 1}, NOON)
TEXT = st.text(max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
INSTANT = st.datetimes(timezones=st.timezones()).map(datetime.isoformat)
CONSENT = st.fixed_dictionaries(
    {
        "category": st.sampled_from(["news", "*", "News", 1]) | JSON,
        "answer": st.sampled_from(["yes", "no", True, 0, [], {}]) | JSON,
        "at": INSTANT | JSON,
    }
)
RECORD = st.fixed_dictionaries(
    {"external_id": TEXT | JSON},
    optional={
        "name": TEXT | JSON,
        "attributes": st.dictionaries(TEXT, JSON) | JSON | JSON.map(str),
        "locale": st.sampled_from(["pt", "pt-BR", "pt_BR"]) | JSON,
        "zone": st.sampled_from(["", "Europe/Lisbon"]) | JSON,
        "consents": st.lists(CONSENT, max_size=2) | JSON | JSON.map(str),
        "registered_at": INSTANT | JSON,
        "last_active_at": INSTANT | JSON,
    },
)
WHOLE = {
    "external_id": "u-1",
    "name": "Ada",
    "attributes": {"town": "Porto"},
    "locale": "pt_PT",
    "zone": "Europe/Lisbon",
    "consents": [{"category": "*", "answer": "no", "at": "2026-01-01T01:00:00+01:00"}],
    "registered_at": "2024-01-01T00:00:00Z",
    "last_active_at": "2024-01-02T01:00:00+01:00",
}


def test_a_record_becomes_a_row_of_the_staging_table() -> None:
    refusal = '[{"category":"*","is_allowed":false,"decided_at":"2026-01-01T00:00:00+00:00"}]'
    assert parsing.person(WHOLE, RULES) == (
        "u-1",
        "Ada",
        '{"town":"Porto"}',
        "pt-PT",
        1,
        "2024-01-01T00:00:00Z",
        "2024-01-02T00:00:00+00:00",
        refusal,
    )


def test_json_in_a_text_is_the_same_as_json() -> None:
    texts = {name: orjson.dumps(WHOLE[name]).decode() for name in ("attributes", "consents")}
    assert parsing.person(WHOLE | texts, RULES) == parsing.person(WHOLE, RULES)


def test_what_a_record_does_not_name_is_left_and_what_it_empties_is_empty() -> None:
    assert parsing.person({"external_id": "u-1"}, RULES) == ("u-1", *(None,) * 7)
    assert parsing.person(dict.fromkeys(WHOLE, "") | {"external_id": "u-1"}, RULES) == (
        *("u-1", "", "{}", "", 0),
        *(None,) * 3,
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(records=st.lists(RECORD, min_size=1, max_size=5))
def test_any_record_is_refused_or_can_be_stored(tx: db.Connection, records: list[dict[str, Any]]) -> None:
    taken = []
    for record in records:
        try:
            taken.append(parsing.person(record, RULES))
        except Refused as reason:
            assert str(reason)
    sql = queries.load("audience")
    with db.transaction(tx):
        db.run(tx, sql["create_staged"])
        with tx.cursor().copy(db.sql(sql["copy_staged"])) as copy:
            for line, stored in enumerate(taken):
                copy.write_row((line, *stored))
        found = tx.execute("select external_id from staged order by line").fetchall()
    assert [line["external_id"] for line in found] == [stored[0] for stored in taken]


@settings(deadline=None)
@given(st.datetimes(timezones=st.timezones()).filter(lambda moment: 1 < moment.year < 9999))
def test_a_time_is_the_same_instant_in_whatever_zone_it_is_written(moment: datetime) -> None:
    text = parsing.person({"external_id": "u-1", "registered_at": moment.isoformat()}, RULES)[5]
    assert text is not None
    assert datetime.fromisoformat(text).astimezone(UTC) == datetime.fromisoformat(moment.isoformat()).astimezone(UTC)


def test_a_consent_may_be_a_little_ahead_of_this_clock() -> None:
    def at(moment: datetime) -> Any:
        given = [{"category": "news", "answer": "no", "at": moment.isoformat()}]
        return parsing.person({"external_id": "u-1", "consents": given}, RULES)[7]

    assert orjson.loads(at(RULES.latest_at))[0]["is_allowed"] is False
    with pytest.raises(Refused, match="in the future"):
        at(RULES.latest_at + timedelta(seconds=1))
