"""Campaigns through any course of events that a seed draws: what holds at every step, and what is true at the end."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.delivery.clockwork import is_quiet_by_the_wall
from tests.delivery.engine import MIA, WHY, Engine, add_people, launch, move_to, set_clock
from tidings.audience import consents, lists, persons, zones
from tidings.campaigns import account, control, erasing, loading
from tidings.campaigns.model import QuietHours
from tidings.chat import blocking
from tidings.core import clock, config
from tidings.core.errors import Conflict
from tidings.delivery import verifying

# Saturday before the clocks of Europe go forward: Madrid and Lagos part that night.
BEGIN = datetime(2026, 3, 28, 9, tzinfo=UTC)
ZONES = ("", "Europe/Madrid", "Africa/Lagos", "America/New_York", "Asia/Tokyo", "Asia/Kolkata")
HOURS = ("21:00-07:00", "20:00-08:30", "13:00-15:00", "none")
ENDED = ("completed", "incomplete", "stopped")


class Course:
    """One campaign, everything that may happen to it, and what somebody who knows only the rules expects of it."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self.engine = engine
        self.draw = random.Random(seed)
        set_clock(BEGIN)
        account.change(engine.tx, "zone", "Europe/Madrid", MIA, BEGIN)
        self.people = {person: zone for zone in ZONES for person in add_people(engine.tx, 40, zone=zone)}
        self.refused: set[int] = set()
        self.had: set[int] = set()
        self.erased: set[int] = set()
        lists.create(engine.tx, "staff", BEGIN)
        self.refused |= set(add_people(engine.tx, 5, zone="Europe/Madrid", town="Faro"))
        self.people |= dict.fromkeys(self.refused, "Europe/Madrid")
        self.campaign_id = launch(engine.tx, **self._terms())
        self.definition = loading.get(engine.tx, self.campaign_id).definition
        self.other = engine.a_sending()

    def _terms(self) -> dict[str, object]:
        is_local = self.draw.random() < 0.5
        in_faro = {"rules": [{"field": "attributes.town", "operator": "=", "value": "Faro"}]}
        return {
            "audience": {"everyone": True, "exclude_lists": ["staff"], "exclude_rule": in_faro},
            "is_local": is_local,
            "send_at": self.draw.choice(["2026-03-28T12:00", "2026-03-29T10:00"]) if is_local else None,
            "stop_at": self.draw.choice(
                [None, "2026-03-29T22:30", "2026-03-30T12:00"] if not is_local else ["2026-03-30T12:00"]
            ),
        }

    def step(self) -> None:
        """Something happens, and whatever came of it is looked at."""
        actions = [self.send] * 8 + [self.plan] * 4 + [self.wait] * 2
        actions += [self.finish, self.move, self.pause, self.resume, self.change_hours]
        actions += [self.opt_out, self.opt_out, self.block, self.erase, self.exclude]
        self.draw.choice(actions)()

    def send(self) -> None:
        sending = self.draw.choice([self.engine.sending, self.other])
        self.engine.send(self.campaign_id, self.draw.choice([1, 7, 500]), sending)
        self.look()

    def look(self) -> None:
        """Every message that is new went to somebody who may have it now."""
        got = self.engine.got(self.campaign_id)
        assert len(got) == len(set(got))
        for person in set(got) - self.had:
            assert person not in self.refused, "sent to somebody who had refused"
            self._check_hour(person)
        assert self.engine.task(self.campaign_id).state == "running" or set(got) == self.had, "sent while paused"
        self.had = set(got)

    def _check_hour(self, person: int) -> None:
        settings = account.get(self.engine.tx)
        zone = self.people[person] or settings.zone
        wall = clock.now().astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        quiet: QuietHours | None = settings.quiet_hours
        assert quiet is None or not is_quiet_by_the_wall(quiet, wall.time()), f"{wall} in {zone} is quiet"
        meant = (
            clock.now().astimezone(ZoneInfo(zone if self.definition.is_local else settings.zone)).replace(tzinfo=None)
        )
        assert self.definition.send_at is None or meant >= self.definition.send_at
        assert self.definition.stop_at is None or meant < self.definition.stop_at

    def plan(self) -> None:
        self.engine.plan()

    def finish(self) -> None:
        self.engine.drain("finisher")

    def wait(self) -> None:
        set_clock(clock.now() + timedelta(minutes=self.draw.choice([1, 30, 60, 240])))

    def move(self) -> None:
        zone = self.draw.choice(ZONES)
        people = self.draw.sample(sorted(self.people), 10)
        move_to(self.engine.tx, people, zone)
        self.people |= dict.fromkeys(people, zone)

    def opt_out(self) -> None:
        person = self.draw.choice(sorted(self.people.keys() - self.erased))
        consents.decide(self.engine.tx, person, self.draw.choice(["*", "promotions"]), False, "test", clock.now())
        self.refused.add(person)

    def block(self) -> None:
        person = self.draw.choice(sorted(self.people))
        blocking.block(self.engine.tx, person, -1, clock.now())
        self.refused.add(person)

    def erase(self) -> None:
        person = self.draw.choice(sorted(self.people.keys() - self.erased))
        external_id = persons.get(self.engine.tx, person).external_id
        assert external_id is not None
        erasing.erase(self.engine.tx, external_id, clock.now())
        if self.engine.batches(self.campaign_id):
            self.erased.add(person)
            self.refused.add(person)
        else:
            # Whoever is gone when the members are frozen is none.
            del self.people[person]

    def exclude(self) -> None:
        person = self.draw.choice(sorted(self.people.keys() - self.erased))
        external_id = persons.get(self.engine.tx, person).external_id
        assert external_id is not None
        lists.add(self.engine.tx, "staff", [external_id])
        self.refused.add(person)

    def pause(self) -> None:
        self._try(lambda: control.pause(self.engine.tx, self.campaign_id, "send", MIA, WHY, clock.now()))

    def resume(self) -> None:
        self._try(lambda: control.resume(self.engine.tx, self.campaign_id, "send", MIA, WHY, clock.now()))

    def change_hours(self) -> None:
        account.change(self.engine.tx, "quiet_hours", self.draw.choice(HOURS), MIA, clock.now())

    @staticmethod
    def _try(deed: object) -> None:
        try:
            deed()  # type: ignore[operator]
        except Conflict:
            return

    def end(self) -> None:
        """Resume whatever is paused and let hours pass until the campaign is over."""
        self.resume()
        for _ in range(24 * 6):
            self.plan()
            while self.engine.send(self.campaign_id) or self.engine.send(self.campaign_id):
                self.look()
            self.finish()
            if self.engine.state(self.campaign_id) in ENDED:
                return
            set_clock(clock.now() + timedelta(hours=1))
        raise AssertionError("the campaign does not end")


def _wall(zone: str) -> datetime:
    return clock.now().astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_nobody_gets_it_twice_or_at_night_and_the_books_add_up(
    engine: Engine, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDINGS_BATCH_SIZE", "16")
    config.settings.cache_clear()
    zones.sync(engine.tx)
    course = Course(engine, seed)
    for _ in range(120):
        course.step()
    course.end()
    recount = verifying.verify(engine.tx, course.campaign_id)
    assert recount.differences == []
    assert recount.member_count == len(course.people)
    outcomes = engine.outcomes(course.campaign_id)
    unsent = {
        person
        for batch in engine.batches(course.campaign_id)
        for person in batch["members"][batch["position"] :]
        if batch["state"] != "done"
    }
    assert course.had | set(outcomes) | unsent == set(course.people)
    assert len(course.had) + len(outcomes) + len(unsent) == len(course.people)
