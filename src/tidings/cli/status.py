"""A campaign's state as one looks at it: both tasks with their progress, their holds and their ends."""

from dataclasses import dataclass
from datetime import datetime

from rich.console import Group
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from tidings.campaigns import loading, tasks
from tidings.campaigns.model import CampaignState, TaskState
from tidings.core import db
from tidings.delivery import holding, progress
from tidings.delivery.progress import Progress

NAMES = {"send": "Sending", "archive": "Archiving", "unarchive": "Bringing back"}
MARKS = {
    TaskState.WAITING: "○",
    TaskState.RUNNING: "●",
    TaskState.PAUSED: "‖",
    TaskState.DONE: "✓",
    TaskState.STOPPED: "■",
}
REASONS = {
    holding.QUIET: "quiet hours",
    holding.NOT_DUE: "not due yet",
    holding.DEADLINE: "the deadline comes before the quiet hours end",
    holding.CEILING: "ceiling",
    holding.PEOPLE: "people use the chat and go first",
    holding.NO_SENDER: "no sender is running: start one",
}


@dataclass(frozen=True)
class Status:
    """Instants are UTC; counts are of members."""

    id: int
    name: str
    state: CampaignState
    opens_at: datetime | None
    tasks: list[Progress]
    left_out: dict[str, int]

    @property
    def is_under_way(self) -> bool:
        """Whether anything is still to come without somebody's doing."""
        return any(each.task.state in (TaskState.WAITING, TaskState.RUNNING) for each in self.tasks)


def of(tx: db.Connection, campaign_id: int, now: datetime) -> Status:
    """The status of a campaign. Raises NotFound."""
    campaign = loading.get(tx, campaign_id)
    found = tasks.of_campaign(tx, campaign_id)
    sending = next((task for task in found if task.kind == "send"), None)
    is_over = sending is not None and not sending.is_alive
    return Status(
        campaign.id,
        campaign.name,
        campaign.state,
        campaign.opens_at,
        [progress.of(tx, task, now) for task in found],
        # Counted from the ledger itself, which costs the campaign's size: once it is over, not while people watch.
        progress.outcomes(tx, sending) if sending is not None and is_over else {},
    )


def words(found: Status, now: datetime) -> Group:
    """For a person: a headline, a bar for each task and what it waits for."""
    lines: list[Text | Table] = [Text(f"Campaign {found.id} “{found.name}”: {found.state}", style="bold")]
    for each in found.tasks:
        lines.append(_bar(each))
        lines += [Text(f"  {text}") for text in _notes(each, found.opens_at, now)]
    if found.left_out:
        reasons = ", ".join(f"{count:,} {outcome}" for outcome, count in found.left_out.items())
        lines.append(Text(f"  left out: {reasons}"))
    if not found.tasks:
        lines.append(Text(f"  Nothing was launched yet: `tidings campaign launch {found.id}`."))
    return Group(*lines)


def line(found: Status, now: datetime) -> str:
    """The same on one line: what is under way, or what came of it."""
    if not found.tasks:
        return f"{found.state}"
    last = found.tasks[-1]
    notes = "; ".join(_notes(last, found.opens_at, now)[:1])
    counts = f"{last.walked_count:,} of {last.member_count:,}"
    return f"{now:%H:%M} UTC  {MARKS[last.task.state]} {NAMES[last.task.kind]} {counts}" + (
        f"  {notes}" if notes else ""
    )


def change(found: Status) -> object:
    """What of a status is new when something happened, and not only when time passed."""
    return [
        (each.task.state, each.walked_count, each.hold and (each.hold.reason, each.hold.until)) for each in found.tasks
    ]


def _bar(each: Progress) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=15)
    grid.add_column(width=32)
    grid.add_column()
    rate = f"  {each.rate:,.0f}/s" if each.rate and each.task.state is TaskState.RUNNING else ""
    grid.add_row(
        f"{MARKS[each.task.state]} {NAMES[each.task.kind]}",
        ProgressBar(total=max(1, each.member_count), completed=each.walked_count, width=30),
        f"{each.walked_count:,} of {each.member_count:,}{rate}",
    )
    return grid


def _notes(each: Progress, opens_at: datetime | None, now: datetime) -> list[str]:
    notes = []
    if each.task.state is TaskState.WAITING and opens_at is not None:
        notes.append(f"opens {_when(opens_at, now)}")
    if each.task.state is TaskState.PAUSED:
        notes.append("paused: somebody has to resume it")
    if each.hold is not None:
        until = f" until {_when(each.hold.until, now)}" if each.hold.until else ""
        notes.append(f"waits: {REASONS.get(each.hold.reason, each.hold.reason)}{until}")
    if each.eta is not None:
        notes.append(f"done about {_when(each.eta, now)}")
    if each.left_out_count:
        notes.append(f"{each.done_count:,} got it, {each.left_out_count:,} left out")
    if each.expired_count or each.stopped_count:
        notes.append(f"unsent: {each.expired_count:,} past the deadline, {each.stopped_count:,} stopped")
    return notes


def _when(moment: datetime, now: datetime) -> str:
    minutes = max(0, round((moment - now).total_seconds() / 60))
    near = f"in {minutes} min" if minutes < 120 else f"in {minutes // 60} h {minutes % 60} min"
    return f"{moment:%Y-%m-%d %H:%M} UTC ({near})"
