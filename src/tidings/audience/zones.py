"""The zones of the pinned tzdata as small numbers, which stay the same when later releases add some."""

import zoneinfo

from tidings.core import db, queries

Q = queries.load("audience")
UNKNOWN = 0


def sync(tx: db.Connection) -> int:
    """Store every IANA zone that is not there yet; how many were new. 0 stands for no zone, with the name ''.

    Numbers are given once: a name that the zone data drops keeps its own. Runs as often as one likes.
    """
    wanted = {"", *zoneinfo.available_timezones()}
    if wanted <= set(ids(tx)):
        return 0
    with db.transaction(tx):
        db.run(tx, Q["lock_zones"])
        return db.run(tx, Q["add_zones"], names=sorted(wanted))


def ids(tx: db.Connection) -> dict[str, int]:
    """The number of each zone by its IANA name."""
    return {found["name"]: found["id"] for found in db.rows(tx, Q["zones"])}


def names(tx: db.Connection) -> dict[int, str]:
    """The IANA name of each zone by its number; 0 is ''."""
    return {found["id"]: found["name"] for found in db.rows(tx, Q["zones"])}
