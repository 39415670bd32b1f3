"""Whether the API and its database answer: for whoever supervises it."""

from fastapi import APIRouter
from pydantic import BaseModel

from tidings.core import db
from tidings.web.deps import Connection

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """Always well: what is not answers 503."""

    status: str = "well"


@router.get("/health")
def health(tx: Connection) -> Health:
    """Ask the database something."""
    db.row(tx, "select 1 as one")
    return Health()
