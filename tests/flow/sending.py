"""A campaign under way in a house, and what a judge sees of it without asking its books."""

from dataclasses import dataclass
from typing import Any

import psycopg

from tests.campaigns.drafts import a_draft
from tests.flow.house import House
from tests.waiting import until
from tidings.campaigns import control, loading
from tidings.campaigns.model import CampaignState
from tidings.core import clock
from tidings.core.db import Connection
from tidings.core.errors import Unavailable
from tidings.delivery import verifying

WHO, WHY = "Mia", "the test says so"


@dataclass
class Campaign:
    """A launched campaign; every look asks the tables anew."""

    house: House
    id: int

    def sent_count(self) -> int:
        """How many inboxes hold its message; waits while the database is away."""
        found: list[int] = []

        def look() -> bool:
            try:
                with self.house.connect() as connection:
                    found.append(self.count(connection))
            except (psycopg.Error, Unavailable):
                return False
            return True

        until(look, "an answer of the database")
        return found[0]

    def count(self, connection: Connection) -> int:
        """The same over a connection that is open."""
        row = connection.execute(
            "select count(*) as count from entry where topic_name = %s and owner_id > 0", [f"campaign/{self.id}"]
        ).fetchone()
        assert row is not None
        return int(row["count"])

    def has_it(self, connection: Connection, person_id: int) -> bool:
        """Whether a person's inbox holds it."""
        query = "select from entry where owner_id = %s and topic_name = %s"
        return connection.execute(query, [person_id, f"campaign/{self.id}"]).fetchone() is not None

    def is_untouched(self) -> bool:
        """Whether nothing was kept of a plan of it: no plan, no window, no batch, and it still waits."""
        with self.house.connect() as connection:
            state = loading.get(connection, self.id).state
            kept = connection.execute("select from plan union all select from send_window union all select from batch")
            return state is CampaignState.SCHEDULED and kept.fetchone() is None

    def actions(self) -> list[str]:
        """What was done with it, oldest first; what was done with its tasks is not told again."""
        with self.house.connect() as connection:
            return [change.action for change in loading.changes(connection, self.id) if change.task_id is None]

    def pause(self) -> None:
        """Pause it; nothing more comes once this returns."""
        with self.house.connect("cli") as connection:
            control.pause(connection, self.id, "send", WHO, WHY, clock.now())

    def resume(self) -> None:
        """Let it go on."""
        with self.house.connect("cli") as connection:
            control.resume(connection, self.id, "send", WHO, WHY, clock.now())

    def stop(self) -> None:
        """End it for good."""
        with self.house.connect("cli") as connection:
            control.stop(connection, self.id, "send", WHO, WHY, clock.now())

    def wait_for_end(self, seconds: float = 60) -> CampaignState:
        """Its state once it is over."""
        with self.house.connect() as connection:
            until(lambda: loading.get(connection, self.id).ended_as is not None, "its end", seconds=seconds)
            ended_as = loading.get(connection, self.id).ended_as
        assert ended_as is not None
        return ended_as

    def recount(self) -> verifying.Recount:
        """What is really there, compared with the books, with what events told and with the inboxes; all must agree."""
        with self.house.connect() as connection:
            recount = verifying.verify(connection, self.id)
            until(lambda: _is_told(connection, recount), "every event heard")
            assert recount.differences == []
            assert self.count(connection) == recount.opened_count
            query = "select from entry group by owner_id, peer_id, topic_name having count(*) > 1"
            assert connection.execute(query).fetchone() is None
        return recount


def launch(made: House, **definition: Any) -> Campaign:
    """Write a campaign to everyone, without quiet hours unless said, and let it go."""
    with made.connect("cli") as connection:
        campaign_id = a_draft(connection, **{"quiet_hours": "none", **definition})
        control.launch(connection, campaign_id, WHO, WHY, clock.now())
    return Campaign(made, campaign_id)


def _is_told(connection: Connection, recount: verifying.Recount) -> bool:
    heard = verifying.Recount(recount.campaign_id, opened_count=recount.opened_count)
    heard.left_out_count = recount.left_out_count
    verifying.compare_progress(connection, heard)
    return heard.is_right
