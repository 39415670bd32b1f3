"""Launch, pause and the other decisions, each with who and why; each holds when it is answered."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from tidings.campaigns import control, loading
from tidings.campaigns.forms import LARGEST_CEILING, WallTime
from tidings.campaigns.model import CampaignState
from tidings.core import clock, db
from tidings.web.cursors import LARGEST_ID
from tidings.web.deps import Connection
from tidings.web.marketing import campaigns, revisions
from tidings.web.marketing.access import Id, Launcher, Writer
from tidings.web.marketing.revisions import IfSeen
from tidings.web.texts import Why

router = APIRouter(prefix="/v1/campaigns/{campaign_id}", tags=["campaigns"])
LAUNCH = "decided by the API"
Which = Literal["send", "archive"]


class Reason(BaseModel):
    """Why something is decided."""

    why: Why = Field(examples=["The prices in it are wrong."])


Recipients = Annotated[
    int | None,
    Field(
        ge=0,
        le=LARGEST_ID,
        strict=True,
        description="How many get it, as a forecast says: needed above the size that the account set. `409` tells it.",
        examples=[None],
    ),
]


class Launch(BaseModel):
    """Why a campaign goes out, if there is more to say than that it does."""

    why: Why = Field(default=LAUNCH, examples=["Agreed on Monday."])
    recipients: Recipients = None


class Approval(Reason):
    """Why a campaign that was submitted goes out."""

    recipients: Recipients = None


class Ceiling(Reason):
    """Messages a second at most; null: only the account's ceiling holds."""

    ceiling: int | None = Field(ge=1, le=LARGEST_CEILING, strict=True, examples=[500])


class Deadline(Reason):
    """The wall-clock time, without an offset, after which nothing more is sent; null: none."""

    stop_at: WallTime | None = Field(examples=["2026-03-02T18:00"])


class Expiry(Reason):
    """When its conversations are archived: at a wall-clock time, so many days after sending, or never."""

    archive_at: WallTime | None = Field(default=None, examples=["2026-04-02T06:00"])
    archive_after_days: int | None = Field(default=None, ge=0, le=3650, strict=True, examples=[7])


class Decided(BaseModel):
    """What a campaign is after a decision, and its history's last line."""

    id: int = Field(examples=[12])
    state: CampaignState
    opens_at: datetime | None = Field(description="The first instant at which any of it may go out.")
    change: campaigns.Change


NO_MORE = Launch()


@router.post("/launch", status_code=202)
def launch(tx: Connection, caller: Launcher, campaign_id: Id, response: Response, reason: Launch = NO_MORE) -> Decided:
    """Let a draft go out: at once, or at its send time. `Location` says how far it is; until the first message it can
    be taken back.
    """
    control.launch(tx, campaign_id, caller.name, reason.why, clock.now(), recipients=reason.recipients)
    return _under_way(tx, campaign_id, response, of_campaign=True)


@router.post("/take-back")
def take_back(tx: Connection, caller: Launcher, campaign_id: Id, reason: Reason) -> Decided:
    """Make a launched campaign a draft again, as long as nothing went out."""
    control.take_back(tx, campaign_id, caller.name, reason.why, clock.now())
    return _decided(tx, campaign_id)


@router.post("/submit")
def submit(tx: Connection, caller: Writer, campaign_id: Id, reason: Reason) -> Decided:
    """Ask whoever holds another key to look at a draft before it goes out."""
    control.submit(tx, campaign_id, caller.name, reason.why, clock.now())
    return _decided(tx, campaign_id)


@router.post("/approve", status_code=202)
def approve(tx: Connection, caller: Launcher, campaign_id: Id, response: Response, reason: Approval) -> Decided:
    """Launch what was submitted with another key. `Location` says how far it is."""
    control.approve(tx, campaign_id, caller.name, reason.why, clock.now(), recipients=reason.recipients)
    return _under_way(tx, campaign_id, response, of_campaign=True)


@router.post("/reject")
def reject(tx: Connection, caller: Writer, campaign_id: Id, reason: Reason) -> Decided:
    """Send what was submitted back to its author as a draft."""
    control.reject(tx, campaign_id, caller.name, reason.why, clock.now())
    return _decided(tx, campaign_id)


@router.post("/tasks/{task}/pause")
def pause(tx: Connection, caller: Launcher, campaign_id: Id, task: Which, reason: Reason) -> Decided:
    """Pause sending, or an archive or its undo; once this is answered nothing more is sent until it is resumed."""
    control.pause(tx, campaign_id, task, caller.name, reason.why, clock.now())
    return _decided(tx, campaign_id)


@router.post("/tasks/{task}/resume")
def resume(tx: Connection, caller: Launcher, campaign_id: Id, task: Which, reason: Reason) -> Decided:
    """Go on where it stopped."""
    control.resume(tx, campaign_id, task, caller.name, reason.why, clock.now())
    return _decided(tx, campaign_id)


@router.post("/tasks/{task}/stop")
def stop(tx: Connection, caller: Launcher, campaign_id: Id, task: Which, reason: Reason) -> Decided:
    """End sending or archiving for good; what was sent stays."""
    control.stop(tx, campaign_id, task, caller.name, reason.why, clock.now())
    return _decided(tx, campaign_id)


@router.put("/tasks/{task}/ceiling")
def set_ceiling(
    tx: Connection,
    caller: Launcher,
    campaign_id: Id,
    task: Which,
    body: Ceiling,
    response: Response,
    if_match: IfSeen = None,
) -> Decided:
    """Change how many messages a second a campaign may send, or archive, while it runs."""
    look = revisions.seen(if_match)
    control.set_ceiling(tx, campaign_id, body.ceiling, caller.name, body.why, clock.now(), task, look)
    return _changed(tx, campaign_id, response)


@router.put("/deadline")
def set_deadline(
    tx: Connection, caller: Launcher, campaign_id: Id, body: Deadline, response: Response, if_match: IfSeen = None
) -> Decided:
    """Change the hour after which a launched campaign is no longer relevant."""
    look = revisions.seen(if_match)
    control.set_stop_at(tx, campaign_id, body.stop_at, caller.name, body.why, clock.now(), look)
    return _changed(tx, campaign_id, response)


@router.put("/expiry")
def set_expiry(
    tx: Connection, caller: Launcher, campaign_id: Id, body: Expiry, response: Response, if_match: IfSeen = None
) -> Decided:
    """Change when a launched campaign's conversations are archived; without a time they never are."""
    look, now = revisions.seen(if_match), clock.now()
    control.set_archive(tx, campaign_id, body.archive_at, body.archive_after_days, caller.name, body.why, now, look)
    return _changed(tx, campaign_id, response)


@router.post("/undo-archive", status_code=202)
def undo_archive(tx: Connection, caller: Launcher, campaign_id: Id, response: Response, reason: Reason) -> Decided:
    """Bring back what an archive put away; what people put away by themselves stays. `Location` says how far it is."""
    control.undo_archive(tx, campaign_id, caller.name, reason.why, clock.now())
    return _under_way(tx, campaign_id, response)


def _decided(tx: db.Connection, campaign_id: int, *, of_campaign: bool = False) -> Decided:
    """The last line of the history; `of_campaign`: the last that is about more than a task of it."""
    found = loading.get(tx, campaign_id)
    last = [each for each in loading.changes(tx, campaign_id) if not of_campaign or each.task_id is None][-1]
    return Decided(id=found.id, state=found.state, opens_at=found.opens_at, change=campaigns.change(last))


def _changed(tx: db.Connection, campaign_id: int, response: Response) -> Decided:
    response.headers["ETag"] = revisions.tag(loading.get(tx, campaign_id).revision)
    return _decided(tx, campaign_id)


def _under_way(tx: db.Connection, campaign_id: int, response: Response, *, of_campaign: bool = False) -> Decided:
    response.headers["Location"] = f"/v1/campaigns/{campaign_id}/status"
    return _decided(tx, campaign_id, of_campaign=of_campaign)
