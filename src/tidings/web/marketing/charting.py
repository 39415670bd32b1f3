"""A campaign over time, as a chart draws it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from tidings.campaigns import loading, moving, tasks
from tidings.core import clock
from tidings.core.errors import Conflict
from tidings.delivery import charting
from tidings.web.deps import Connection
from tidings.web.marketing import campaigns
from tidings.web.marketing.access import Id, Reader
from tidings.web.marketing.decisions import Which

router = APIRouter(prefix="/v1/campaigns/{campaign_id}", tags=["campaigns"])


class Bucket(BaseModel):
    """What was done from `at` on, for as long as a bucket lasts."""

    at: datetime
    done_count: int
    left_out_count: int


class Span(BaseModel):
    """Why nothing, or less, was sent for a while; `until` is null while it lasts."""

    reason: str = Field(examples=["quiet_hours"])
    since: datetime
    until: datetime | None


class SettingChange(BaseModel):
    """A setting of the account that changed the pace of all campaigns, each value as a text that changing it takes."""

    name: str = Field(examples=["ceiling"])
    before: str = Field(examples=["10000"])
    after: str = Field(examples=["500"])
    who: str = Field(examples=["member:ada@market.example"])
    changed_at: datetime


class Timeline(BaseModel):
    """Buckets of equal length without a gap, what held it up, and what somebody changed, each oldest first."""

    begins_at: datetime
    ends_at: datetime
    length_s: int = Field(description="How long a bucket is, in seconds of the product's clock.")
    buckets: list[Bucket]
    holds: list[Span]
    changes: list[campaigns.Change]
    settings: list[SettingChange]


@router.get("/timeline")
def timeline(
    tx: Connection,
    _caller: Reader,
    campaign_id: Id,
    task: Annotated[Which, Query(description="Sending, or the latest archive or undo of one.")] = "send",
) -> Timeline:
    """What was done over time, in 200 buckets or so, with holds and changes. `409` before there is anything to show."""
    campaign = loading.get(tx, campaign_id)
    found = tasks.sending(tx, campaign_id) if task == "send" else tasks.last_walk(tx, campaign_id)
    if found is None:
        raise Conflict(f"Campaign {campaign_id} is {moving.words(campaign.state)}: there is nothing to show yet.")
    chart = charting.chart(tx, found, clock.now())
    return Timeline.model_validate(
        {**vars(chart), "changes": [campaigns.change(each) for each in chart.changes]}, from_attributes=True
    )
