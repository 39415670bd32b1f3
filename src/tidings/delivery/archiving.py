"""Archives what an expired campaign opened, and takes that back: the same walk over the same members."""

from datetime import datetime
from typing import Any

from tidings.campaigns import control, loading
from tidings.campaigns.tasks import Kind
from tidings.chat import topics
from tidings.core import clock, db, queries
from tidings.delivery.walking import Walked, walked
from tidings.events.catalogue import BatchArchived, BatchUnarchived

Q = queries.load("delivery")


class Archiving:
    """The statements of every archive task, or undo of one, that this process has walked."""

    def __init__(self, connection: db.Connection) -> None:
        self._connection = connection
        self._walks: dict[int, tuple[str, dict[str, Any]]] = {}
        self._from: dict[int, int] = {}

    def step(self, task_id: int, take: int, valid_until: datetime) -> Walked | None:
        """Archive, or bring back, up to `take` conversations of a task; None when no batch is left."""
        if task_id not in self._walks:
            self._walks[task_id] = self._load(task_id)
        text, parameters = self._walks[task_id]
        more = {"take": take, "now": clock.now(), "valid_until": valid_until}
        from_id = self._from.pop(task_id, 0)
        done = walked(db.row(self._connection, text, **parameters, **more, from_id=from_id))
        if done is None and from_id:
            # Another archiver may have left a batch behind that was not its own to finish.
            done = walked(db.row(self._connection, text, **parameters, **more, from_id=0))
        if done is not None:
            self._from[task_id] = done.batch_id
        return done

    def _load(self, task_id: int) -> tuple[str, dict[str, Any]]:
        task = control.task(self._connection, task_id)
        campaign = loading.get(self._connection, task.campaign_id)
        event = BatchArchived if task.kind == "archive" else BatchUnarchived
        return statement(task.kind), {
            "task_id": task_id,
            "campaign_id": campaign.id,
            "peer_id": campaign.sender_id,
            "topic": topics.number(campaign.topic_name),
            "archived_by": campaign.id,
            "event_type": event.TYPE,
        }


def statement(kind: Kind) -> str:
    """The statement that walks a batch of an archive task, or of its undo."""
    fragment = "archive_entries" if kind == "archive" else "unarchive_entries"
    return Q.fill("walk_batch", changed=queries.compose("chat", fragment))
