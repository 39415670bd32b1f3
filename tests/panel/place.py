"""A running Tidings with people, members of every role, and campaigns to look at."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import orjson

from tests.flow.house import House, house, invite
from tests.waiting import until
from tidings.campaigns import tasks
from tidings.core import db
from tidings.members.model import Role

PASSWORD = "correct horse battery staple"
PEOPLE = 600


class Place:
    """Where the panel is, and what is there to see."""

    def __init__(self, made: House, people: list[str]) -> None:
        self.house, self.people = made, people

    @property
    def address(self) -> str:
        """Without a path."""
        return self.house.api

    def is_served(self) -> bool:
        """Whether the API answers."""
        try:
            return httpx.get(f"{self.address}/health").status_code == 200
        except httpx.TransportError:
            return False

    def add(self, role: Role, name: str = "") -> str:
        """A member of that role; their e-mail."""
        email = f"{name or role}@example.org"
        file = self.house.data_dir / "password"
        file.write_text(PASSWORD)
        self.house.tell("member", "add", email, "--role", role, "--password-file", str(file))
        return email

    def campaign(self, name: str, **changed: Any) -> int:
        """A draft; its number."""
        definition = {
            "name": name,
            "category": "promotions",
            "sender": "marketplace-news",
            "content": [{"locale": "en", "text": "Hi {{ name | first_word }}, what is in your cellar?"}],
            "variables": [{"name": "name", "field": "name", "default": "there"}],
            "audience": {"everyone": True},
            "quiet_hours": "none",
            **changed,
        }
        file = self.house.data_dir / "campaign.json"
        file.write_bytes(orjson.dumps(definition))
        return int(self.house.tell("campaign", "create", str(file))["id"])

    def launch(self, campaign_id: int) -> None:
        """Let it go out."""
        self.house.tell("campaign", "launch", str(campaign_id), "--why", "a test")

    def state(self, campaign_id: int) -> str:
        """Where it is in its life."""
        return str(self.house.tell("campaign", "status", str(campaign_id))["state"])

    def send_state(self, campaign_id: int) -> str:
        """Where its sending is."""
        with self.house.connect() as connection:
            found = tasks.sending(connection, campaign_id)
        assert found is not None, f"campaign {campaign_id} was never launched"
        return str(found.state)

    def in_inboxes(self, campaign_id: int) -> int:
        """How many people have it in their inbox, not put away."""
        query = "select count(*) as count from entry where topic_name = %(topic)s and archived_at is null"
        with self.house.connect() as connection:
            found = db.row(connection, query, topic=f"campaign/{campaign_id}")
        assert found is not None, "an aggregate always has a row"
        return int(found["count"])

    def wait_for(self, campaign_id: int, state: str) -> None:
        """Until it is there."""
        until(lambda: self.state(campaign_id) == state, f"campaign {campaign_id} {state}", seconds=30)


@contextmanager
def place(*, with_kafka: bool = False, **environment: str) -> Iterator[Place]:
    """A place that is gone afterwards."""
    with house(in_memory=True, with_kafka=with_kafka, **environment) as made:
        found = Place(made, invite(made, PEOPLE))
        until(found.is_served, "the API")
        yield found
