"""The shop's queue: what is to be done soon, but not while somebody waits for a page."""

import json
import time
from dataclasses import dataclass
from typing import Any

from shop.store import Tx

FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0


@dataclass(frozen=True)
class Job:
    """One piece of work."""

    id: int
    kind: str
    told: dict[str, Any]
    try_count: int


def add(tx: Tx, kind: str, **told: Any) -> int:
    """Queue a job in the transaction of the change that it follows from; its number."""
    now = time.time()
    query = "insert into job (kind, told, queued_at, due_at) values (?, ?, ?, ?)"
    return int(tx.execute(query, (kind, json.dumps(told), now, now)).lastrowid or 0)


def next_due(tx: Tx) -> Job | None:
    """The one that has waited longest, if any is due."""
    query = "select * from job where done_at is null and due_at <= ? order by due_at, id limit 1"
    row = tx.execute(query, (time.time(),)).fetchone()
    return Job(row["id"], row["kind"], json.loads(row["told"]), row["try_count"]) if row else None


def finish(tx: Tx, job: Job, error: str | None = None) -> None:
    """It is done, or given up for this reason."""
    tx.execute("update job set done_at = ?, error = ? where id = ?", (time.time(), error, job.id))


def postpone(tx: Tx, job: Job, error: str) -> None:
    """Try it again, later each time."""
    pause_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2**job.try_count)
    query = "update job set due_at = ?, try_count = try_count + 1, error = ? where id = ?"
    tx.execute(query, (time.time() + pause_s, error, job.id))


def waiting_count(tx: Tx) -> int:
    """How many are not done yet."""
    return int(tx.execute("select count(*) from job where done_at is null").fetchone()[0])


def refreshes(tx: Tx, listing_ids: list[int]) -> dict[int, float | None]:
    """For each listing, how many milliseconds its last refresh took from edit to index; None while it waits."""
    marks = ",".join("?" * len(listing_ids))
    query = f"""
        select json_extract(told, '$.listing') as listing, done_at - queued_at as took_s, max(id)
        from job where kind = 'refresh' and json_extract(told, '$.listing') in ({marks}) group by listing
    """
    return {
        row["listing"]: None if row["took_s"] is None else row["took_s"] * 1000
        for row in tx.execute(query, listing_ids)
    }
