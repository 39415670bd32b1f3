"""Invented people look like those of a marketplace, are the same for the same seed, and can all be imported."""

import zoneinfo
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from tests.audience.people import NOON
from tidings.audience import importing, inventing, parsing
from tidings.core import db
from tidings.core.errors import BadInput

MANY = 20_000


@pytest.fixture(scope="module")
def crowd() -> list[dict[str, Any]]:
    return list(inventing.people(MANY, 1, NOON))


def share(found: int) -> float:
    return found / MANY


def test_a_seed_always_gives_the_same_people_and_another_one_others(crowd: list[dict[str, Any]]) -> None:
    assert list(inventing.people(500, 1, NOON)) == crowd[:500]
    assert list(inventing.people(500, 2, NOON)) != crowd[:500]


def test_every_zone_is_in_the_zone_data_and_there_are_at_least_forty(crowd: list[dict[str, Any]]) -> None:
    zones = {person["zone"] for person in crowd} - {""}
    assert zones <= zoneinfo.available_timezones()
    assert len(zones) >= 40
    assert len({person["attributes"]["country"] for person in crowd}) >= 40


def test_some_zones_have_many_people_and_some_have_few(crowd: list[dict[str, Any]]) -> None:
    counts = sorted(Counter(person["zone"] for person in crowd).values())
    assert counts[-1] > 50 * counts[0]
    assert counts[-1] < MANY / 5


def test_about_four_in_a_hundred_opted_out_of_promotions(crowd: list[dict[str, Any]]) -> None:
    noes = [consent for person in crowd for consent in person["consents"] if consent["answer"] == "no"]
    assert {consent["category"] for consent in noes} == {"promotions", "*"}
    assert 0.035 < share(len(noes)) < 0.045


def test_most_people_are_long_inactive_and_a_few_are_here_today(crowd: list[dict[str, Any]]) -> None:
    seen = [NOON - datetime.fromisoformat(person["last_active_at"]) for person in crowd if person["last_active_at"]]
    assert 0.001 < share(sum(age < timedelta(days=1) for age in seen)) < 0.05
    assert 60 < median(age.days for age in seen) < 400
    assert 0 < share(MANY - len(seen)) < 0.05


def test_a_few_sell_much_and_most_sell_little(crowd: list[dict[str, Any]]) -> None:
    listings = sorted(person["attributes"]["listings_count"] for person in crowd)
    assert listings[MANY // 2] <= 1
    assert sum(listings[-MANY // 100 :]) > sum(listings) / 4
    assert all(person["attributes"]["is_seller"] == (person["attributes"]["listings_count"] > 0) for person in crowd)


def test_what_happened_to_a_person_happened_in_order(crowd: list[dict[str, Any]]) -> None:
    for person in crowd:
        registered_at = datetime.fromisoformat(person["registered_at"])
        last_active_at = person["last_active_at"] or person["registered_at"]
        decided = [datetime.fromisoformat(consent["at"]) for consent in person["consents"]]
        assert registered_at <= datetime.fromisoformat(last_active_at) <= NOON
        assert all(registered_at <= moment <= NOON for moment in decided)


def test_names_are_of_many_scripts_with_hyphens_and_apostrophes_and_one_begins_like_a_formula(
    crowd: list[dict[str, Any]],
) -> None:
    names = [person["name"] for person in crowd]
    assert any("-" in name for name in names) and any("'" in name for name in names)
    for first, last in (("\u0400", "\u04ff"), ("\u0600", "\u06ff"), ("\u0900", "\u097f"), ("\u4e00", "\u9fff")):
        assert any(first <= character <= last for name in names for character in name)
    assert any(person["name"].startswith("=") for person in inventing.people(10, 3, NOON))
    assert len(set(names)) > 3000


def test_a_few_have_no_zone_or_no_locale(crowd: list[dict[str, Any]]) -> None:
    assert 0.02 < share(sum(not person["zone"] for person in crowd)) < 0.04
    assert 0.03 < share(sum(not person["locale"] for person in crowd)) < 0.05


def test_every_record_is_one_that_an_import_takes(crowd: list[dict[str, Any]]) -> None:
    zones = dict.fromkeys({"", *zoneinfo.available_timezones()}, 1)
    rules = parsing.Rules(zones, NOON)
    assert len({parsing.person(person, rules)[0] for person in crowd}) == MANY


@pytest.mark.parametrize("name", ["people.csv", "people.ndjson"])
def test_a_written_file_is_imported_without_rejects(tx: db.Connection, tmp_path: Path, name: str) -> None:
    inventing.write(tmp_path / name, 3000, 7, NOON)
    summary = importing.import_file(tx, tmp_path / name, NOON)
    assert (summary.read, summary.new, summary.rejected, summary.rejects) == (3000, 3000, 0, None)
    stored = tx.execute(
        "select external_id, person.name, attributes, locale, zone.name as zone, registered_at, last_active_at"
        " from person join zone on zone.id = zone_id order by external_id"
    ).fetchall()
    for found, invented in zip(stored, inventing.people(3000, 7, NOON), strict=True):
        assert {**invented, **found} == {
            **invented,
            "registered_at": datetime.fromisoformat(invented["registered_at"]),
            "last_active_at": datetime.fromisoformat(invented["last_active_at"])
            if invented["last_active_at"]
            else None,
        }


def test_both_forms_of_a_file_mean_the_same_people(tx: db.Connection, tmp_path: Path) -> None:
    for name in ("people.csv", "people.ndjson"):
        inventing.write(tmp_path / name, 2000, 7, NOON)
    importing.import_file(tx, tmp_path / "people.csv", NOON)
    again = importing.import_file(tx, tmp_path / "people.ndjson", NOON)
    assert (again.unchanged, again.consents) == (2000, 0)


def test_progress_goes_from_nothing_to_everybody(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    inventing.write(tmp_path / "people.csv", 25_000, 1, NOON, lambda done, total: heard.append((done, total)))
    assert heard == [(0, 25_000), (10_000, 25_000), (20_000, 25_000), (25_000, 25_000)]


def test_a_file_that_could_not_be_finished_is_not_there(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done:
            raise Stopped

    with pytest.raises(Stopped):
        inventing.write(tmp_path / "people.csv", 25_000, 1, NOON, stop)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    for path, count in ((tmp_path / "people.txt", 1), (tmp_path / "no" / "people.csv", 1), (tmp_path / "p.csv", -1)):
        with pytest.raises(BadInput):
            inventing.write(path, count, 1, NOON)
    assert list(tmp_path.iterdir()) == []
