"""People from a file: read, checked, staged by COPY, merged by the marketplace's own id; all of it or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import psycopg

from tidings.audience import lists, parsing, sources, zones
from tidings.audience.parsing import Refused, Stored
from tidings.audience.reading import File
from tidings.audience.rejecting import Rejects, RejectsFile, path_beside
from tidings.core import db, queries
from tidings.core.errors import BadInput, Conflict

Q = queries.load("audience")
# (phase, done, total): bytes while `reading`, people while `storing`.
Progress = Callable[[str, int, int], None]
SOURCE = "import"
PART = 200_000
MANY = 10_000
# Clocks of two systems differ; a consent from further ahead than this is a mistake.
FORGIVEN = timedelta(days=1)


@dataclass(frozen=True)
class Summary:
    """What came of a file: `read` = new + updated + unchanged + rejected; `rejects` is where these stand."""

    read: int
    new: int
    updated: int
    unchanged: int
    rejected: int
    consents: int
    rejects: Path | None


def import_file(
    connection: db.Connection,
    path: Path,
    now: datetime,
    *,
    rejects_path: Path | None = None,
    list_name: str | None = None,
    progress: Progress = lambda phase, done, total: None,
) -> Summary:
    """Take in a file of people, and put everybody in it into the list `list_name`, when one is given.

    Commits on its own: `connection` is outside a transaction. One transaction holds the whole file, so that a
    kill leaves nothing behind. It returns when no sender can still act on a consent that the file withdrew.
    Raises BadInput when the file as a whole cannot be read, Conflict when somebody else stored one of its new
    people meanwhile.
    """
    source, beside = sources.of_path(path), rejects_path or path_beside(path)
    if beside.resolve() == path.resolve():
        raise BadInput(f"{path} is the file that is imported: its rejects need another one.")
    zones.sync(connection)
    with File(source) as file, RejectsFile(beside, file) as rejects, alone(connection, source.name) as tx:
        counts = take_in(tx, file, rejects, now, list_name, progress)
        summary = replace(counts, rejects=beside if counts.rejected else None)
        rejects.keep()
    if summary.consents:
        db.wait_for_senders(connection)
    tidy(connection, summary.new + summary.updated)
    return summary


@contextmanager
def alone(connection: db.Connection, name: str) -> Iterator[db.Connection]:
    """A transaction for an import, beside which there is no other; `name` is what is imported. Raises Conflict."""
    try:
        with db.transaction(connection) as tx:
            db.row(tx, Q["prepare_import"])
            db.row(tx, Q["lock_imports"])
            yield tx
    except (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected) as error:
        raise Conflict(f"Somebody else stored people of {name} meanwhile: import it again.") from error


def tidy(connection: db.Connection, written_count: int) -> None:
    """Have so many people, when they are many, ready to be read."""
    if written_count >= MANY:
        db.run(connection, Q["tidy"])


def take_in(
    tx: db.Connection, file: File, rejects: Rejects, now: datetime, list_name: str | None, progress: Progress
) -> Summary:
    """Take in all of a file, in a transaction of `alone`; what came of it, its rejects not yet kept."""
    list_id = lists.find_or_create(tx, list_name, now) if list_name is not None else None
    rules = parsing.Rules(zones.ids(tx), now + FORGIVEN)
    db.run(tx, Q["create_staged"])
    read = _stage(tx, _checked(file, rejects, rules), file, progress) + rejects.count
    _refuse_repeated(tx, file, rejects)
    totals = {"read": read, "new": 0, "updated": 0, "unchanged": 0, "consents": 0}
    db.run(tx, Q["index_staged"])
    db.run(tx, Q["analyze_staged"])
    bounds = db.row(tx, Q["last_staged"])
    last = (bounds["line"] if bounds else None) or 0
    for after in range(0, last, PART):
        counts = db.row(tx, Q["merge"], after=after, upto=after + PART, now=now, source=SOURCE, list_id=list_id)
        assert counts is not None, "a count is one row"
        for name, count in counts.items():
            totals[name] += count
        progress("storing", min(after + PART, last), last)
    summary = Summary(**totals, rejected=rejects.count, rejects=None)
    _check_sum(summary)
    return summary


def _checked(file: File, rejects: Rejects, rules: parsing.Rules) -> Iterator[tuple[int, Stored]]:
    """The records that can be stored, with their lines; the others go to the rejects."""
    for record in file:
        if record.values is None or record.problem:
            rejects.add(record, record.problem)
            continue
        try:
            yield record.line, parsing.person(record.values, rules)
        except Refused as reason:
            rejects.add(record, str(reason))


def _stage(tx: db.Connection, records: Iterator[tuple[int, Stored]], file: File, progress: Progress) -> int:
    """Copy records into the staging table; how many."""
    count = 0
    with tx.cursor().copy(db.sql(Q["copy_staged"])) as copy:
        for line, stored in records:
            copy.write_row((line, *stored))
            count += 1
            if not count % 10_000:
                progress("reading", file.done_bytes, file.total_bytes)
    progress("reading", file.total_bytes, file.total_bytes)
    return count


def _refuse_repeated(tx: db.Connection, file: File, rejects: Rejects) -> None:
    """The first record of an id stays; whatever repeats it later is taken out again."""
    repeated = {found["line"]: found["first_line"] for found in db.rows(tx, Q["take_repeated"])}
    if not repeated:
        return
    with File(file.source) as again:
        for record in again:
            if record.line in repeated:
                rejects.add(record, f"external_id stands in line {repeated[record.line]} already")


def _check_sum(summary: Summary) -> None:
    parts = summary.new + summary.updated + summary.unchanged + summary.rejected
    assert summary.read == parts, f"the import does not add up: {summary}"
