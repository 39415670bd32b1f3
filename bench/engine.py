"""Tidings as `tidings up` runs it: every role a process of its own; and a campaign sent through it, timed."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from bench import people
from bench.report import say
from tidings import flow
from tidings.campaigns import control, drafting
from tidings.campaigns.model import CampaignState, Definition
from tidings.campaigns.tasks import last_walk, sending
from tidings.cli import role
from tidings.core import clock, config, db
from tidings.core.supervising import Spec, Supervisor

LOOK_S = 0.01
LONGEST_S = 900.0
DEFINITION = {
    "name": "Bench",
    "category": people.CATEGORY,
    "sender": "marketplace-news",
    "content": [{"locale": "en", "text": "Hello {{ town }}! Somebody near you is looking for {{ listing }}."}],
    "variables": [
        {"name": "town", "field": "attributes.town", "default": "neighbour"},
        {"name": "listing", "field": "attributes.listing", "default": "what you have"},
    ],
    "audience": {"everyone": True},
}
# Statements of a batch begin one after another, so between the first and the last of n lie n - 1 of them.
_SPAN = """
    select count(*) as batch_count, sum(done_count)::bigint as sent_count,
        sum(left_out_count)::bigint as left_out_count,
        extract(epoch from max(ended_at) - min(ended_at))::float8 * count(*) / greatest(count(*) - 1, 1) as span_s
    from batch where task_id = %(task_id)s
"""


@dataclass(frozen=True)
class Sent:
    """One campaign, from its launch to `completed`; seconds. `span_s` is from first claim to last commit."""

    campaign_id: int
    sent_count: int
    left_out_count: int
    batch_count: int
    plan_s: float
    span_s: float
    whole_s: float

    @property
    def whole_rate(self) -> float:
        """Members of the audience a second, from launch to completed."""
        return (self.sent_count + self.left_out_count) / self.whole_s

    @property
    def span_rate(self) -> float:
        """Messages a second while it was sending; infinite when one batch was all."""
        return self.sent_count / self.span_s if self.span_s else math.inf


@dataclass(frozen=True)
class Archived:
    """A campaign put away: conversations, and the seconds from the first batch to the last."""

    count: int
    span_s: float

    @property
    def rate(self) -> float:
        """Conversations a second."""
        return self.count / self.span_s


@contextmanager
def running(connection: db.Connection, *, leave_out: tuple[str, ...] = ()) -> Iterator[Supervisor]:
    """All roles at work, each having said that it is there; ended afterwards."""
    settings = config.settings()
    specs = [
        Spec(known.name, partial(role.run, known.name))
        for known in flow.ROLES
        if known.name not in leave_out
        for _ in range(known.count(settings))
    ]
    supervisor = Supervisor(specs)
    try:
        supervisor.start()
        for spec in specs:
            _wait_for(connection, spec.name)
        yield supervisor
    finally:
        supervisor.stop()


def _wait_for(connection: db.Connection, role: str) -> None:
    query = "select from pg_stat_activity where application_name = %(name)s and query <> ''"
    until(lambda: db.row(connection, query, name=f"tidings-{role}") is not None, f"{role} does not come up")


def until(is_so: object, complaint: str, *, look_s: float = LOOK_S) -> None:
    """Look again and again until `is_so()`; after 15 minutes it is given up with a `complaint`."""
    assert callable(is_so)
    deadline = time.monotonic() + LONGEST_S
    while not is_so():
        if time.monotonic() > deadline:
            raise SystemExit(f"{complaint} within {LONGEST_S:g} s")
        time.sleep(look_s)


def launch(connection: db.Connection, **changes: object) -> int:
    """Launch the bench's campaign; its id."""
    definition = Definition.model_validate({**DEFINITION, **changes})
    campaign_id = drafting.create(connection, definition, "bench", clock.now())
    control.launch(connection, campaign_id, "bench", "to measure", clock.now())
    return campaign_id


def send(connection: db.Connection, **changes: object) -> Sent:
    """Send a campaign to everybody, or to the audience in `changes`, through the processes that run."""
    began_s = time.monotonic()
    campaign_id = launch(connection, **changes)
    until(lambda: state(connection, campaign_id) is not CampaignState.SCHEDULED, "the campaign is not planned")
    planned_s = time.monotonic()
    until(lambda: state(connection, campaign_id) is not CampaignState.RUNNING, "the campaign is not completed")
    ended_s = time.monotonic()
    assert state(connection, campaign_id) is CampaignState.COMPLETED, "it ended otherwise than completed"
    task = sending(connection, campaign_id)
    assert task is not None
    found = db.row(connection, _SPAN, task_id=task.id)
    assert found is not None
    sent = Sent(campaign_id, plan_s=planned_s - began_s, whole_s=ended_s - began_s, **found)
    say(
        f"engine: {sent.whole_rate:,.0f} a second from launch to completed, planned in {sent.plan_s:.2f} s, "
        f"{sent.span_rate:,.0f} a second while sending"
    )
    return sent


def archive(connection: db.Connection, campaign_id: int) -> Archived:
    """Let a campaign that was sent expire, and see it archived by the processes that run."""
    control.set_archive(connection, campaign_id, None, 0, "bench", "to measure", clock.now())
    until(lambda: state(connection, campaign_id) is CampaignState.ARCHIVED, "the campaign is not archived")
    walk = last_walk(connection, campaign_id)
    assert walk is not None
    found = db.row(connection, _SPAN, task_id=walk.id)
    assert found is not None
    archived = Archived(found["sent_count"], found["span_s"])
    say(f"engine: {archived.rate:,.0f} a second while archiving")
    return archived


def state(connection: db.Connection, campaign_id: int) -> CampaignState:
    """The campaign's state now; asked so often that it must cost nothing beside what is measured."""
    found = db.row(connection, "select state from campaign where id = %(id)s", id=campaign_id)
    assert found is not None, "a campaign that was launched"
    return CampaignState(found["state"])
