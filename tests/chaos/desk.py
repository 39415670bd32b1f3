"""The campaign desk: keeps three campaigns or more running, and decides about them all the while, by the API."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.chaos.calling import Caller
from tests.chaos.crowd import SENDER
from tests.chaos.findings import Findings
from tests.flow.house import House
from tidings.chat import participants, topics
from tidings.core import db
from tidings.core.errors import Unavailable

LEAST_RUNNING = 3
# Campaigns that do not keep quiet at night have so many to go, so that there is something to send while all sleep and
# while nobody can launch anything.
LEAST_WAITING = 15_000
WAKING_CEILING = 4_000
STEP_S = 0.2
LONG_PAUSE_S = 13.0
ENDED = ("completed", "incomplete", "stopped", "archived")
_COUNT = """
    select count(*)::int as count from entry
    where owner_id = any(array(select id from person)) and peer_id = %(peer_id)s and topic = %(topic)s
"""


@dataclass
class Launched:
    """A campaign under way, as the desk last saw it."""

    id: int
    is_quiet: bool
    state: str = "scheduled"
    waiting_count: int = 0
    # What there was in inboxes when its stop was acknowledged.
    stopped_at: int | None = None

    @property
    def has_ended(self) -> bool:
        """Whether nothing more of it is to come."""
        return self.state in ENDED


class Desk:
    """Two threads: one that keeps campaigns running, one that pauses, resumes, stops, erases and undoes."""

    def __init__(
        self,
        made: House,
        writer: Caller,
        decider: Caller,
        erasable: list[str],
        findings: Findings,
        seed: int,
        *,
        with_long_pauses: bool,
    ) -> None:
        self._house, self._writer, self._decider = made, writer, decider
        self._with_long_pauses = with_long_pauses
        self._erasable, self._findings, self._drawn = erasable, findings, random.Random(seed)
        # Kept open, so that what was there is counted in the moment of an answer.
        self._counting: db.Connection = made.connect()
        self._sender_id = participants.find(self._counting, SENDER).id
        self.launched: list[Launched] = []
        self.quiet_campaigns: set[int] = set()
        self.erased: dict[int, int] = {}
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._always, args=(work,), daemon=True) for work in (self._keep, self._decide)
        ]

    def begin(self) -> None:
        """Start both threads."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Launch and decide nothing more."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def drain(self, longest_s: float) -> list[Launched]:
        """Let every campaign come to its end; those that do not within so many seconds."""
        deadline_s = time.monotonic() + longest_s
        while open_ones := [each for each in self.launched if not each.has_ended]:
            if time.monotonic() > deadline_s:
                return open_ones
            for each in open_ones:
                self._try(lambda: self._look(each))  # noqa: B023
            time.sleep(STEP_S)
        return []

    def count(self, campaign_id: int) -> int:
        """How many inboxes hold a campaign; asked until the database answers."""
        found = self._ask(_COUNT, peer_id=self._sender_id, topic=topics.number(f"campaign/{campaign_id}"))
        return int(found["count"])

    def count_of(self, owner_id: int) -> int:
        """How many conversations somebody has."""
        return int(self._ask("select count(*)::int as count from entry where owner_id = %(id)s", id=owner_id)["count"])

    def _always(self, work: Callable[[], None]) -> None:
        while not self._stop.is_set():
            self._try(work)
            self._stop.wait(STEP_S)

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            self._findings.add("complaint", f"the desk: {error!r}")

    def _keep(self) -> None:
        open_ones = [each for each in self.launched if not each.has_ended]
        for each in open_ones:
            self._look(each)
        waking = sum(each.waiting_count for each in open_ones if not each.is_quiet)
        if waking < LEAST_WAITING and all(each.state == "running" for each in open_ones if not each.is_quiet):
            self._launch(is_quiet=False)
        open_quiet = [each for each in self.launched if each.is_quiet and not each.has_ended]
        # With few people it takes so many of the others that there must be one of these whatever their number.
        if not open_quiet or sum(not each.has_ended for each in self.launched) < LEAST_RUNNING:
            self._launch(is_quiet=True)

    def _launch(self, *, is_quiet: bool) -> None:
        number = len(self.launched) + 1
        definition = {
            "name": f"Campaign {number}",
            "category": "promotions",
            "sender": SENDER,
            "content": [{"locale": "en", "text": "Hi {{ name | first_word }}, somebody near you looks for something."}],
            "variables": [{"name": "name", "field": "name", "default": "there"}],
            "audience": {"everyone": True},
            "quiet_hours": "account" if is_quiet else "none",
            "archive_after_days": 1 if is_quiet else 0,
            "ceiling": None if is_quiet else WAKING_CEILING,
        }
        saved = self._writer.ask("POST", "/v1/campaigns", definition, key=f"campaign-{number}-{is_quiet}")
        campaign_id = int(saved.json()["id"])
        # Before anybody can see it.
        if is_quiet:
            self.quiet_campaigns.add(campaign_id)
        answered = self._writer.ask("POST", f"/v1/campaigns/{campaign_id}/launch", {"why": "it is time"})
        # 409: it was launched, and the answer to it was lost.
        if answered.status_code not in (202, 409):
            self._findings.add("complaint", f"launch of {campaign_id}: {answered.status_code} {answered.text[:300]}")
        self.launched.append(Launched(campaign_id, is_quiet, waiting_count=LEAST_WAITING))
        self._findings.note("campaigns")

    def _look(self, launched: Launched) -> None:
        told = self._status(launched)
        launched.state = told["state"]
        sending = [task for task in told["tasks"] if task["kind"] == "send" and launched.state != "scheduled"]
        if sending:
            launched.waiting_count = sending[0]["waiting_count"]

    def _status(self, launched: Launched) -> dict[str, Any]:
        answered = self._writer.ask("GET", f"/v1/campaigns/{launched.id}/status")
        if answered.status_code != 200:
            raise AssertionError(f"status of {launched.id}: {answered.status_code} {answered.text[:300]}")
        found: dict[str, Any] = answered.json()
        return found

    def _decide(self) -> None:
        running = [each for each in self.launched if each.state == "running"]
        chance = self._drawn.random()
        if chance < 0.70 and running:
            self._pause(self._drawn.choice(running))
        elif chance < 0.74 and any(each.is_quiet for each in running):
            self._end(self._drawn.choice([each for each in running if each.is_quiet]))
        elif chance < 0.80 and self._erasable:
            self._erase(self._erasable.pop())
        elif chance < 0.86 and (archived := [each for each in self.launched if each.has_ended and not each.is_quiet]):
            # Those that keep quiet may have been put away unseen: at night they would look like new ones.
            path = f"/v1/campaigns/{self._drawn.choice(archived).id}/undo-archive"
            if self._decider.ask("POST", path, {"why": "it was too early"}).status_code == 202:
                self._findings.note("undone")

    def _pause(self, launched: Launched) -> None:
        path = f"/v1/campaigns/{launched.id}/tasks/send"
        if not self._is_acknowledged(f"{path}/pause", launched):
            return
        before = self.count(launched.id)
        # Now and then for longer than a process stands still, which then must not act on what it knew before.
        is_long = self._with_long_pauses and self._drawn.random() < 0.06
        self._stop.wait(LONG_PAUSE_S if is_long else self._drawn.uniform(0.1, 0.6))
        grown = self.count(launched.id) - before
        if grown > 0:
            self._findings.add("after_stop", f"campaign {launched.id} was paused and sent {grown} more", grown)
        self._findings.note("pauses")
        self._is_acknowledged(f"{path}/resume", launched)

    def _end(self, launched: Launched) -> None:
        if self._is_acknowledged(f"/v1/campaigns/{launched.id}/tasks/send/stop", launched):
            launched.stopped_at = self.count(launched.id)
            self._findings.note("campaigns_stopped")

    def _erase(self, external_id: str) -> None:
        answered = self._decider.ask("DELETE", f"/v1/people/{external_id}")
        # 404: it was done, and the answer to it was lost; their number is not known then.
        if answered.status_code == 200:
            number = int(answered.json()["number"])
            self.erased[number] = self.count_of(number)
            self._findings.note("erased")

    def _is_acknowledged(self, path: str, launched: Launched) -> bool:
        """Whether a decision was acknowledged. 409: what it wants is so already, or the campaign ended meanwhile."""
        answered = self._decider.ask("POST", path, {"why": "a change of mind"})
        if answered.status_code not in (200, 409):
            self._findings.add("complaint", f"{path}: {answered.status_code} {answered.text[:300]}")
        if answered.status_code != 409:
            return answered.status_code == 200
        # It may be that it was done, and that the answer was lost: whoever is told so relies on that as well.
        self._look(launched)
        [state] = [task["state"] for task in self._status(launched)["tasks"] if task["kind"] == "send"]
        return (path.endswith("/pause") and state == "paused") or (path.endswith("/stop") and state == "stopped")

    def _ask(self, text: str, **parameters: Any) -> db.Row:
        while True:
            try:
                if self._counting.closed:
                    self._counting = self._house.connect()
                found = db.row(self._counting, text, **parameters)
                assert found is not None, "an aggregate always has a row"
                return found
            except (psycopg.Error, Unavailable):
                self._counting.close()
                time.sleep(STEP_S)
