"""Imports that are killed, or meet each other, a sender, or somebody who opts out."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.audience.files import counts, csv_file, json_file, known
from tests.audience.people import NOON, add
from tests.waiting import until, until_row
from tidings.audience import consents, importing, lists, persons, zones
from tidings.audience.importing import Summary
from tidings.core import db

IMPORTER = "select from pg_stat_activity where application_name = 'tidings-importer'"


@pytest.mark.crash
@pytest.mark.parametrize("phase", ["reading", "storing"])
def test_a_killed_import_leaves_nothing_and_the_next_one_takes_everybody(
    tx: db.Connection, database: str, tmp_path: Path, phase: str
) -> None:
    file = csv_file(tmp_path, *(f"u-{number},P" for number in range(25_000)), "u-1,again")
    program = [sys.executable, "-m", "tests.audience.victim", database, str(file), phase]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None and victim.stdout.readline() == "standing still\n"
        victim.kill()
    until(lambda: not others(tx), "the end of the killed import's connection")
    assert known(tx) == {}
    assert lists.lists(tx) == []
    assert not (tmp_path / "people.rejects.csv").exists()
    assert counts(importing.import_file(tx, file, NOON)) == (25_001, 25_000, 0, 0, 1)


def others(tx: db.Connection) -> list[db.Row]:
    return tx.execute("select pid from pg_stat_activity where application_name = 'tidings-victim'").fetchall()


def test_two_imports_at_once_take_turns_and_make_nobody_twice(tx: db.Connection, database: str, tmp_path: Path) -> None:
    files = [
        csv_file(tmp_path, *(f"u-{number},{name}" for number in numbers), name=f"{name}.csv")
        for name, numbers in (("up", range(3000)), ("down", reversed(range(3000))))
    ]
    summaries: list[Summary] = []

    def run(file: Path) -> None:
        with db.connect("importer", url=database) as connection:
            summaries.append(importing.import_file(connection, file, NOON))

    threads = [threading.Thread(target=run, args=(file,)) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts(summary) for summary in summaries) == [(3000, 0, 3000, 0, 0), (3000, 3000, 0, 0, 0)]
    assert len(known(tx)) == 3000


def test_an_import_that_meets_somebody_elses_new_person_says_so_and_leaves_nothing(
    tx: db.Connection, database: str, tmp_path: Path
) -> None:
    """Nobody but an import makes people; were it otherwise, the key would say so and not the luck of the moment."""
    zones.sync(tx)
    raised: list[Exception] = []

    def run() -> None:
        with db.connect("importer", url=database) as connection:
            try:
                importing.import_file(connection, csv_file(tmp_path, "a,Ada", "b,Bob"), NOON)
            except Exception as error:
                raised.append(error)

    with db.connect("stranger", url=database) as stranger:
        with db.transaction(stranger):
            add(stranger, "b", name="Boris")
            thread = threading.Thread(target=run)
            thread.start()
            until_row(tx, f"{IMPORTER} and wait_event_type = 'Lock'")
        thread.join()
    assert [type(error).__name__ for error in raised] == ["Conflict"]
    assert known(tx) == {"b": "Boris"}


def test_a_withdrawn_consent_is_acknowledged_after_statements_that_may_not_know_it(
    tx: db.Connection, database: str, tmp_path: Path
) -> None:
    answers = [{"category": "news", "answer": "no", "at": "2026-01-01T00:00:00Z"}]
    file = json_file(tmp_path, {"external_id": "u-1", "consents": answers})
    done = threading.Event()

    def run() -> None:
        with db.connect("importer", url=database) as connection:
            importing.import_file(connection, file, NOON)
            done.set()

    with db.connect("sender", url=database) as sender:
        with sender.transaction():
            sender.execute("select 1")
            thread = threading.Thread(target=run)
            thread.start()
            until_row(tx, "select from consent")
            until_row(tx, f"{IMPORTER} and query ~ 'pg_stat_activity'")
            assert not done.is_set()
        assert done.wait(10)
        thread.join()


def test_whoever_opts_out_does_not_wait_for_an_import_that_repeats_their_answer(
    tx: db.Connection, database: str, tmp_path: Path
) -> None:
    answers = [{"category": "news", "answer": "yes", "at": "2026-01-01T00:00:00Z"}]
    file = json_file(tmp_path, {"external_id": "u-1", "consents": answers})
    importing.import_file(tx, file, NOON)
    ada = persons.find(tx, "u-1").id

    def opt_out(phase: str, done: int, total: int) -> None:
        if phase == "storing":
            with db.connect("chat", url=database) as connection:
                connection.execute("set lock_timeout = '2s'")
                consents.decide(connection, ada, "news", False, "conversation", NOON)

    importing.import_file(tx, file, NOON, progress=opt_out)
    assert [kept.is_allowed for kept in consents.of_person(tx, ada)] == [False]
