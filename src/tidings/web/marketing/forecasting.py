"""What would come of a campaign that was launched now, for whoever is still writing it."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from tidings.core import clock
from tidings.delivery import forecasting
from tidings.web.marketing.access import Reader
from tidings.web.marketing.campaigns import Defined
from tidings.web.patience import Patient

router = APIRouter(prefix="/v1/campaigns", tags=["campaigns"])


class Group(BaseModel):
    """People whose zones wake together, and the window in which they can be written to first."""

    zones: list[str] = Field(description="IANA names; '' stands for those whose zone is not known.")
    count: int
    opens_at: datetime
    closes_at: datetime | None = Field(description="Null: it does not close.")
    first_at: datetime | None = Field(description="When the first of them has it; null: none does.")
    last_at: datetime | None
    unsent_count: int = Field(description="Whose turn would not come before the deadline.")


class Warning(BaseModel):
    """What to know before a launch: `deadline` and `too_late` are about `count` people, `expiry` about an instant."""

    kind: Literal["nobody", "deadline", "expiry", "too_late"]
    count: int
    at: datetime | None


class Forecast(BaseModel):
    """What would come of it. Nothing is held back for it: another campaign, or somebody's opt-out, changes it."""

    member_count: int = Field(description="Whom the audience means.")
    reached_count: int = Field(description="Who would get it.")
    left_out: dict[str, int] = Field(examples=[{"skipped.opted_out": 12}], description="By reason, most first.")
    unsent_count: int = Field(description="Whose turn would not come before the deadline.")
    rows_count: int = Field(description="Rows that it writes: conversations, reasons, batches.")
    events_count: int = Field(description="Events that it says, about.")
    pace: float = Field(description="Messages a second at most; what two cores are known to do, without a ceiling.")
    beside_count: int = Field(description="Other campaigns under way that it shares the account's ceiling with.")
    groups: list[Group]
    first_at: datetime | None
    last_at: datetime | None = Field(description="When the last one has it; null: nobody gets it, or nearly never.")
    warnings: list[Warning]


@router.post("/forecast")
def forecast(tx: Patient, _caller: Reader, definition: Defined) -> Forecast:
    """Tell what would come of a definition if it were launched now; nothing is saved. Asks about everybody."""
    return Forecast.model_validate(forecasting.forecast(tx, definition, clock.now()), from_attributes=True)
