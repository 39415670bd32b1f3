"""What would come of a campaign that was launched now: who gets it, who does not and why, what it costs, and when."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, inf
from zoneinfo import ZoneInfo

from tidings.audience import members, zones
from tidings.audience.catalogue import PERSON_ID
from tidings.campaigns import account, control, loading, selecting
from tidings.campaigns.account import Account
from tidings.campaigns.model import Definition, TaskState
from tidings.chat import participants, predicates
from tidings.core import clock, config, db, queries
from tidings.core.errors import Fault, InvalidFields, NotFound
from tidings.delivery import planning, simulating, windows
from tidings.delivery.estimating import Waiting
from tidings.delivery.pacing import SLOT_S
from tidings.delivery.sending import GATE_S
from tidings.delivery.simulating import Course, Task
from tidings.delivery.windows import FOREVER, TOO_LATE, Opening, Schedule

Q = queries.load("delivery")
# Messages a real second that senders reach without any ceiling: the least that `bin/bench send` asks of two cores.
UNLIMITED = 100_000
NOBODY, DEADLINE, EXPIRY, LATE = "nobody", "deadline", "expiry", "too_late"


@dataclass(frozen=True)
class Group:
    """People whose zones wake together. `closes_at` None: never; `first_at`, `last_at` None: none of them gets it."""

    zones: tuple[str, ...]
    count: int
    opens_at: datetime
    closes_at: datetime | None
    first_at: datetime | None
    last_at: datetime | None
    unsent_count: int


@dataclass(frozen=True)
class Warning:
    """What whoever launches it should know: a word for programs, and how many people or which instant it is about."""

    kind: str
    count: int = 0
    at: datetime | None = None


@dataclass(frozen=True)
class Forecast:
    """Counts are of people. `rows_count` and `events_count` are what it writes; `pace` is messages a real second."""

    member_count: int
    reached_count: int
    left_out: Mapping[str, int]
    unsent_count: int
    rows_count: int
    events_count: int
    pace: float
    beside_count: int
    groups: tuple[Group, ...]
    first_at: datetime | None
    last_at: datetime | None
    warnings: tuple[Warning, ...]


def forecast(tx: db.Connection, definition: Definition, now: datetime) -> Forecast:
    """The forecast of a definition, saved or not, if it were launched at `now`. Asks about everybody.

    Raises InvalidFields for a sender or an audience that is none.
    """
    settings = account.get(tx)
    zones.sync(tx)
    names = zones.names(tx)
    by_zone = _count(tx, definition, now)
    schedule = windows.schedule(
        definition,
        zone=settings.zone,
        account_quiet_hours=settings.quiet_hours,
        launched_at=now,
        not_before=now + settings.grace,
    )
    grouped = windows.group(schedule, [(zone, names[zone]) for zone in sorted(by_zone)], now)
    counted = {opening: sum((by_zone[zone] for zone in ids), Counter()) for opening, ids in grouped.items()}
    alive = {opening: counts for opening, counts in counted.items() if opening.verdict is None and counts["sent"]}
    ceiling = min(definition.ceiling or inf, UNLIMITED) / clock.current().speed
    first = Task(
        tuple(
            Waiting(opening.opens_at, opening.closes_at, counts["sent"], names[grouped[opening][0]])
            for opening, counts in alive.items()
        ),
        ceiling,
        schedule,
    )
    others = list(_beside(tx, settings, names))
    total = min(settings.ceiling or inf, UNLIMITED) / clock.current().speed
    courses = simulating.run(first, others, total, now, GATE_S * clock.current().speed)
    groups = tuple(
        _group(opening, [names[zone] for zone in grouped[opening]], counts["sent"], course)
        for (opening, counts), course in zip(alive.items(), courses or [Course()] * len(alive), strict=True)
    )
    return _forecast(definition, schedule, settings, counted, groups, len(others))


def _count(tx: db.Connection, definition: Definition, now: datetime) -> dict[int, Counter[str]]:
    """How many get it, or why not, by the number of their zone."""
    try:
        sender = participants.find(tx, definition.sender)
    except NotFound as error:
        raise InvalidFields([Fault("sender", str(error))]) from error
    blocked = predicates.blocked(PERSON_ID, sender.id, "blocked_")
    selection, fields = selecting.selection(definition), selecting.catalogue(tx)
    found: dict[int, Counter[str]] = {}
    for each in members.outcomes_by_zone(tx, selection, definition.category, blocked, now, fields):
        found.setdefault(each.zone_id, Counter())[each.outcome] += each.count
    return found


def _beside(tx: db.Connection, settings: Account, names: Mapping[int, str]) -> Iterator[Task]:
    """What else is sent or archived, and shares the account's ceiling."""
    running = [task for task in control.tasks(tx) if task.state is TaskState.RUNNING]
    waiting: dict[int, list[Waiting]] = {task.id: [] for task in running}
    for row in db.rows(tx, Q["windows_waited_for"], task_ids=list(waiting)):
        zone = names[row["zone_ids"][0]]
        waiting[row["task_id"]].append(Waiting(row["opens_at"], row["closes_at"], row["waiting_count"], zone))
    for row in db.rows(tx, Q["totals_of_tasks"], task_ids=[task.id for task in running if task.kind != "send"]):
        waiting[row["task_id"]].append(Waiting(clock.now(), FOREVER, row["waiting_count"], ""))
    for task in running:
        if any(each.count for each in waiting[task.id]):
            schedule = None
            if task.kind == "send":
                schedule = planning.schedule_by(settings, loading.get(tx, task.campaign_id))
            yield Task(tuple(waiting[task.id]), (task.ceiling or inf) / clock.current().speed, schedule)


def _group(opening: Opening, names: Sequence[str], count: int, course: Course) -> Group:
    closes_at = opening.closes_at if opening.closes_at < FOREVER else None
    return Group(tuple(names), count, opening.opens_at, closes_at, course.first_at, course.last_at, course.unsent_count)


def _forecast(
    definition: Definition,
    schedule: Schedule,
    settings: Account,
    counted: Mapping[Opening, Counter[str]],
    groups: tuple[Group, ...],
    beside_count: int,
) -> Forecast:
    total = sum(counted.values(), Counter())
    late_count = sum(counts.total() for opening, counts in counted.items() if opening.verdict == TOO_LATE)
    reached_count = sum(group.count for group in groups)
    left_out = {name: count for name, count in total.items() if name != "sent"}
    if late_count:
        # Whoever missed their time is left out for that, whatever else there is.
        late = sum((counts for opening, counts in counted.items() if opening.verdict == TOO_LATE), Counter())
        left_out = {name: count - late[name] for name, count in left_out.items()} | {"skipped.too_late": late_count}
    left_out = {name: count for name, count in sorted(left_out.items(), key=lambda item: -item[1]) if count}
    unsent_count = sum(group.unsent_count for group in groups)
    first_at = min((group.first_at for group in groups if group.first_at), default=None)
    last_at = max((group.last_at for group in groups if group.last_at), default=None)
    pace = min(definition.ceiling or inf, settings.ceiling or inf, UNLIMITED)
    batch_count = sum(ceil(counts.total() / config.settings().batch_size) for counts in counted.values())
    step = min(config.settings().batch_size, max(1, int(pace * SLOT_S)))
    return Forecast(
        member_count=total.total(),
        reached_count=reached_count - unsent_count,
        left_out=left_out,
        unsent_count=unsent_count,
        rows_count=reached_count - unsent_count + sum(left_out.values()) + batch_count,
        events_count=sum(ceil(counts.total() / step) for counts in counted.values()),
        pace=pace,
        beside_count=beside_count,
        groups=groups,
        first_at=first_at,
        last_at=last_at,
        warnings=tuple(_warnings(definition, schedule, reached_count, unsent_count, late_count, last_at)),
    )


def _warnings(
    definition: Definition,
    schedule: Schedule,
    reached_count: int,
    unsent_count: int,
    late_count: int,
    last_at: datetime | None,
) -> Iterator[Warning]:
    if not reached_count:
        yield Warning(NOBODY)
    if unsent_count:
        yield Warning(DEADLINE, unsent_count)
    if late_count:
        yield Warning(LATE, late_count)
    if definition.archive_at is not None and last_at is not None:
        expires_at = windows.earliest(definition.archive_at, ZoneInfo(schedule.zone))
        if last_at >= expires_at:
            yield Warning(EXPIRY, at=expires_at)
