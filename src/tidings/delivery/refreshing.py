"""Gives windows their next opening when they closed with members left, or when what they are computed from changed."""

from datetime import datetime

from tidings.audience import zones
from tidings.campaigns import loading
from tidings.campaigns.loading import Campaign
from tidings.campaigns.tasks import timing
from tidings.core import config, db, queries
from tidings.delivery import planning, windows
from tidings.delivery.windows import Opening

Q = queries.load("delivery")
BATCHES_A_MOVE = 100


def refresh(connection: db.Connection, campaign_id: int, task_id: int, now: datetime, *, everything: bool) -> int:
    """Compute windows anew, those that closed with members left or all of them; how many have other instants now.

    All of them when `everything` is asked for, and when what they were computed from has changed.

    Zones of one window that part from each other: those that open first keep its number, the others get new ones, and
    their members are moved to batches of those. So what ends a window's batches speaks for nobody who lives elsewhere.
    """
    look = db.row(connection, Q["refreshable"], task_id=task_id, now=now)
    if look is None or not (everything or look["is_outdated"] or look["has_closed"]):
        return 0
    with db.transaction(connection) as tx:
        held = db.row(tx, Q["lock_plan"], task_id=task_id)
        assert held is not None, "a plan that was there"
        # Read first: what changes after it makes the windows out of date, and not the basis that is kept with them.
        basis = timing(tx, task_id)
        found = db.rows(tx, Q["windows"], task_id=task_id)
        places = _Places(tx, loading.get(tx, campaign_id), task_id, now, list(held["window_of_zone"]), len(found))
        stale = [row for row in found if row["waiting_count"] and row["closes_at"] <= now]
        if everything or look["is_outdated"]:
            places.add_new_zones()
            stale = found
        for row in stale:
            places.place(row["number"], row["zone_ids"], Opening(row["opens_at"], row["closes_at"], row["verdict"]))
        db.run(tx, Q["save_plan"], task_id=task_id, basis=basis, window_of_zone=places.window_of_zone)
        for row in stale:
            if row["waiting_count"] and (row["number"] in places.split or row["closes_at"] <= now):
                move_elsewhere(tx, task_id, row["number"], now)
    return places.changed_count


class _Places:
    """The windows of a task while they are computed anew."""

    def __init__(
        self,
        tx: db.Connection,
        campaign: Campaign,
        task_id: int,
        now: datetime,
        window_of_zone: list[int],
        next_number: int,
    ) -> None:
        self._tx = tx
        self._task_id = task_id
        self._now = now
        self._schedule = planning.schedule_of(tx, campaign)
        self._names = zones.names(tx)
        self._next_number = next_number
        self.window_of_zone = window_of_zone
        self.split: set[int] = set()
        self.changed_count = 0

    def add_new_zones(self) -> None:
        """Give zones that are younger than the plan windows of their own."""
        new_ids = sorted(set(self._names) - set(range(len(self.window_of_zone))))
        if new_ids:
            self.window_of_zone += [self.window_of_zone[zones.UNKNOWN]] * (new_ids[-1] + 1 - len(self.window_of_zone))
            self._next_number += 1
            self.place(self._next_number - 1, new_ids, None)

    def place(self, number: int, zone_ids: list[int], before: Opening | None) -> None:
        """Write the next window, or windows, of these zones; the first of them has this number."""
        named = [(zone_id, self._names[zone_id]) for zone_id in zone_ids]
        parts = list(windows.group(self._schedule, named, self._now).items())
        numbers = [number, *range(self._next_number, self._next_number + len(parts) - 1)]
        for part, (opening, part_ids) in zip(numbers, parts, strict=True):
            planning.save(self._tx, self._task_id, part, opening, part_ids)
            for zone_id in part_ids:
                self.window_of_zone[zone_id] = part
        self._next_number += len(parts) - 1
        self.changed_count += parts[0][0] != before
        if len(parts) > 1:
            self.split.add(number)


def move_elsewhere(tx: db.Connection, task_id: int, number: int, now: datetime) -> int:
    """Move members who live in a zone of another window now to batches of that window; how many.

    Senders do so themselves when they come upon such a member. A window that closed is not looked at by any.
    """
    after, moved_count = 0, 0
    while True:
        found = db.row(
            tx,
            Q.fill("move_elsewhere", excluded="false"),
            task_id=task_id,
            window_number=number,
            now=now,
            after=after,
            limit=BATCHES_A_MOVE,
            size=config.settings().batch_size,
        )
        assert found is not None, "an aggregate always has a row"
        if found["last_id"] is None:
            return moved_count
        after = found["last_id"]
        moved_count += found["moved_count"]
