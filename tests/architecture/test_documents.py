"""What the documents name exists, and every decision record has its parts."""

import re
from pathlib import Path

import pytest

from tests.architecture import layout

DOCUMENTS = sorted([layout.ROOT / "README.md", layout.ROOT / "CHANGELOG.md", *(layout.ROOT / "docs").rglob("*.md")])
RECORDS = [path for path in DOCUMENTS if path.parent.name == "adr"]
HEADINGS = ["## Context", "## Decision", "## Alternatives weighed", "## The check that keeps it"]
_PATH = re.compile(r"`((?:src|tests|bin|db|docs|bench|demo|examples|deploy)/[\w./-]*)`")
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[\w-]*)?\)")
_RECORD = re.compile(r"(?:ADR |docs/adr/)(\d{4}(?:, \d{4})*)")


def missing(text: str, directory: Path) -> list[str]:
    """What a text names by path or link, and is not there."""
    named = [(layout.ROOT / path, path) for path in _PATH.findall(text)]
    linked = [(directory / path, path) for path in _LINK.findall(text)]
    return [path for place, path in named + linked if not place.exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_names_only_what_is_there(document: Path) -> None:
    assert missing(document.read_text(), document.parent) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_document_has_no_gaps(document: Path) -> None:
    assert re.findall(r"@@|TODO|TBD|\bXXX\b|\?\?\?", document.read_text()) == []


def test_what_is_not_there_is_found() -> None:
    text = "See `src/tidings/flow.py`, `src/tidings/nothing.py`, [flow](src/tidings/flow.py#L1) and [it](src/gone.py)."
    assert missing(text, layout.ROOT) == ["src/tidings/nothing.py", "src/gone.py"]


def test_records_are_numbered_one_by_one() -> None:
    assert [path.name[:4] for path in RECORDS] == [f"{number:04}" for number in range(1, len(RECORDS) + 1)]


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.name[:4])
def test_a_record_has_its_parts_and_names_a_check(record: Path) -> None:
    lines = record.read_text().splitlines()
    assert lines[0].startswith(f"# {record.name[:4]}. ")
    assert [line for line in lines if line.startswith("## ")] == HEADINGS
    assert "tests/" in record.read_text().split(HEADINGS[-1])[1]


def test_records_that_code_and_documents_refer_to_exist() -> None:
    texts = [path.read_text() for path in [*DOCUMENTS, *(layout.ROOT / "db" / "migrations").glob("*.sql")]]
    texts += [module.text for module in layout.modules()]
    named = {number for text in texts for numbers in _RECORD.findall(text) for number in numbers.split(", ")}
    assert {"0002", "0003"} <= named
    assert named <= {path.name[:4] for path in RECORDS}
