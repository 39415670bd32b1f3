"""One owner a table, over the composed statements; and each rule finds the fault that it is there for."""

import pytest

from tests.architecture import layout, ownership, schema
from tests.architecture.layout import Module, Sql
from tidings.core import queries

OWNERS = {"entry": ["chat"], "person": ["audience"], "batch": ["delivery"]}
TABLES = schema.read(
    "create table entry (owner_id bigint, topic bigint);"
    "create table person (id bigint, name text);"
    "create table batch (id bigint, members bigint[]);"
)
LEVELS = {"core": 0, "chat": 1, "audience": 1, "delivery": 2}


def sql(**files: str) -> Sql:
    return {package: queries.parse(text) for package, text in files.items()}


def module(package: str, text: str) -> Module:
    return Module(f"src/tidings/{package}/sample.py", package, text)


def test_every_table_has_exactly_one_owner() -> None:
    assert list(ownership.ill_owned(schema.tables(), layout.owners(layout.docstrings()))) == []


def test_only_its_owner_names_a_table() -> None:
    assert list(ownership.foreign_names(layout.sql(), layout.owners(layout.docstrings()))) == []


def test_no_query_in_with_is_called_like_a_table() -> None:
    assert list(ownership.shadowing(layout.sql(), schema.tables())) == []


def test_every_composed_statement_has_the_inputs_of_its_fragments() -> None:
    assert list(ownership.unknown_names(layout.sql(), schema.tables())) == []


def test_fragments_come_from_below() -> None:
    assert list(ownership.reaching_up(layout.sql(), layout.modules(), layout.levels())) == []


def test_every_statement_and_fragment_is_used() -> None:
    assert list(ownership.dead(layout.sql(), layout.modules())) == []


def test_python_names_no_table_in_sql_of_its_own() -> None:
    owners = layout.owners(layout.docstrings())
    assert list(ownership.in_python(layout.modules(), schema.tables(), owners)) == []


def test_foreign_keys_stay_within_a_package() -> None:
    assert list(ownership.foreign_references(schema.tables(), layout.owners(layout.docstrings()))) == []


def test_what_is_exempt_is_there() -> None:
    assert set(ownership.NO_SQL) <= {text for found in layout.modules() for text in found.strings}


def test_a_table_without_owner_or_with_two_is_found() -> None:
    owners = layout.owners({"chat": "Owns: entry, message.", "audience": "Owns: person, entry. Says: nothing."})
    assert list(ownership.ill_owned(TABLES, owners)) == [
        "batch: owned by nobody",
        "entry: owned by chat and audience",
        "message: chat owns it, but the schema has no such table",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "select owner_id from entry",
        "select 1 from batch where exists (select from entry)",
        "select 1 from batch join entry on true",
        "update batch set id = 1 from entry",
        "delete from batch using entry",
        "insert into entry (owner_id) select id from batch",
        "with gone as (delete from entry returning owner_id) select owner_id from gone",
        "lock table entry in share mode",
        "vacuum (analyze) entry",
        "copy entry (owner_id) from stdin",
        "truncate entry",
        "select entry.owner_id from {{chat/opened}}",
        "select id from batch where id = any((select array_agg(owner_id) from public.entry)::bigint[])",
    ],
)
def test_a_statement_that_names_the_table_of_another_package_is_found(text: str) -> None:
    chat = "-- fragment: opened\nopened as (select owner_id from entry)\n"
    statement = text if "{{" not in text else "with {{chat/opened}} select entry.owner_id from opened"
    found = list(ownership.foreign_names(sql(chat=chat, delivery=f"-- name: sample\n{statement}"), OWNERS))
    assert found == ["delivery/sample names entry, which chat owns"]


def test_a_fragment_that_names_the_table_of_another_package_is_found() -> None:
    found = ownership.foreign_names(sql(delivery="-- fragment: sample\nsample as (select owner_id from entry)"), OWNERS)
    assert list(found) == ["delivery/sample names entry, which chat owns"]


def test_a_table_by_its_owners_fragment_is_no_fault() -> None:
    found = ownership.foreign_names(
        sql(
            chat="-- fragment: opened\nopened as (select owner_id from entry)",
            delivery="-- name: sample\nwith {{chat/opened}} select batch.id from batch join opened on true",
        ),
        OWNERS,
    )
    assert list(found) == []


def test_a_query_in_with_called_like_a_table_is_found() -> None:
    found = ownership.shadowing(sql(delivery="-- name: sample\nwith entry as (select 1) select from entry"), TABLES)
    assert list(found) == ["delivery/sample calls a query in WITH entry, like a table"]


def test_a_fragment_without_its_input_is_found() -> None:
    sample = sql(
        chat="-- fragment: blocked\nblocked as (select owner_id from entry where owner_id in (select id from claimed))",
        delivery="-- name: sample\nwith {{chat/blocked}} select owner_id from blocked",
    )
    assert list(ownership.unknown_names(sample, TABLES)) == ["delivery/sample reads claimed, which nothing provides"]


def test_a_fragment_from_above_or_from_beside_is_found() -> None:
    sample = sql(
        delivery="-- fragment: claimed\nclaimed as (select id from batch)",
        audience="-- fragment: eligible\neligible as (select id from person)",
        chat="-- name: sample\nwith {{delivery/claimed}}, {{audience/eligible}} select",
    )
    assert list(ownership.reaching_up(sample, [], LEVELS)) == [
        "chat/sample uses delivery/claimed from above",
        "chat/sample uses audience/eligible from above",
    ]


def test_a_statement_used_like_a_fragment_is_found() -> None:
    sample = sql(chat="-- name: inbox\nselect 1", delivery="-- name: sample\nwith {{chat/inbox}}, x as (select) select")
    found = ownership.reaching_up(sample, [], LEVELS)
    assert list(found) == ["delivery/sample uses chat/inbox, which is no fragment"]


def test_a_module_that_takes_the_statements_of_another_package_is_found() -> None:
    modules = [module("delivery", 'Q = queries.load("chat")'), module("chat", 'queries.compose("delivery", "claimed")')]
    assert list(ownership.reaching_up({}, modules, LEVELS)) == [
        "src/tidings/delivery/sample.py loads the queries of chat",
        "src/tidings/chat/sample.py composes a fragment of delivery from above",
    ]


def test_sql_that_nobody_uses_is_found() -> None:
    sample = sql(
        chat="-- name: inbox\nselect 1\n-- name: old_inbox\nselect 1\n-- fragment: opened\nopened as (select)",
        delivery="-- name: send\nwith {{delivery/claimed}} select\n-- fragment: claimed\nclaimed as (select)",
    )
    modules = [module("chat", '"""old_inbox"""\nQ["inbox"]'), module("delivery", 'Q["send"], Q["old_inbox"]')]
    assert list(ownership.dead(sample, modules)) == ["chat/old_inbox is used nowhere", "chat/opened is used nowhere"]


def test_a_fragment_composed_in_python_is_used() -> None:
    sample = sql(chat="-- fragment: opened\nopened as (select)")
    assert list(ownership.dead(sample, [module("delivery", 'queries.compose("chat", "opened")')])) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('db.rows(tx, "select owner_id from entry")', "says 'from entry' in SQL of its own"),
        ('f"update person set name = {name}"', "says 'update person' in SQL of its own"),
        ('f"delete from {table} using entry"', "says 'using entry' in SQL of its own"),
        ('"(select members from batch)"', "says 'from batch' in SQL of its own"),
        ('"person.name = %(name)s"', "names 'person.name', which audience owns"),
    ],
)
def test_sql_in_python_that_names_a_table_is_found(text: str, found: str) -> None:
    assert list(ownership.in_python([module("delivery", f"text = {text}")], TABLES, OWNERS)) == [
        f"src/tidings/delivery/sample.py {found}"
    ]


@pytest.mark.parametrize(
    "text",
    [
        '"A batch is read from entry to end."',
        '"person.unknown"',
        '"select pid from pg_stat_activity"',
    ],
)
def test_words_that_only_sound_like_sql_are_no_fault(text: str) -> None:
    sample = module("delivery", f'"""Does not delete a person from entry."""\ntext = {text}')
    assert list(ownership.in_python([sample], TABLES, OWNERS)) == []


def test_a_foreign_key_to_another_package_is_found() -> None:
    tables = schema.read(
        "create table person (id bigint primary key); create table entry (owner_id bigint);"
        "alter table only public.entry add constraint x foreign key (owner_id) references public.person(id);"
    )
    assert list(ownership.foreign_references(tables, OWNERS)) == ["entry refers to person, which audience owns"]
