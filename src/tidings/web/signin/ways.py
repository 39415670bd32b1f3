"""How one may sign in: for the page on which nobody is known yet."""

from fastapi import APIRouter
from pydantic import BaseModel

from tidings.core import config

router = APIRouter(prefix="/v1/session", tags=["session"])


class Ways(BaseModel):
    """By a password always; `oidc`: elsewhere too, at the address GET /v1/session/oidc."""

    password: bool = True
    oidc: bool


@router.get("/ways")
async def ways() -> Ways:
    """How one may sign in here."""
    return Ways(oidc=bool(config.settings().oidc_issuer))
