"""What was changed in a campaign since somebody decided about it, for whoever decides next."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from tidings.campaigns import loading, versions
from tidings.web.deps import Connection
from tidings.web.marketing.access import Id, Reader

router = APIRouter(prefix="/v1/campaigns/{campaign_id}", tags=["campaigns"])


class Decided(BaseModel):
    """The decision that is compared with."""

    action: str = Field(examples=["submit"])
    who: str = Field(examples=["member:mia@market.example"])
    at: datetime
    revision: int


class Difference(BaseModel):
    """A part of the definition that is another now; null where it was not there, or is there no more."""

    place: str = Field(examples=["content[0].text"])
    before: Any
    after: Any


class Differences(BaseModel):
    """What is another now than when it was last submitted, approved or launched; `since` is null before any of that.

    Of what is in review it is what was changed since it was submitted the time before.
    """

    since: Decided | None
    changes: list[Difference]


@router.get("/changes-since-review")
def changes(tx: Connection, _caller: Reader, campaign_id: Id) -> Differences:
    """What was changed in a campaign since it was last decided about."""
    campaign = loading.get(tx, campaign_id)
    last = versions.last_decided(tx, campaign)
    if last is None:
        return Differences(since=None, changes=[])
    return Differences(
        since=Decided(action=last.action, who=last.who, at=last.kept_at, revision=last.revision),
        changes=[Difference(**vars(each)) for each in versions.differences(last.definition, campaign)],
    )
