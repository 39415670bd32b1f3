"""Who may see and change campaigns and the account, and how a campaign is named in an address."""

from typing import Annotated

from fastapi import Depends, Path

from tidings.web.callers import Caller, Scope
from tidings.web.cursors import LARGEST_ID
from tidings.web.deps import scoped

Reader = Annotated[Caller, Depends(scoped(Scope.CAMPAIGNS_READ))]
Writer = Annotated[Caller, Depends(scoped(Scope.CAMPAIGNS_WRITE))]
Launcher = Annotated[Caller, Depends(scoped(Scope.CAMPAIGNS_LAUNCH))]
AccountReader = Annotated[Caller, Depends(scoped(Scope.ACCOUNT_READ))]
AccountWriter = Annotated[Caller, Depends(scoped(Scope.ACCOUNT_WRITE))]
Id = Annotated[int, Path(alias="campaign_id", ge=1, le=LARGEST_ID, description="The campaign's number.")]
