"""Whose inboxes a walk through batches changed: for whoever shows inboxes while that happens."""

from collections.abc import Callable, Sequence

from tidings.campaigns import loading
from tidings.chat.model import Place
from tidings.core import db, queries
from tidings.events.catalogue import BatchWalked

Q = queries.load("delivery")


def places(tx: db.Connection, walked: Sequence[BatchWalked], is_wanted: Callable[[int], bool]) -> list[Place]:
    """The views that these parts of batches may have changed, of wanted owners only; not all of them were."""
    asked = {
        "task_ids": [each.task_id for each in walked],
        "batch_ids": [each.batch_id for each in walked],
        "positions": [each.from_position for each in walked],
        "counts": [each.done_count + each.left_out_count for each in walked],
    }
    found: list[Place] = []
    known: dict[int, loading.Campaign] = {}
    for part in db.rows(tx, Q["walked_members"], **asked):
        members = [member for member in part["members"] if is_wanted(member)]
        if not members:
            continue
        campaign_id = walked[part["number"] - 1].campaign_id
        campaign = known.setdefault(campaign_id, loading.get(tx, campaign_id))
        found += [Place(member, campaign.sender_id, campaign.topic_name) for member in members]
    return found
