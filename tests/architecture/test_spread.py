"""What belongs to a person can be spread over servers by the person's number; and the rule finds what cannot."""

import pytest

from tests.architecture import layout, schema, spread
from tidings.core import queries


def unbounded(text: str) -> dict[str, set[str]]:
    return spread.unbounded({"sample": queries.parse(f"-- name: it\n{text}")})


def test_every_key_begins_with_its_owners_number() -> None:
    assert list(spread.scattered_keys(schema.tables())) == []


def test_every_statement_names_the_owners_number_in_its_condition() -> None:
    assert set(spread.unbounded(layout.sql())) == set(spread.EXEMPT_STATEMENTS)


def test_what_is_asked_for_each_message_is_never_exempt() -> None:
    assert {name.split("/")[0] for name in spread.EXEMPT_STATEMENTS} == {"audience"}


def test_a_key_that_begins_with_another_column_is_found() -> None:
    tables = schema.read(
        "".join(
            f"create table {name} ({column} bigint primary key, topic bigint, external_id text unique);"
            for name, column in spread.COLUMNS.items()
            if name != "block"
        )
        + "create table block (owner_id bigint, peer_id bigint);"
        + "create unique index by_topic on entry (topic, owner_id);"
    )
    found = list(spread.scattered_keys(tables))
    assert "entry has the key (topic, owner_id), which does not begin with owner_id" in found
    assert "entry has the key (external_id), which does not begin with owner_id" in found
    assert "block has no key that begins with owner_id" in found
    assert not any(fault.startswith("person") for fault in found)


@pytest.mark.parametrize(
    "text",
    [
        "select from entry where owner_id = %(owner_id)s and topic = %(topic)s",
        "select from entry where owner_id = any((select members from claimed)::bigint[])",
        "select from entry where owner_id in (%(home_id)s, %(other_id)s)",
        "select from entry where owner_id in (select id from eligible)",
        "select from block where (owner_id = %(a)s and peer_id = %(b)s) or (owner_id = %(b)s and peer_id = %(a)s)",
        "select from person as straggler join claimed on straggler.id = claimed.id",
        "update entry set read_seq = 1 where owner_id = %(owner_id)s",
        "update message set body = '' from entry where entry.owner_id = %(id)s and message.home_id = %(id)s",
        "delete from list_member using claimed where list_member.person_id = claimed.id",
        "insert into ledger (person_id, campaign_id) select id, 1 from refused",
        "select from batch where task_id = %(task_id)s",
    ],
)
def test_a_statement_that_names_the_number_is_no_fault(text: str) -> None:
    assert unbounded(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "select from entry where peer_id = %(peer_id)s and topic = %(topic)s",
        "select from entry where owner_id > %(after)s",
        "select from entry where owner_id <> %(owner_id)s",
        "select from entry where owner_id = %(owner_id)s or topic = %(topic)s",
        "select from entry where not (owner_id = %(owner_id)s)",
        "select from entry where owner_id not in (select id from eligible)",
        "select from entry join person on person.id = %(id)s where entry.topic = %(topic)s and person.id = 1",
        "select from claimed where exists (select from entry where topic = claimed.topic)",
        "with seen as (select from entry) select from seen",
        "update entry set read_seq = 1 where topic = %(topic)s",
        "update claimed set id = 1 from entry where entry.topic = claimed.topic",
        "delete from entry where topic = %(topic)s",
        "insert into entry (peer_id, topic) values (1, 2)",
        "select from entry left join block on block.peer_id = entry.owner_id and block.owner_id = 1",
    ],
)
def test_a_statement_that_asks_everybody_is_found(text: str) -> None:
    assert unbounded(text) == {"sample/it": {"entry"}}
