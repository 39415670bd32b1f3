"""Recounts a campaign from the rows themselves and says every difference to what its books say."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tidings.campaigns import loading
from tidings.campaigns.loading import Campaign
from tidings.campaigns.model import CampaignState
from tidings.campaigns.tasks import Task, sending
from tidings.chat import topics
from tidings.core import db, queries
from tidings.core.errors import Conflict
from tidings.delivery import progress
from tidings.events import bus, buses

Q = queries.load("delivery")
BATCHES_A_PAGE = 50
_ENDED = frozenset({CampaignState.COMPLETED, CampaignState.INCOMPLETE, CampaignState.STOPPED, CampaignState.ARCHIVED})


@dataclass
class Recount:
    """What is really there; `differences` says in words what does not fit, and is empty when all does."""

    campaign_id: int
    member_count: int = 0
    opened_count: int = 0
    left_out_count: int = 0
    unsent_count: int = 0
    waiting_count: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        """Whether everything adds up."""
        return not self.differences


def verify(connection: db.Connection, campaign_id: int) -> Recount:
    """Recount all batches of a launched campaign as they are at one moment. `connection` is outside a transaction.

    What members have is looked at, not who else may have it: no index finds a campaign's rows by themselves. Once a
    campaign is over and all its events were heard, what they told is compared as well.
    Raises NotFound, Conflict when its members are not frozen yet. One that ended before they were has none.
    """
    with db.transaction(connection) as tx:
        db.run(tx, Q["one_snapshot"])
        campaign = loading.get(tx, campaign_id)
        task = sending(tx, campaign_id)
        plan = db.row(tx, Q["plan"], task_id=task.id) if task else None
        if task is None or (plan is None and task.is_alive):
            raise Conflict(
                f"Campaign {campaign_id} is {campaign.state}: its members are not frozen yet, nothing to verify."
            )
        recount = Recount(campaign_id)
        for batch in _batches(tx, campaign, task):
            _add(recount, batch)
        repeated = db.row(tx, Q["repeated_members"], task_id=task.id)
        assert repeated is not None, "a count always has a row"
        _judge(recount, campaign, plan["member_count"] if plan else 0, repeated["count"])
        if campaign.state in _ENDED and plan is not None and bus.has_heard_all(buses.current(), tx, progress.GROUP):
            compare_progress(tx, recount)
    return recount


def compare_progress(tx: db.Connection, recount: Recount) -> None:
    """Add the differences between the recount and what was told by events, once all of them were heard."""
    task = sending(tx, recount.campaign_id)
    assert task is not None, "a recount of a campaign without a send task"
    told = db.row(tx, Q["progress_totals"], task_id=task.id)
    assert told is not None, "an aggregate always has a row"
    _compare(recount, "sent by events", told["done_count"], recount.opened_count)
    _compare(recount, "left out by events", told["left_out_count"], recount.left_out_count)


def _batches(tx: db.Connection, campaign: Campaign, task: Task) -> Iterator[db.Row]:
    after = 0
    while True:
        page = db.rows(
            tx,
            Q["recount_batches"],
            task_id=task.id,
            campaign_id=campaign.id,
            peer_id=campaign.sender_id,
            topic=topics.number(campaign.topic_name),
            after=after,
            limit=BATCHES_A_PAGE,
        )
        yield from page
        if not page:
            return
        after = page[-1]["id"]


def _judge(recount: Recount, campaign: Campaign, planned_count: int, repeated_count: int) -> None:
    """Add the differences that only the whole shows."""
    if repeated_count:
        recount.differences.append(f"{repeated_count} members stand in more than one place")
    _compare(recount, "planned", planned_count, recount.member_count)
    accounted = recount.opened_count + recount.left_out_count + recount.unsent_count + recount.waiting_count
    _compare(recount, "members", recount.member_count, accounted)
    if campaign.state in _ENDED and recount.waiting_count and campaign.ended_as is not CampaignState.STOPPED:
        recount.differences.append(f"the campaign is {campaign.state} and {recount.waiting_count} members still wait")
    if campaign.ended_as is CampaignState.COMPLETED and recount.unsent_count:
        recount.differences.append(f"the campaign is {campaign.state} and {recount.unsent_count} members had no turn")


def _add(recount: Recount, batch: db.Row) -> None:
    name = f"batch {batch['id']}"
    recount.member_count += batch["member_count"]
    recount.opened_count += batch["opened_count"]
    recount.left_out_count += batch["ledger_count"]
    ahead = batch["member_count"] - batch["position"]
    if batch["state"] == "ready":
        recount.waiting_count += ahead
    else:
        recount.unsent_count += ahead
    _compare(recount, f"{name}: sent", batch["done_count"], batch["opened_count"])
    _compare(recount, f"{name}: left out", batch["left_out_count"], batch["ledger_count"])
    for what, count in (
        ("have both a message and a reason why not", batch["both_count"]),
        ("had their turn and have neither a message nor a reason", batch["neither_count"]),
        ("have one before their turn", batch["early_count"]),
    ):
        if count:
            recount.differences.append(f"{name}: {count} members {what}")


def _compare(recount: Recount, what: str, said: int, found: int) -> None:
    if said != found:
        recount.differences.append(f"{what}: the books say {said}, there are {found}")
