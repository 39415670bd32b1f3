"""Zones are those of the pinned zone data, each with a number that it keeps."""

import subprocess
import sys
import threading
import zoneinfo

from tests.waiting import until_row
from tidings.audience import zones
from tidings.core import db, queries


def test_every_zone_of_the_pinned_data_is_stored_and_the_unknown_one_is_number_nought(tx: db.Connection) -> None:
    assert zones.sync(tx) == len(zoneinfo.available_timezones()) + 1
    ids = zones.ids(tx)
    assert ids[""] == zones.UNKNOWN
    assert set(ids) == {"", *zoneinfo.available_timezones()}
    assert zones.names(tx) == {number: name for name, number in ids.items()}


def test_storing_them_again_changes_nothing(tx: db.Connection) -> None:
    zones.sync(tx)
    before = zones.ids(tx)
    assert zones.sync(tx) == 0
    assert zones.ids(tx) == before


def test_a_new_zone_gets_a_new_number_and_the_others_keep_theirs(tx: db.Connection) -> None:
    zones.sync(tx)
    lisbon = zones.ids(tx)["Europe/Lisbon"]
    tx.execute("delete from zone where name = 'Europe/Lisbon'")
    before = zones.ids(tx)
    assert zones.sync(tx) == 1
    after = zones.ids(tx)
    assert after == {**before, "Europe/Lisbon": after["Europe/Lisbon"]}
    assert after["Europe/Lisbon"] not in {*before.values(), lisbon}


def test_a_zone_that_the_data_dropped_keeps_its_number(tx: db.Connection) -> None:
    zones.sync(tx)
    tx.execute("insert into zone (id, name) values (9000, 'Mars/Olympus')")
    zones.sync(tx)
    assert zones.names(tx)[9000] == "Mars/Olympus"


def test_two_processes_may_store_them_at_once(tx: db.Connection, database: str) -> None:
    made: list[int] = []

    def sync() -> None:
        with db.connect("other", url=database) as connection:
            made.append(zones.sync(connection))

    with db.connect("first", url=database) as first, db.transaction(first):
        db.run(first, queries.load("audience")["lock_zones"])
        thread = threading.Thread(target=sync)
        thread.start()
        until_row(tx, "select from pg_stat_activity where wait_event_type = 'Lock'")
        first_made = zones.sync(first)
    thread.join()
    assert first_made > 400
    assert made == [0]


def test_the_zone_data_is_pinned_whatever_is_imported_first() -> None:
    program = "import tidings.audience.zones, zoneinfo; print(zoneinfo.TZPATH)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "()"
