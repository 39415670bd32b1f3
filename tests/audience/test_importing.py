"""People come in from files: what a file says is stored, what it leaves out stays as it was."""

from datetime import timedelta
from pathlib import Path

from tests.audience.files import counts, csv_file, import_of
from tests.audience.people import NOON, add, days_ago
from tidings.audience import consents, importing, lists, persons
from tidings.audience.model import Person
from tidings.core import db

HEADER = "external_id,name,attributes,locale,zone,consents,registered_at,last_active_at"
LATER = NOON + timedelta(hours=1)


def told(found: Person) -> tuple[object, ...]:
    return found.name, found.attributes, found.locale, found.zone


def test_a_record_becomes_a_person_with_everything_that_it_says(tx: db.Connection, tmp_path: Path) -> None:
    consent = '"[{""category"": ""promotions"", ""answer"": ""no"", ""at"": ""2026-02-01T09:00:00+01:00""}]"'
    values = f'u-1,Zoë,"{{""town"": ""Lund""}}",sv_SE,Europe/Stockholm,{consent}'
    file = csv_file(tmp_path, f"{values},2024-01-01T00:00:00Z,2026-03-01T13:00:00+01:00", header=HEADER)
    assert counts(importing.import_file(tx, file, NOON)) == (1, 1, 0, 0, 0)
    found = persons.find(tx, "u-1")
    assert told(found) == ("Zoë", {"town": "Lund"}, "sv-SE", "Europe/Stockholm")
    assert found.registered_at is not None and found.registered_at.isoformat() == "2024-01-01T00:00:00+00:00"
    assert found.last_active_at == NOON - timedelta(days=1)
    kept = consents.of_person(tx, found.id)
    assert [(answer.category, answer.is_allowed, answer.source) for answer in kept] == [("promotions", False, "import")]
    assert kept[0].decided_at.isoformat() == "2026-02-01T08:00:00+00:00"


def test_an_id_is_enough_and_registration_is_then_the_import(tx: db.Connection, tmp_path: Path) -> None:
    import_of(tx, tmp_path, [{"external_id": "u-1"}, {"external_id": 42}])
    found = persons.find(tx, "42")
    assert told(found) == ("", {}, "", "")
    assert (found.registered_at, found.last_active_at, found.updated_at) == (NOON, None, NOON)


def test_a_later_file_changes_what_it_says_and_leaves_the_rest(tx: db.Connection, tmp_path: Path) -> None:
    add(tx, "u-1", name="Ada", locale="pt", zone="Europe/Lisbon", attributes={"town": "Porto"})
    add(tx, "u-2", name="Boris")
    summary = import_of(tx, tmp_path, [{"external_id": "u-1", "name": "Ada L."}, {"external_id": "u-3"}], now=LATER)
    assert counts(summary) == (2, 1, 1, 0, 0)
    found = persons.find(tx, "u-1")
    assert told(found) == ("Ada L.", {"town": "Porto"}, "pt", "Europe/Lisbon")
    assert found.updated_at == LATER
    assert persons.find(tx, "u-2").updated_at == NOON


def test_an_empty_value_empties_and_an_empty_time_leaves_what_was_known(tx: db.Connection, tmp_path: Path) -> None:
    add(
        tx,
        "u-1",
        name="Ada",
        attributes={"town": "Porto"},
        locale="pt",
        zone="Europe/Lisbon",
        registered_at=days_ago(9),
        last_active_at=days_ago(3),
    )
    importing.import_file(tx, csv_file(tmp_path, "u-1,,,,,,,", header=HEADER), LATER)
    found = persons.find(tx, "u-1")
    assert told(found) == ("", {}, "", "")
    assert (found.registered_at, found.last_active_at) == (days_ago(9), days_ago(3))


def test_the_same_file_again_changes_nothing(tx: db.Connection, tmp_path: Path) -> None:
    record = {
        "external_id": "u-1",
        "name": "Ada",
        "attributes": {"town": "Porto", "listings_count": 3},
        "locale": "pt",
        "zone": "Europe/Lisbon",
        "consents": [{"category": "*", "answer": "no", "at": "2026-01-01T00:00:00Z"}],
        "registered_at": "2024-01-01T00:00:00Z",
    }
    assert import_of(tx, tmp_path, [record, {"external_id": "u-2"}]).consents == 1
    before = tx.execute("select xmin::text, ctid::text from person order by id").fetchall()
    again = import_of(tx, tmp_path, [record, {"external_id": "u-2"}], now=LATER)
    assert (counts(again), again.consents) == ((2, 0, 0, 2, 0), 0)
    assert tx.execute("select xmin::text, ctid::text from person order by id").fetchall() == before


def test_the_later_of_two_answers_holds_whichever_file_comes_first(tx: db.Connection, tmp_path: Path) -> None:
    early, late = "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"
    cases = {
        "said no later": (("yes", early), ("no", late)),
        "said no later, told first": (("no", late), ("yes", early)),
        "said yes later": (("no", early), ("yes", late)),
        "both at once": (("yes", early), ("no", early)),
        "both at once, no told first": (("no", early), ("yes", early)),
    }
    for turn in (0, 1):
        answers = {name: dict(zip(("answer", "at"), case[turn], strict=True)) for name, case in cases.items()}
        records = [{"external_id": name, "consents": [{"category": "news"} | told]} for name, told in answers.items()]
        import_of(tx, tmp_path, records)
    held = {name: consents.of_person(tx, persons.find(tx, name).id)[0].is_allowed for name in cases}
    assert held == {name: name == "said yes later" for name in cases}


def test_answers_to_other_categories_stay_and_a_changed_answer_is_an_update(tx: db.Connection, tmp_path: Path) -> None:
    ada = add(tx, "u-1")
    consents.decide(tx, ada, "news", False, "conversation", NOON)
    answers = [{"category": "promotions", "answer": True, "at": "2026-01-01T00:00:00Z"}]
    summary = import_of(tx, tmp_path, [{"external_id": "u-1", "consents": answers}])
    assert (counts(summary), summary.consents) == ((1, 0, 1, 0, 0), 1)
    assert [(kept.category, kept.is_allowed) for kept in consents.of_person(tx, ada)] == [
        ("news", False),
        ("promotions", True),
    ]


def test_everybody_in_the_file_who_is_taken_stands_in_the_list(tx: db.Connection, tmp_path: Path) -> None:
    add(tx, "old")
    add(tx, "elsewhere")
    for _ in range(2):
        import_of(tx, tmp_path, [{"external_id": "old"}, {"external_id": "new"}, "{"], list_name="sellers")
    assert [member["external_id"] for member in lists.members(tx, "sellers", limit=9)] == ["old", "new"]


def test_progress_is_heard_while_reading_and_while_storing(tx: db.Connection, tmp_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    file = csv_file(tmp_path, *(f"u-{number},P" for number in range(25_000)))
    importing.import_file(tx, file, NOON, progress=lambda *told: heard.append(told))
    size = file.stat().st_size
    assert [told[0] for told in heard] == ["reading"] * 3 + ["storing"]
    assert heard[2] == ("reading", size, size)
    assert heard[3] == ("storing", 25_001, 25_001)
    assert all(0 < done <= total for _, done, total in heard)
