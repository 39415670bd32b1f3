"""Whether the API and its database answer: for whoever supervises it."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from tidings.web.pools import Pools

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """Always well: what is not answers 503."""

    status: str = "well"


@router.get("/health")
async def health(request: Request) -> Health:
    """Say whether the database answers, which is asked ten times a second whoever calls."""
    pools: Pools = request.app.state.pools
    pools.check()
    return Health()
