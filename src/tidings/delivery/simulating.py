"""How long it takes until everybody has it: several tasks that share what may be sent, window after window. No I/O.

It is what the governor and the senders do, without batches and without chance: what may be sent flows evenly, divided
equally among the tasks that have an open window, what one leaves passing on; a task sends first what closes first.
Rates are of product time.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf

from tidings.delivery import windows
from tidings.delivery.estimating import Waiting
from tidings.delivery.windows import FOREVER, Schedule

# Moments at which something changes; beyond them nobody is told when.
MOST_STEPS = 20_000
NEARLY = 1e-6


@dataclass(frozen=True)
class Task:
    """So many who wait, by window, at `ceiling` a second at most; without a schedule no window comes again."""

    waiting: tuple[Waiting, ...]
    ceiling: float = inf
    schedule: Schedule | None = None


@dataclass
class Course:
    """What becomes of a group: when its first and its last one has it, and how many never do."""

    first_at: datetime | None = None
    last_at: datetime | None = None
    unsent_count: int = 0


@dataclass
class _Group:
    """A window that is open, or will be."""

    opens_at: datetime
    closes_at: datetime
    left: float
    zone: str
    number: int


@dataclass
class _Flow:
    """A task under way."""

    task: Task
    ahead: list[tuple[datetime, int, _Group]] = field(default_factory=list)
    open: list[_Group] = field(default_factory=list)


def run(first: Task, others: Sequence[Task], total: float, now: datetime, gate_s: float) -> list[Course] | None:
    """The course of each group of the first task, beside the others, at `total` a second; None: it is not to be told.

    Nothing begins in the last `gate_s` seconds before a window closes.
    """
    courses = [Course() for _ in first.waiting]
    flows = [_flow(task) for task in (first, *others)]
    at = now
    for _ in range(MOST_STEPS):
        for flow in flows:
            _turn(flow, at, timedelta(seconds=gate_s), courses if flow is flows[0] else None)
        if not flows[0].ahead and not flows[0].open:
            return courses
        rates = shared(total, {number: flow.task.ceiling for number, flow in enumerate(flows) if flow.open})
        until = _next(flows, rates, at, timedelta(seconds=gate_s))
        if until is None:
            return None
        _pass(flows, rates, at, until, courses)
        at = until
    return None


def shared(total: float, wanted: Mapping[int, float]) -> dict[int, float]:
    """`total` divided among those who want so much each: equally, what one leaves passes on."""
    found: dict[int, float] = {}
    waiting = sorted(wanted, key=lambda number: wanted[number])
    while waiting:
        number = waiting.pop(0)
        found[number] = min(wanted[number], total / (len(waiting) + 1))
        total -= found[number]
    return found


def _flow(task: Task) -> _Flow:
    flow = _Flow(task)
    for number, each in enumerate(task.waiting):
        _put(flow, _Group(each.opens_at, each.closes_at, float(each.count), each.zone, number))
    return flow


def _put(flow: _Flow, group: _Group) -> None:
    heapq.heappush(flow.ahead, (group.opens_at, group.number, group))


def _turn(flow: _Flow, at: datetime, gate: timedelta, courses: list[Course] | None) -> None:
    """Open what opens by now; what closes with some left waits for its next window, if there is one."""
    while flow.ahead and flow.ahead[0][0] <= at:
        flow.open.append(heapq.heappop(flow.ahead)[2])
    for group in [group for group in flow.open if group.left <= NEARLY or _closed_from(group, gate) <= at]:
        flow.open.remove(group)
        if group.left <= NEARLY:
            continue
        again = flow.task.schedule and windows.opening(flow.task.schedule, group.zone, max(group.closes_at, at))
        if again and again.opens_at < again.closes_at:
            _put(flow, _Group(again.opens_at, again.closes_at, group.left, group.zone, group.number))
        elif courses is not None:
            courses[group.number].unsent_count = round(group.left)
    flow.open.sort(key=lambda group: (group.closes_at, group.number))


def _next(flows: list[_Flow], rates: Mapping[int, float], at: datetime, gate: timedelta) -> datetime | None:
    """When something changes next: a window opens or closes, or the one that is sent is through."""
    moments = [flow.ahead[0][0] for flow in flows if flow.ahead]
    for number, flow in enumerate(flows):
        moments += [_closed_from(group, gate) for group in flow.open]
        if flow.open and rates[number] > 0:
            # A microsecond is the least by which instants differ.
            takes_s = min(flow.open[0].left / rates[number] + 1e-6, timedelta(days=36500).total_seconds())
            moments.append(at + timedelta(seconds=takes_s))
    return min((moment for moment in moments if moment > at), default=None)


def _pass(flows: list[_Flow], rates: Mapping[int, float], at: datetime, until: datetime, courses: list[Course]) -> None:
    for number, flow in enumerate(flows):
        if not flow.open or not rates[number]:
            continue
        group = flow.open[0]
        group.left -= rates[number] * (until - at).total_seconds()
        if number == 0:
            course = courses[group.number]
            course.first_at = course.first_at or at
            course.last_at = until


def _closed_from(group: _Group, gate: timedelta) -> datetime:
    return group.closes_at if group.closes_at >= FOREVER else group.closes_at - gate
