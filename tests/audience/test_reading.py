"""Whatever a file holds, it is read record by record, each at its line, or said to be unreadable."""

import csv
import io
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.audience import lines, sources, tabular
from tidings.audience.reading import File
from tidings.audience.record import Record
from tidings.core.errors import BadInput

SMALL = 40
PIECES = st.sampled_from([b"a", b",", b'"', b"\n", b"\r", b"\r\n", b"\xc3\xa9", b"\xff", b"\0", b" ", b"bcdefghijk"])
patient = settings(deadline=None)
FIELD = st.text(st.sampled_from('ab,"\n\r\té日=\0'), max_size=8)


def read(content: bytes, name: str = "people.csv") -> list[Record]:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / name
        path.write_bytes(content)
        with File(sources.of_path(path)) as file:
            return list(file)


def written(rows: list[tuple[str, str]], end: str) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([("external_id", "name"), *rows])
    return buffer.getvalue().encode()


@patient
@given(st.lists(st.tuples(FIELD, FIELD), max_size=8), st.sampled_from(["\n", "\r\n"]))
def test_what_csv_can_say_is_read_back(rows: list[tuple[str, str]], end: str) -> None:
    """But for ends of lines within a field, which are all one."""
    expected = [tuple(re.sub("\r*\n", "\n", field) for field in row) for row in rows]
    records = read(written(rows, end))
    assert [record.problem for record in records] == [""] * len(rows)
    assert [tuple((record.values or {}).values()) for record in records] == expected


@patient
@given(st.lists(PIECES, max_size=60).map(b"".join))
def test_reading_by_the_block_and_line_by_line_is_the_same(content: bytes) -> None:
    whole = b"external_id,name\n" + content
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "LONGEST_LINE", SMALL)
        by_block = read(whole)
        patch.setattr(tabular, "_rows", lambda block, field_count: None)
        line_by_line = read(whole)
    assert by_block == line_by_line


@patient
@given(st.lists(PIECES, max_size=60).map(b"".join))
def test_no_line_is_read_twice_or_lost(content: bytes) -> None:
    """A line is blank, or a record begins in it, or it goes on with the one before, which then has a line break."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "LONGEST_LINE", SMALL)
        records = read(b"external_id,name\n" + content)
    begun = {record.line for record in records}
    assert len(begun) == len(records)
    for record in records:
        text = "".join((record.values or {"": record.text}).values())
        begun |= set(range(record.line, record.line + 1 + text.count("\n")))
    not_blank = {number for number, line in enumerate(content.split(b"\n"), 2) if line.strip(b"\r")}
    assert not_blank <= begun <= set(range(2, content.count(b"\n") + 3))


@patient
@given(st.binary(max_size=200))
def test_any_bytes_are_records_of_json_or_said_to_be_none(content: bytes) -> None:
    records = read(b"\n" + content, "people.ndjson")
    begun = [number for number, line in enumerate(content.split(b"\n"), 2) if line.strip()]
    assert [record.line for record in records] == begun
    assert all(record.values is not None or record.problem for record in records)


@patient
@given(st.binary(max_size=200))
def test_any_bytes_are_a_file_of_people_or_bad_input(content: bytes) -> None:
    try:
        read(content)
    except BadInput as error:
        assert "people.csv" in str(error)


def test_a_line_that_is_too_long_is_cut_and_the_next_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE", SMALL)
    long = b"x" * 3 * SMALL
    records = read(b"external_id,name\n" + long + b",\nu-2,Ada\n" + long + b"\nu-4,Boris\n" + long)
    too_long = "is longer than 40 bytes; it begins as shown"
    assert [record.problem for record in records] == [too_long, "", too_long, "", too_long]
    assert [record.line for record in records] == [2, 3, 4, 5, 6]


def test_a_quoted_field_does_not_go_on_with_a_part_of_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE", SMALL)
    content = b'external_id,name\nu-1,"Ada\n' + b"x" * 2 * SMALL + b'"\nu-2,Boris\n'
    found = [(record.line, record.problem[:24], record.values) for record in read(content)]
    assert found == [
        (2, "is not CSV: a quote is n", None),
        (3, "is longer than 40 bytes;", None),
        (4, "", {"external_id": "u-2", "name": "Boris"}),
    ]


def test_how_much_was_read_grows_to_the_size_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(b"external_id,name\n" + b"u-1,Ada\n" * 200_000)
    with File(sources.of_path(path)) as file:
        done = [file.done_bytes for number, _ in enumerate(file) if not number % 50_000]
        assert done == sorted(done)
        assert 0 < done[0] < file.total_bytes == file.done_bytes == path.stat().st_size
