"""One of the people whom the judge watches: what they see of campaigns, look by look, and what must not be seen."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.chaos.calling import Caller
from tests.chaos.findings import Findings
from tidings.core import clock

QUIET_FROM, QUIET_UNTIL = 21, 7
SHORTEST_DAY = timedelta(hours=10)
PAGE = 100
_CAMPAIGN = "campaign/"


@dataclass
class Person:
    """Somebody with an inbox. Everything about them is done by one thread, one thing after the other."""

    external_id: str
    zone: ZoneInfo
    caller: Caller
    findings: Findings
    # The campaigns that keep quiet at night; shared with whoever launches them, and only ever added to.
    quiet_campaigns: set[int]
    seen: set[int] = field(default_factory=set)
    is_refusing: bool = False
    is_blocking: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    _looked_at: datetime | None = None

    def look(self, *, is_judged: bool = True) -> list[dict[str, Any]]:
        """Read the whole inbox, and find fault with what is new in it; the lines of campaigns."""
        asked_at = clock.now()
        lines = [line for line in self.inbox() if line["topic"].startswith(_CAMPAIGN)]
        answered_at = clock.now()
        shown = [campaign(line) for line in lines]
        if len(set(shown)) < len(shown):
            self.findings.add("twice", f"{self.external_id} has a campaign twice: {sorted(shown)}")
        new = set(shown) - self.seen
        if is_judged:
            self._judge(new, answered_at)
        self.seen |= new
        self._looked_at = asked_at
        self.findings.note("looks")
        return lines

    def refuse(self) -> None:
        """Opt out; what comes after the answer is a fault."""
        self._decide(False)
        self._take_stock()
        self.is_refusing = True
        self.findings.note("opt_outs")

    def agree(self) -> None:
        """Opt in again."""
        self.look_everywhere()
        self.is_refusing = False
        self._decide(True)

    def block(self, sender: str) -> None:
        """Block the campaigns' sender; what comes after the answer is a fault."""
        self._expect(self.caller.ask("PUT", f"/v1/blocks/system:{sender}"), 204)
        self._take_stock()
        self.is_blocking = True
        self.findings.note("blocks")

    def unblock(self, sender: str) -> None:
        """Let the sender write again."""
        self.look_everywhere()
        self.is_blocking = False
        self._expect(self.caller.ask("DELETE", f"/v1/blocks/system:{sender}"), 204)

    def answer(self, conversation_id: str, text: str) -> None:
        """Answer in a conversation, until it is acknowledged."""
        path = f"/v1/conversations/{conversation_id}/messages"
        if self._expect(self.caller.ask("POST", path, {"text": text}, key=text.replace(" ", "-")), 201):
            self.answers[text] = conversation_id
            self.findings.note("answers")

    def write(self, other: str, text: str) -> None:
        """Write to another of the people, until it is acknowledged."""
        body = {"to": f"person:{other}", "topic": "listing/1", "text": text}
        answered = self.caller.ask("POST", "/v1/messages", body, key=text.replace(" ", "-"))
        if self._expect(answered, 201):
            self.answers[text] = answered.json()["conversation_id"]
            self.findings.note("letters")

    def put_away(self, conversation_id: str) -> None:
        """Archive a conversation."""
        self._expect(self.caller.ask("PUT", f"/v1/conversations/{conversation_id}/archived"), 204)
        self.findings.note("put_away")

    def inbox(self, *, archived: bool = False) -> list[dict[str, Any]]:
        """Every line of the inbox, or of what was put away, page by page."""
        lines: list[dict[str, Any]] = []
        cursor = ""
        while True:
            path = f"/v1/conversations?limit={PAGE}&archived={str(archived).lower()}" + cursor
            page = self._read(path)
            lines += page["items"]
            if page["next"] is None:
                return lines
            cursor = f"&cursor={page['next']}"

    def shown(self, *, archived: bool) -> list[int]:
        """The campaigns in the inbox, or among what was put away."""
        return [campaign(line) for line in self.inbox(archived=archived) if line["topic"].startswith(_CAMPAIGN)]

    def history(self, conversation_id: str) -> list[str]:
        """What was said in a conversation, as far as a page goes."""
        path = f"/v1/conversations/{conversation_id}/messages?limit={PAGE}"
        return [each["text"] for each in self._read(path)["items"]]

    def is_asleep(self, moment: datetime) -> bool:
        """Whether a product time falls into the quiet hours where this person is."""
        return not QUIET_UNTIL <= moment.astimezone(self.zone).hour < QUIET_FROM

    def look_everywhere(self) -> None:
        """Find fault with what is new among what was put away, too: an archive may be quicker than a look."""
        self.look()
        new = set(self.shown(archived=True)) - self.seen
        self._judge_refusal(new)
        self.seen |= new

    def _take_stock(self) -> None:
        """What came until something was acknowledged may be there, and may be put away and come back."""
        self.look(is_judged=False)
        self.seen |= {*self.shown(archived=True), *self.shown(archived=False)}

    def _judge(self, new: set[int], answered_at: datetime) -> None:
        self._judge_refusal(new)
        if self._slept_since_last(answered_at):
            self.findings.note("looks_by_night")
        for each in sorted(new):
            if each in self.quiet_campaigns and self._slept_since_last(answered_at):
                self.findings.add(
                    "at_night", f"{self.external_id} ({self.zone}) got campaign {each} after {self._looked_at}"
                )

    def _judge_refusal(self, new: set[int]) -> None:
        if self.is_refusing or self.is_blocking:
            for each in sorted(new):
                self.findings.add("after_opt_out", f"{self.external_id} refused and then got campaign {each}")

    def _slept_since_last(self, answered_at: datetime) -> bool:
        """Whether it was night where they are from before their last look was answered until this one was."""
        last = self._looked_at
        if last is None or answered_at - last >= SHORTEST_DAY:
            return False
        return self.is_asleep(last) and self.is_asleep(answered_at)

    def _decide(self, is_allowed: bool) -> None:
        body = {"is_allowed": is_allowed}
        self._expect(self.caller.ask("PUT", "/v1/me/consents/promotions", body), 200)

    def _expect(self, answered: Any, status: int) -> bool:
        if answered.status_code != status:
            self.findings.add("complaint", f"{self.external_id}: {answered.status_code} {answered.text[:300]}")
        return bool(answered.status_code == status)

    def _read(self, path: str) -> dict[str, Any]:
        answered = self.caller.ask("GET", path)
        assert answered.status_code == 200, f"{path}: {answered.status_code} {answered.text[:300]}"
        found: dict[str, Any] = answered.json()
        return found


def campaign(line: dict[str, Any]) -> int:
    """The number of the campaign that a line of an inbox is about."""
    return int(line["topic"].removeprefix(_CAMPAIGN))
