"""Bad records are said with line and reason and cost nobody else anything; mended, they are imported."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tests.audience.files import counts, csv_file, import_of, known, reasons
from tests.audience.people import NOON
from tidings.audience import importing, lists, persons
from tidings.core import db
from tidings.core.errors import BadInput

B: dict[str, Any] = {"external_id": "b"}
EARLY = "2026-01-01T00:00:00Z"
BAD: list[tuple[dict[str, Any] | str, str]] = [
    (B | {"zone": "Europe/Lissabon"}, "zone 'Europe/Lissabon' is not known"),
    (B | {"zone": ["Europe/Lisbon"]}, "zone ['Europe/Lisbon'] is not known"),
    ({"name": "Nobody"}, "external_id is missing"),
    ({"external_id": "  "}, "external_id is missing"),
    ({"external_id": "b" * 201}, "1 to 200 characters"),
    ({"external_id": ["b"]}, "must be a text"),
    ({"external_id": True}, "must be a text"),
    ({"external_id": "b\0"}, "NUL"),
    (B | {"name": "B\0b"}, "name holds a NUL"),
    (B | {"name": "b" * 501}, "500 characters at most"),
    (B | {"attributes": {"a": ["\0"]}}, "attributes hold a NUL"),
    (B | {"attributes": {"a\0": 1}}, "attributes hold a NUL"),
    (B | {"attributes": [1]}, "must be a JSON object"),
    (B | {"attributes": "null"}, "must be a JSON object"),
    (B | {"attributes": "{town}"}, "attributes is not JSON"),
    (B | {"attributes": {"a": "x" * 40_000}}, "longer than 32,768 bytes"),
    ('{"external_id": "b", "attributes": {"a": ' + "[" * 300 + "]" * 300 + "}}", "nested too deeply"),
    (B | {"locale": "Portuguese"}, "is no language tag"),
    (B | {"registered_at": "2026-01-01T00:00:00"}, "no time with an offset"),
    (B | {"registered_at": "2026-02-30T00:00:00Z"}, "no time with an offset"),
    (B | {"last_active_at": "yesterday"}, "last_active_at 'yesterday'"),
    (B | {"last_active_at": 0}, "last_active_at 0"),
    (B | {"registered_at": "0001-01-01T00:00:00+14:00"}, "no time"),
    (B | {"consents": {"news": "no"}}, "must be a JSON list"),
    (B | {"consents": False}, "must be a JSON list"),
    (B | {"consents": [{"category": "news", "answer": "no"}]}, "a consent is like"),
    (B | {"consents": [{"category": "News!", "answer": "no", "at": EARLY}]}, "the category 'News!'"),
    (B | {"consents": [{"category": "news", "answer": "maybe", "at": EARLY}]}, "neither yes nor no"),
    (B | {"consents": [{"category": "news", "answer": "no", "at": "2026-03-04T00:00:00Z"}]}, "in the future"),
    (B | {"consents": [{"category": "*", "answer": "no", "at": EARLY}] * 2}, "name a category twice"),
    (B | {"consents": [{"category": "*", "answer": "no", "at": EARLY}] * 101}, "100 at most"),
    (B | {"nmae": "Bob"}, "unknown keys nmae"),
    ('{"external_id": "b", "name": ', "is not JSON"),
    ('{"external_id": "b", "name": "\\ud800"}', "is not JSON"),
    ('["b"]', "is no JSON object"),
    ('{"external_id": "b", "attributes": {"a": 1e400}}', "is not JSON"),
]


def test_every_bad_record_is_said_with_its_line_and_reason_and_the_others_are_in(
    tx: db.Connection, tmp_path: Path
) -> None:
    records = [record for bad, _ in BAD for record in (bad, None)]
    good = iter(range(len(BAD)))
    file = [record or {"external_id": f"good-{next(good)}"} for record in records]
    summary = import_of(tx, tmp_path, file)
    assert counts(summary) == (2 * len(BAD), len(BAD), 0, 0, len(BAD))
    assert known(tx).keys() == {f"good-{number}" for number in range(len(BAD))}
    assert summary.rejects == tmp_path / "people.rejects.ndjson"
    said = reasons(summary.rejects)
    assert [line for line, _ in said] == list(range(1, 2 * len(BAD), 2))
    for (_, expected), (line, reason) in zip(BAD, said, strict=True):
        assert expected in reason, line


BAD_LINES = [
    ("b,\udcff\udcfe", "is not UTF-8: byte 3 of the line"),
    ("b,Bob,x", "has 3 fields, the header has 2"),
    ("b", "has 1 fields, the header has 2"),
    ('b,"Bob', "is not CSV: a quote is not closed"),
    ('b,"Bob" x', "is not CSV"),
    ("b,Bo\rb", "is not CSV"),
    ("b,B\0b", "name holds a NUL"),
    (f"b,{'x' * 1024 * 1024}", "is longer than 1,048,576 bytes"),
]


def test_a_bad_line_costs_itself_and_not_its_neighbours(tx: db.Connection, tmp_path: Path) -> None:
    for text, reason in BAD_LINES:
        tx.execute("set session_replication_role = replica; truncate person; reset session_replication_role")
        summary = importing.import_file(tx, csv_file(tmp_path, "a,Ada", text, "c,Chloé", '"d","D ""the"" d"'), NOON)
        assert counts(summary) == (4, 3, 0, 0, 1), reason
        assert known(tx) == {"a": "Ada", "c": "Chloé", "d": 'D "the" d'}, reason
        assert summary.rejects is not None
        written = summary.rejects.read_text()
        assert written.startswith("line,reason,external_id,name\n3,")
        assert reason in written


def test_a_field_may_go_on_over_lines_and_later_lines_keep_their_numbers(tx: db.Connection, tmp_path: Path) -> None:
    header = "external_id,name,zone"
    file = csv_file(tmp_path, 'a,"Ada\nof\n\nPorto",', "", "b,Bob,Nowhere", 'c,"Chloé\r\nD",', header=header)
    summary = importing.import_file(tx, file, NOON)
    assert counts(summary) == (3, 2, 0, 0, 1)
    assert known(tx) == {"a": "Ada\nof\n\nPorto", "c": "Chloé\nD"}
    assert summary.rejects is not None
    assert summary.rejects.read_text().splitlines()[1].startswith("7,")


def test_a_quote_that_closes_too_late_costs_its_own_line(tx: db.Connection, tmp_path: Path) -> None:
    lines = ['a,"Ada', *(f"p{number},P" for number in range(60)), 'z,Z"']
    summary = importing.import_file(tx, csv_file(tmp_path, *lines), NOON)
    assert counts(summary) == (62, 61, 0, 0, 1)
    assert known(tx)["z"] == 'Z"'


def test_lines_are_numbered_through_blocks_of_a_long_file(tx: db.Connection, tmp_path: Path) -> None:
    lines = [f"u-{number},{'x' * 200}" for number in range(12_000)]
    for number in (4_000, 11_000):
        lines[number] = f'u-{number},"open'
    summary = importing.import_file(tx, csv_file(tmp_path, *lines), NOON)
    assert counts(summary) == (12_000, 11_998, 0, 0, 2)
    assert summary.rejects is not None
    assert [line.split(",")[0] for line in summary.rejects.read_text().splitlines()] == ["line", "4002", "11002"]


def test_of_an_id_that_stands_twice_the_first_record_is_taken(tx: db.Connection, tmp_path: Path) -> None:
    records = [{"external_id": "a", "name": name} for name in ("first", "second", "third")]
    summary = import_of(tx, tmp_path, [*records, {"external_id": "b"}])
    assert counts(summary) == (4, 2, 0, 0, 2)
    assert known(tx) == {"a": "first", "b": ""}
    assert reasons(summary.rejects) == [(line, "external_id stands in line 1 already") for line in (2, 3)]


def test_a_repeated_id_in_a_large_file_is_found_in_a_transaction_that_may_not_idle_long(
    tx: db.Connection, tmp_path: Path
) -> None:
    tx.execute("set idle_in_transaction_session_timeout = '50ms'")
    lines = [f"u-{number},P" for number in range(60_000)]
    summary = importing.import_file(tx, csv_file(tmp_path, *lines, "u-0,again"), NOON)
    assert counts(summary) == (60_001, 60_000, 0, 0, 1)


def test_text_that_looks_like_a_formula_is_data(tx: db.Connection, tmp_path: Path) -> None:
    formulas = ["=1+1", "+351 555", "-Ada", "@ada", '=HYPERLINK("http://x";"y")', "\ttab", "{{ name }}"]
    quoted = [text.replace('"', '""') for text in formulas]
    lines = [f'{number},"{text}",' for number, text in enumerate(quoted)]
    bad = [f'bad-{number},"{text}",Nowhere' for number, text in enumerate(quoted)]
    summary = importing.import_file(tx, csv_file(tmp_path, *lines, *bad, header="external_id,name,zone"), NOON)
    assert known(tx) == {str(number): text for number, text in enumerate(formulas)}
    assert summary.rejects is not None
    with summary.rejects.open(newline="") as file:
        assert [refused["name"] for refused in csv.DictReader(file)] == formulas


def test_a_rejects_file_is_mended_and_imported(tx: db.Connection, tmp_path: Path) -> None:
    header = "external_id,name,zone"
    file = csv_file(tmp_path, "a,Ada,Europe/Lisbon", 'b,"Bob, the ""first""",Nowhere', "c,Chloé", header=header)
    first = importing.import_file(tx, file, NOON)
    assert counts(first) == (3, 1, 0, 0, 2)
    assert first.rejects is not None
    text = first.rejects.read_text().replace("Nowhere", "Europe/Paris").replace('"c,Chloé"', "c,Chloé,")
    first.rejects.write_text(text)
    second = importing.import_file(tx, first.rejects, NOON)
    assert (counts(second), second.rejects) == ((2, 2, 0, 0, 0), None)
    assert known(tx) == {"a": "Ada", "b": 'Bob, the "first"', "c": "Chloé"}


def test_a_rejects_file_of_json_is_mended_and_imported(tx: db.Connection, tmp_path: Path) -> None:
    first = import_of(tx, tmp_path, [{"external_id": "b", "name": "Bob", "zone": "Nowhere"}])
    assert first.rejects is not None
    still_bad = importing.import_file(tx, first.rejects, NOON)
    assert still_bad.rejects == tmp_path / "people.rejects.rejects.ndjson"
    still_bad.rejects.write_text(still_bad.rejects.read_text().replace("Nowhere", "Europe/Paris"))
    assert counts(importing.import_file(tx, still_bad.rejects, NOON)) == (1, 1, 0, 0, 0)
    assert persons.find(tx, "b").zone == "Europe/Paris"


def test_rejects_of_an_earlier_import_do_not_outlive_a_good_one(tx: db.Connection, tmp_path: Path) -> None:
    bad = import_of(tx, tmp_path, ["{"])
    assert bad.rejects is not None and bad.rejects.exists()
    good = import_of(tx, tmp_path, [{"external_id": "a"}])
    assert good.rejects is None
    assert not bad.rejects.exists()


def test_rejects_go_where_one_says(tx: db.Connection, tmp_path: Path) -> None:
    place = tmp_path / "elsewhere.ndjson"
    assert import_of(tx, tmp_path, ["{"], rejects_path=place).rejects == place
    assert reasons(place)[0][0] == 1


def test_an_import_whose_rejects_cannot_be_written_leaves_nothing(tx: db.Connection, tmp_path: Path) -> None:
    for place in (tmp_path / "no" / "rejects.ndjson", tmp_path / "people.ndjson"):
        with pytest.raises(BadInput):
            import_of(tx, tmp_path, [{"external_id": "a"}, "{"], rejects_path=place)
    assert known(tx) == {}


WHOLE = [
    (b"", "empty"),
    (b"u-1,Ada\nu-2,Boris\n", "external_id"),
    (b"name,zone\nAda,\n", "external_id"),
    (b"external_id,nickname\n", "nickname"),
    (b"external_id,name,name\n", "twice"),
    ("external_id\nu-1\n".encode("utf-16"), "UTF-16"),
    (b'external_id,"name\nu-1,Ada\n', "external_id"),
]


def test_a_file_that_cannot_be_read_as_a_whole_changes_nothing(tx: db.Connection, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    for content, reason in WHOLE:
        path.write_bytes(content)
        with pytest.raises(BadInput, match=reason):
            importing.import_file(tx, path, NOON, list_name="sellers")
    assert known(tx) == {}
    assert lists.lists(tx) == []
    assert [found.name for found in tmp_path.iterdir()] == ["people.csv"]


def test_what_is_no_file_of_people_is_refused(tx: db.Connection, tmp_path: Path) -> None:
    (tmp_path / "people.txt").write_text("external_id\n")
    (tmp_path / "folder.csv").mkdir()
    for name in ("people.txt", "nobody.csv", "folder.csv"):
        with pytest.raises(BadInput, match=name):
            importing.import_file(tx, tmp_path / name, NOON)


def test_a_file_without_people_and_one_with_a_byte_order_mark_are_files_of_people(
    tx: db.Connection, tmp_path: Path
) -> None:
    (tmp_path / "none.ndjson").write_bytes(b"")
    assert counts(importing.import_file(tx, tmp_path / "none.ndjson", NOON)) == (0, 0, 0, 0, 0)
    (tmp_path / "marked.csv").write_bytes(b"\xef\xbb\xbfexternal_id,name\r\nu-1,Ada\r\n\r\nu-2,Boris")
    assert counts(importing.import_file(tx, tmp_path / "marked.csv", NOON)) == (2, 2, 0, 0, 0)
    assert known(tx) == {"u-1": "Ada", "u-2": "Boris"}
