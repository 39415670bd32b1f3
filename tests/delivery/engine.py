"""The engine under a test's own hand: each role on a connection of its own, stepped when the test says so."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.waiting import until
from tidings import flow
from tidings.audience import zones
from tidings.campaigns import control, drafting, loading
from tidings.campaigns.model import Definition
from tidings.campaigns.tasks import Task, last_walk, sending
from tidings.chat import participants
from tidings.core import clock, db
from tidings.core.clock import Clock
from tidings.core.loop import Poll
from tidings.delivery.archiving import Archiving
from tidings.delivery.sending import Sending
from tidings.delivery.walking import Walked, prepare

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MIA = "mia"
WHY = "the test says so"


@dataclass(frozen=True)
class Still(Clock):
    """Product time that stands where the test put it."""

    def now(self) -> datetime:
        return self.start


def set_clock(moment: datetime, speed: float = 1.0) -> None:
    """Let product time stand at `moment`; `speed` is what it would run at."""
    clock.use(Still(moment, speed, 0.0))


def add_people(
    tx: db.Connection, count: int = 1, *, zone: str = "", locale: str = "", name: str = "Ada", town: str = "Porto"
) -> list[int]:
    """Put so many people in at once; their numbers, ascending."""
    zones.sync(tx)
    found = tx.execute(
        "insert into person (external_id, name, attributes, locale, zone_id, updated_at)"
        " select gen_random_uuid(), %s, jsonb_build_object('town', %s::text), %s, %s, %s from generate_series(1, %s)"
        " returning id",
        (name, town, locale, zones.ids(tx)[zone], NOON, count),
    )
    return sorted(row["id"] for row in found)


def move_to(tx: db.Connection, person_ids: Sequence[int], zone: str) -> None:
    """Let people live in another zone from now on."""
    tx.execute("update person set zone_id = %s where id = any(%s)", (zones.ids(tx)[zone], list(person_ids)))


def refuse(tx: db.Connection, person_id: int, category: str) -> None:
    """Let a person have refused a category."""
    tx.execute(
        "insert into consent (person_id, category, is_allowed, source, decided_at) values (%s, %s, false, 'test', %s)",
        (person_id, category, NOON),
    )


def definition(**changes: Any) -> Definition:
    """A campaign to everyone, with one variable; at once, without an end."""
    sensible: dict[str, Any] = {
        "name": "Spring",
        "category": "promotions",
        "sender": participants.DEFAULT_HANDLE,
        "content": [{"locale": "en", "text": "Hi {{ name }}"}],
        "variables": [{"name": "name", "field": "name", "default": "there"}],
        "audience": {"everyone": True},
    }
    return Definition.model_validate(sensible | changes)


def launch(tx: db.Connection, **changes: Any) -> int:
    """Launch a campaign at the clock's time; its number."""
    participants.ensure_default(tx, clock.now())
    campaign_id = drafting.create(tx, definition(**changes), MIA, clock.now())
    control.launch(tx, campaign_id, MIA, WHY, clock.now())
    return campaign_id


class Engine:
    """Every role of the flow, begun as its process would begin it, and nothing runs unless the test steps it."""

    def __init__(self, url: str, stack: ExitStack) -> None:
        self._url = url
        self._stack = stack
        self.tx = self.connect("judge")
        self._polls: dict[str, Poll] = {role.name: role.begin(self.connect(role.name)) for role in flow.ROLES}
        self.sending = self.a_sending()
        walker = self.connect("archiver")
        prepare(walker)
        self.archiving = Archiving(walker)

    def connect(self, name: str) -> db.Connection:
        """One more connection, closed with the engine."""
        return self._stack.enter_context(db.connect(name, url=self._url))

    def a_sending(self) -> Sending:
        """What a sender process has of its own; allowances are the test's matter."""
        connection = self.connect("sender")
        prepare(connection)
        return Sending(connection)

    def step(self, *roles: str) -> None:
        """One poll of each of these roles."""
        for role in roles:
            self._polls[role]()

    def drain(self, role: str) -> None:
        """Polls of a role as long as it finds something to do."""
        while self._polls[role]() == 0:
            pass

    def run(self, condition: Callable[[], object], what: str) -> None:
        """All roles in turn, with the governor's real allowances, until `condition` holds."""

        def turn() -> object:
            self.step(*self._polls)
            return condition()

        until(turn, what, seconds=20)

    def plan(self) -> None:
        """One look of the planner."""
        self.step("planner")

    def send(self, campaign_id: int, take: int = 500, sending: Sending | None = None) -> Walked | None:
        """One step of a sender that may send `take`."""
        return (sending or self.sending).step(self.task(campaign_id).id, take, soon())

    def send_all(self, campaign_id: int, take: int = 500) -> None:
        """Steps of a sender until it finds nothing more, having looked twice."""
        while self.send(campaign_id, take) or self.send(campaign_id, take):
            pass

    def walk_all(self, campaign_id: int, take: int = 500) -> None:
        """Steps of an archiver, fed by the finisher, until it finds nothing more."""
        self.drain("finisher")
        while self.archiving.step(self.walk(campaign_id).id, take, soon()):
            self.drain("finisher")

    def task(self, campaign_id: int) -> Task:
        """The send task."""
        found = sending(self.tx, campaign_id)
        assert found is not None
        return found

    def walk(self, campaign_id: int) -> Task:
        """The latest archive task, or undo of one."""
        found = last_walk(self.tx, campaign_id)
        assert found is not None
        return found

    def state(self, campaign_id: int) -> str:
        """The campaign's state."""
        return str(loading.get(self.tx, campaign_id).state)

    def got(self, campaign_id: int) -> list[int]:
        """Who has an entry of the campaign, ascending."""
        found = self.tx.execute("select owner_id from entry where topic_name = %s", (f"campaign/{campaign_id}",))
        return sorted(row["owner_id"] for row in found)

    def outcomes(self, campaign_id: int) -> dict[int, str]:
        """Who has a row in the ledger, with its outcome."""
        found = self.tx.execute("select person_id, outcome from ledger where campaign_id = %s", (campaign_id,))
        return {row["person_id"]: row["outcome"] for row in found}

    def batches(self, campaign_id: int) -> list[db.Row]:
        """The batches of the send task, oldest first."""
        return self.tx.execute(
            "select * from batch where task_id = %s order by id", (self.task(campaign_id).id,)
        ).fetchall()

    def windows(self, campaign_id: int) -> list[db.Row]:
        """The windows of the send task."""
        return self.tx.execute(
            "select * from send_window where task_id = %s order by number", (self.task(campaign_id).id,)
        ).fetchall()


def soon() -> datetime:
    """An allowance's end, by the real clock, that no step of a test reaches."""
    return datetime.fromtimestamp(time.time(), UTC) + timedelta(seconds=60)


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    """An engine on a database, its connections closed at the end."""
    with ExitStack() as stack:
        yield Engine(url, stack)
