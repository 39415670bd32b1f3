"""Campaigns: written, tried, launched, watched, paused."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from tidings_client.calling import Caller
from tidings_client.shapes import Campaign, Status, take

Step = Literal["pause", "resume", "stop"]
LOOK_S = 0.5


class Campaigns:
    """All campaigns. Needs the scopes campaigns:read, campaigns:write and campaigns:launch."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def create(self, definition: Mapping[str, Any], *, key: str | None = None) -> Campaign:
        """Make a draft, as docs/campaign.schema.json says."""
        made = self._caller.ask("POST", "/v1/campaigns", body=dict(definition), key=key or str(uuid.uuid4()))
        return self.get(made["id"])

    def get(self, campaign_id: int) -> Campaign:
        """One campaign as it stands."""
        return take(Campaign, self._caller.ask("GET", f"/v1/campaigns/{campaign_id}"))

    def count(self, campaign_id: int) -> int:
        """How many people its audience means at this moment."""
        return int(self._caller.ask("GET", f"/v1/campaigns/{campaign_id}/count")["matched_count"])

    def launch(self, campaign_id: int, *, why: str = "", recipients: int | None = None) -> str:
        """Let it go out; its state. Not sent again when no answer came: ask for its status then."""
        said = {name: value for name, value in (("why", why), ("recipients", recipients)) if value}
        return str(self._caller.ask("POST", f"/v1/campaigns/{campaign_id}/launch", body=said)["state"])

    def status(self, campaign_id: int) -> Status:
        """How far it is."""
        return take(Status, self._caller.ask("GET", f"/v1/campaigns/{campaign_id}/status"))

    def watch(self, campaign_id: int, *, every_s: float = LOOK_S) -> Iterator[Status]:
        """Its status again and again, until nothing is to come without somebody's doing."""
        while True:
            found = self.status(campaign_id)
            yield found
            if not found.is_under_way:
                return
            self._caller.wait(every_s)

    def control(self, campaign_id: int, step: Step, *, why: str, task: Literal["send", "archive"] = "send") -> str:
        """Pause, resume or stop; its state. Once a pause or a stop is answered, nothing more is sent."""
        path = f"/v1/campaigns/{campaign_id}/tasks/{task}/{step}"
        return str(self._caller.ask("POST", path, body={"why": why})["state"])
